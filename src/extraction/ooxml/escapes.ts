/** Office writes characters that XML cannot hold as `_x000D_`; a literal one is `_x005F_x000D_`. */
export function unescapeOffice(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
