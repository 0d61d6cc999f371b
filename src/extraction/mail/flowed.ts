/**
 * Joins the lines of `format=flowed` text (RFC 3676): a line that ends with a space goes on in the next one of the same
 * quoting depth. `delSp`: that space is not part of the text.
 */
export function unflow(text: string, delSp: boolean): string {
  const lines: string[] = [];
  let openDepth: number | undefined;
  for (const raw of text.split(/\r\n|\r|\n/)) {
    const depth = /^>*/.exec(raw)?.[0].length ?? 0;
    const content = raw.slice(depth).replace(/^ /, '');
    const isSignature = content === '-- ';
    const flows = content.endsWith(' ') && !isSignature;
    const kept = flows && delSp ? content.slice(0, -1) : content;
    if (openDepth === depth && lines.length > 0 && !isSignature) lines.push((lines.pop() ?? '') + kept);
    else lines.push(`${depth > 0 ? `${'>'.repeat(depth)} ` : ''}${kept}`);
    openDepth = flows ? depth : undefined;
  }
  return lines.map((line) => line.trimEnd()).join('\n');
}
