import { isAlphabetic, isCjk, isDigit, isHangul, isWord } from './characters.js';
import { Gap, type FoldedText } from './folded-text.js';

/** Occurrences looked at for one quotation; a bound on hostile texts ("aaaa..."), far above any real one. */
const MAX_CANDIDATES = 5_000;

/** One misplaced space inside a word is forgiven for this many units of quotation (broken spacing of PDF text). */
const UNITS_PER_STRAY_SPACE = 40;

/** Below this length a quotation that cuts a word is a fragment. */
const MIN_UNITS_FOR_CUT_WORD = 20;

/** Word parts that turn a word into its opposite: a quotation must not begin just behind one. */
const NEGATING_HEAD = /(?:^|[^\p{L}])(?:un|in|im|il|ir|non|dis|mis)$|불$|(?:^|[^\p{Script=Hangul}])[비미무부몰]$/iu;
/** A quotation must not begin behind a separate or hyphenated "non". */
const SEPARATE_NON = /(?:^|[^\p{L}])non$/iu;
const NEGATING_TAIL = /^(?:not|n?'t|less)/i;

/**
 * How a match sits in the words around it: of whole words, with a word cut at one end, a mere part of a word or two
 * (`fragment`), or saying something else than the source (`unfit`).
 */
export type Fit = 'whole' | 'cut' | 'fragment' | 'unfit';

/** A match of a quotation in folded text: `units.slice(start, end)` is equal to the quotation's. */
export interface FoldedMatch {
  start: number;
  end: number;
  fit: Fit;
}

/**
 * Every place from unit `from` on where `quote` stands in `source` with the same words, numbers and negations, in order.
 *
 * @param lowerUnits The source's units in lower case: when given, case is not looked at.
 */
export function* matches(
  source: FoldedText,
  quote: FoldedText,
  from = 0,
  lowerUnits?: string,
): Generator<FoldedMatch, void, undefined> {
  if (quote.units === '') return;
  const haystack = lowerUnits ?? source.units;
  const needle = lowerUnits === undefined ? quote.units : lowerCase(quote.units);
  for (let candidates = 0; candidates < MAX_CANDIDATES; candidates += 1) {
    const start = haystack.indexOf(needle, from);
    if (start < 0) return;
    from = start + 1;
    const end = start + needle.length;
    if (!isSpacedAlike(source, quote, start)) continue;
    const fit = fitOf(source, start, end);
    if (fit !== 'unfit') yield { start, end, fit };
  }
}

/** Lower case unit by unit, so that positions stay the same. */
export function lowerCase(units: string): string {
  const lower = units.toLowerCase();
  if (lower.length === units.length) return lower;
  return Array.from(units, (character) => {
    const folded = character.toLowerCase();
    return folded.length === character.length ? folded : character;
  }).join('');
}

/** Whether the white space of the quotation may stand for that of the source from unit `start` on. */
function isSpacedAlike(source: FoldedText, quote: FoldedText, start: number): boolean {
  let stray = Math.floor(quote.units.length / UNITS_PER_STRAY_SPACE);
  for (let k = 1; k < quote.units.length; k += 1) {
    const before = source.gaps[start + k] ?? 0;
    const after = quote.gaps[k] ?? 0;
    if ((before === 0) === (after === 0)) continue;
    const at = start + k;
    const left = source.units.charCodeAt(at - 1);
    const right = source.units.charCodeAt(at);
    if (isDigit(left) && isDigit(right)) return false;
    if (splitsNumber(source.units, at) && !isDateChain(source.units, at)) return false;
    if (((before | after) & Gap.loose) !== 0 || isCjk(left) || isCjk(right)) continue;
    if (!isAlphabetic(left) || !isAlphabetic(right)) continue;
    stray -= 1;
    if (stray < 0 || mayNegate(source.units, at)) return false;
  }
  return true;
}

/** Whether position `at` lies within a number's `1.5` or `1,000`, on either side of its point. */
function splitsNumber(units: string, at: number): boolean {
  const left = units.charCodeAt(at - 1);
  const right = units.charCodeAt(at);
  if (isPoint(left)) return isDigit(right) && isDigit(units.charCodeAt(at - 2));
  return isPoint(right) && isDigit(left) && isDigit(units.charCodeAt(at + 1));
}

/** A date as "2024. 3. 15.", which is written with and without spaces. */
function isDateChain(units: string, at: number): boolean {
  const before = /[\d.]*$/.exec(units.slice(Math.max(0, at - 12), at))?.[0] ?? '';
  const after = /^[\d.]*/.exec(units.slice(at, at + 12))?.[0] ?? '';
  return /^(?:19|20)\d\d\.\d{1,2}\.(?:\d{1,2}\.?)?$/.test(before + after);
}

/** Whether a space put in or taken out at `at` would make or unmake a negation ("in valid", "no tice"). */
function mayNegate(units: string, at: number): boolean {
  return (
    /(?:no|not|non|un|in|im|il|ir|dis|mis)$/i.test(units.slice(Math.max(0, at - 3), at)) ||
    /^(?:not|less)/i.test(units.slice(at, at + 4))
  );
}

/**
 * Judges the ends of a match. A cut number is another number and a cut negation the opposite, so those are unfit; a word
 * cut otherwise is tolerated in a long quotation.
 */
function fitOf(source: FoldedText, start: number, end: number): Fit {
  const head = headFit(source, start);
  const tail = tailFit(source, end);
  if (head === 'unfit' || tail === 'unfit') return 'unfit';
  if (head === 'whole' && tail === 'whole') return 'whole';
  const isShort = end - start < MIN_UNITS_FOR_CUT_WORD;
  const cutsHangulOnly = tail === 'whole' && isHangul(source.units.charCodeAt(start));
  return isShort && !cutsHangulOnly ? 'fragment' : 'cut';
}

function headFit({ units, gaps, starts }: FoldedText, start: number): Fit {
  if (start === 0) return 'whole';
  const first = units.charCodeAt(start);
  const before = units.charCodeAt(start - 1);
  const gap = gaps[start] ?? 0;
  if (starts[start] === starts[start - 1]) return 'unfit';
  const wordBefore = units.slice(wordStart(gaps, units, start - 1), start);
  if (isWord(first) && SEPARATE_NON.test(wordBefore)) return 'unfit';
  if (gap !== 0) {
    const isHyphenated = (gap & Gap.hyphen) !== 0;
    return isHyphenated && NEGATING_HEAD.test(wordBefore) ? 'unfit' : 'whole';
  }
  if (isDigit(first) && (isDigit(before) || (gaps[start - 1] === 0 && splitsNumber(units, start)))) return 'unfit';
  // "-5" is another number than "5", while "10-15" and "A-1" hold the number behind the dash.
  const isSigned = before === 0x2d && !(gaps[start - 1] === 0 && isWord(units.charCodeAt(start - 2)));
  if (isDigit(first) && isSigned) return 'unfit';
  if (isPoint(first) && gaps[start + 1] === 0 && splitsNumber(units, start)) return 'unfit';
  const isSameWord =
    (isAlphabetic(first) && (isAlphabetic(before) || before === 0x27)) || (isHangul(first) && isHangul(before));
  if (!isSameWord) return 'whole';
  return NEGATING_HEAD.test(wordBefore) ? 'unfit' : 'cut';
}

/** Start of the run of letters without gap that ends with unit `last`, at most 16 units back. */
function wordStart(gaps: Uint8Array, units: string, last: number): number {
  let start = last;
  while (start > 0 && last - start < 16 && gaps[start] === 0 && isWord(units.charCodeAt(start - 1))) start -= 1;
  return start;
}

function tailFit({ units, gaps, starts }: FoldedText, end: number): Fit {
  if (end >= units.length) return 'whole';
  const last = units.charCodeAt(end - 1);
  const after = units.charCodeAt(end);
  if (starts[end] === starts[end - 1]) return 'unfit';
  if (gaps[end] !== 0) return 'whole';
  if (isDigit(after) && (isDigit(last) || splitsNumber(units, end))) return 'unfit';
  if (isPoint(after) && gaps[end + 1] === 0 && splitsNumber(units, end)) return 'unfit';
  if (!isAlphabetic(last)) return 'whole';
  if (NEGATING_TAIL.test(units.slice(end, end + 4))) return 'unfit';
  return isAlphabetic(after) ? 'cut' : 'whole';
}

function isPoint(code: number): boolean {
  return code === 0x2e || code === 0x2c;
}
