/** A heading with the offset behind it and its closing punctuation. */
export interface Heading {
  heading: string;
  end: number;
}

const MAX_LENGTH = 100;
const MAX_WORDS = 14;

const SMALL_WORDS = new Set(
  'a an and as at by de for from in into of on or per than the to upon vs with without within its other not under d/b/a'.split(
    ' ',
  ),
);

/** A word that headings do not have and sentences do. */
const VERB =
  /\b(?:shall|will|is|are|was|were|may|must|has|have|had|means?|agrees?|hereby|been|be|do|does|it|which|who|i|we|you)\b/i;

/** Where a heading before running text ends: at its full stop or colon, a dash, a wide gap, or the next number. */
const STOP = /[.:](?=["”’)]?\s|["”’]?$)|\s[–—-]{1,2}\s|\s{3,}|\s(?=\d{1,2}\.\d{1,2}\.?\s)|\s(?=\((?:a|i|1|A)\)\s)/g;

/**
 * The heading that follows a provision's number in its line, if there is one.
 *
 * @param from Offset behind the number.
 * @param lineEnd End of the line.
 */
export function headingAfter(text: string, from: number, lineEnd: number): Heading | null {
  const limit = Math.min(lineEnd, from + MAX_LENGTH + 20);
  const raw = text.slice(from, limit);
  const lead = raw.length - raw.replace(/^[\s.:–—-]+/, '').length;
  const rest = raw.slice(lead);
  const whole = rest.trim();
  const isOneTitle = limit === lineEnd && !/\s{3,}|[.:]\s/.test(whole) && isTitle(whole.replace(/[.:]$/, ''));
  if (isOneTitle) {
    return headingOf(whole, from + lead + whole.length);
  }
  for (const stop of rest.matchAll(STOP)) {
    const head = rest.slice(0, stop.index);
    if (/\b(?:no|inc|co|ltd|corp|art|sec|v|vs|u\.s)$/i.test(head) && stop[0] === '.') continue;
    // A wide gap is a line end of the source as often as the end of a heading.
    const isItem = text[from - 1] === ')';
    if (/^\s{3,}$/.test(stop[0]) && !isAllCaps(head) && (isItem || /,|(?:\S+\s+){6}/.test(head))) return null;
    const isFollowed = rest.slice(stop.index + stop[0].length).trim() !== '';
    if (!isTitle(head) && !(isFollowed && /[.:]/.test(stop[0]) && isSentenceCaseTitle(head))) return null;
    return headingOf(head, from + lead + stop.index + stop[0].trimEnd().length);
  }
  return null;
}

function headingOf(head: string, end: number): Heading | null {
  const heading = head
    .replace(/[\s.:;,_–—-]+$/, '')
    .replace(/^["“'‘_]+|["”'’_]+$/g, '')
    .replace(/\s+/g, ' ');
  return heading === '' ? null : { heading, end };
}

/** Whether words stand as a title: in capitals, or each but the small ones with a capital. */
export function isTitle(words: string): boolean {
  const trimmed = words.trim();
  if (trimmed.length < 2 || trimmed.length > MAX_LENGTH || !/\p{L}{2}/u.test(trimmed) || /[;,]$/.test(trimmed))
    return false;
  if (!/^["“'‘(]?[\p{Lu}\d]/u.test(trimmed)) return false;
  const tokens = trimmed.split(/[\s/]+/);
  if (tokens.length > MAX_WORDS) return false;
  if (isAllCaps(trimmed)) return true;
  return (
    !VERB.test(trimmed) &&
    tokens.every((token) => SMALL_WORDS.has(token) || /^[^\p{L}]*(?:\p{Lu}|\d)|^[^\p{L}]+$/u.test(token))
  );
}

/** Whether words stand as a title with a capital only at its beginning: a few of them, none a verb. */
function isSentenceCaseTitle(words: string): boolean {
  const trimmed = words.trim();
  return (
    /^\p{Lu}\p{Ll}/u.test(trimmed) &&
    !/[,;"“”()]/.test(trimmed) &&
    trimmed.split(/\s+/).length <= 6 &&
    !VERB.test(trimmed)
  );
}

export function isAllCaps(words: string): boolean {
  return !/\p{Ll}/u.test(words) && (words.match(/\p{Lu}/gu)?.length ?? 0) >= 3;
}
