/** Too few letters to say anything about. */
const LEAST_LETTERS = 80;

/** A share of private-use, control, unassigned and replacement characters beyond this is no text that anyone wrote. */
const UNREADABLE_SHARE = 0.3;

/** Between these shares of vowels lie all languages in Latin letters, also their lists and headings. */
const FEWEST_VOWELS = 0.22;
const MOST_VOWELS = 0.68;

/** Of every running text in one of these languages at least so many words are among them. */
const COMMON = new Set(
  'the of and to in a is that for or be by this with on as der die das und von zu den im mit de la le les et des en du un une el los las y que del o da di il che per van een het och att'.split(
    ' ',
  ),
);
const LEAST_COMMON = 0.01;

/** Of the words of a doubtful text at least so many are no words of any language: capitals and signs in their middle. */
const ODD_WORDS = 0.35;

const UNREADABLE = /[\p{Co}\p{Cn}\p{Cc}\ufffd]/gu;

/** Spares nearly all texts the search for them. */
const MAYBE_UNREADABLE = /(?![\t-\r])\p{Cc}|[\p{Cs}\ue000-\uf8ff\ufff0-\uffff\u{10000}-\u{10ffff}]/u;

/** Whether a page's text is mostly characters that stand for no letter. */
export function isMostlyUnreadable(text: string): boolean {
  if (!MAYBE_UNREADABLE.test(text)) return false;
  const unreadable = text.match(UNREADABLE)?.filter((character) => /\S/.test(character)).length ?? 0;
  return unreadable > 0 && unreadable > (text.match(/\S/gu)?.length ?? 0) * UNREADABLE_SHARE;
}

/**
 * Whether a text reads like none: a font that maps its letters wrongly ("7KLV $JUHHPHQW" for "This Agreement"), the bytes of
 * a Korean encoding taken for Latin letters ("°è¾à¼­"), or what a bad recognition laid under a scan. Short texts, tables of
 * numbers and scripts that it knows nothing of are given the benefit of the doubt.
 */
export function isGibberish(text: string): boolean {
  if (isPlainProse(text)) return false;
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (letters < LEAST_LETTERS) return false;
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  if (latin < letters * 0.8) return false;
  if (isMojibake(text, latin)) return true;
  const words = text.match(/\S*\p{Script=Latin}\S*/gu) ?? [];
  const common = words.filter((word) => COMMON.has(word.toLowerCase())).length;
  if (common >= words.length * LEAST_COMMON) return false;
  const vowels = text.match(/[aeiouyáàâäãåéèêëíìîïóòôöõøúùûüýæœ]/giu)?.length ?? 0;
  if (vowels < latin * FEWEST_VOWELS || vowels > latin * MOST_VOWELS) return true;
  return words.filter(isOdd).length > words.length * ODD_WORDS;
}

const MOST_COMMON = /\s(?:the|of|and|to|in|der|die|und|de|la|les|que|el)\s/gi;

/** One of the most common words to so many characters settles it, without looking at the rest. */
const CHARACTERS_A_WORD = 200;

function isPlainProse(text: string): boolean {
  MOST_COMMON.lastIndex = 0;
  let wanted = Math.max(3, text.length / CHARACTERS_A_WORD);
  while (wanted > 0 && MOST_COMMON.test(text)) wanted -= 1;
  return wanted <= 0;
}

/** Nearly all letters beyond ASCII, which no language in Latin letters has. */
function isMojibake(text: string, latin: number): boolean {
  const ascii = text.match(/[a-z]/gi)?.length ?? 0;
  const high = text.match(/[\u00a1-\u00ff\u0152\u0153\u0160\u0161\u017d\u017e\u0178\u0192]/gu)?.length ?? 0;
  return ascii < latin * 0.4 && high > latin * 0.8;
}

function isOdd(word: string): boolean {
  return /\p{Ll}\p{Lu}|\p{L}[^\p{L}\p{N}\s.,;:'’\-–/()&@_]+\p{L}|\p{L}\p{N}+\p{L}/u.test(word);
}
