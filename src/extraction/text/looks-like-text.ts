/** Bytes looked at. */
const SAMPLE = 8192;

/**
 * Control characters that texts do hold: BS, TAB, LF, VT, FF, CR, SO and SI (ISO-2022-KR), SUB (end of old DOS files), ESC
 * (terminal logs, ISO-2022).
 */
const TEXT_CONTROLS = new Set([0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x1a, 0x1b]);

/** The most of other control characters that a text may have. */
const MAX_CONTROL_SHARE = 0.005;

/**
 * Whether bytes can be text in some encoding: UTF-16 and UTF-32 by their mark or their pattern of zeros, any other by
 * the absence of control characters.
 */
export function looksLikeText(bytes: Buffer): boolean {
  const sample = bytes.subarray(0, SAMPLE);
  if (hasUnicodeMark(sample) || utf16Order(sample) !== undefined) return true;
  let controls = 0;
  for (const byte of sample) {
    if (byte === 0) return false;
    if (byte < 0x20 && !TEXT_CONTROLS.has(byte)) controls += 1;
  }
  return controls <= sample.length * MAX_CONTROL_SHARE;
}

function hasUnicodeMark(bytes: Buffer): boolean {
  const mark = bytes.toString('hex', 0, 4);
  return mark.startsWith('fffe') || mark.startsWith('feff') || mark.startsWith('efbbbf') || mark === '0000feff';
}

/** The share of units that must be of ordinary writing for bytes to be UTF-16; of random units about half are. */
const MIN_ORDINARY = 0.97;

/** The fewest units that must be ASCII (spaces, line ends, digits): one in so many. */
const UNITS_PER_ASCII = 64;

/**
 * The byte order of UTF-16 without a mark. Bytes with zeros are no text of an 8-bit encoding; read in the right order nearly
 * all of their units are characters of ordinary writing, some of them ASCII, and none a control character.
 */
export function utf16Order(bytes: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const sample = bytes.subarray(0, Math.min(SAMPLE, bytes.length & ~1));
  if (sample.length === 0 || !sample.includes(0)) return undefined;
  const little = ordinaryUnits(sample, 0);
  const big = ordinaryUnits(sample, 1);
  const best = Math.max(little, big);
  if (little === big || best < (sample.length / 2) * MIN_ORDINARY) return undefined;
  return little > big ? 'utf-16le' : 'utf-16be';
}

/** `low` is the position of the low byte in a unit. 0 when a unit is a control character, or too few are ASCII. */
function ordinaryUnits(sample: Buffer, low: 0 | 1): number {
  let ordinary = 0;
  let ascii = 0;
  for (let at = 0; at + 1 < sample.length; at += 2) {
    const unit = (sample[at + 1 - low] ?? 0) * 256 + (sample[at + low] ?? 0);
    if (unit < 0x20 && !TEXT_CONTROLS.has(unit)) return 0;
    if (unit < 0x80) ascii += 1;
    if (isOrdinary(unit)) ordinary += 1;
  }
  return ascii * UNITS_PER_ASCII >= sample.length / 2 ? ordinary : 0;
}

/** European letters, punctuation, symbols, kana, Han and Hangul, their full-width forms, and surrogates. */
function isOrdinary(unit: number): boolean {
  return (
    unit < 0x0600 ||
    (unit >= 0x2000 && unit < 0x2700) ||
    (unit >= 0x3000 && unit < 0x3400) ||
    (unit >= 0x4e00 && unit < 0xa000) ||
    (unit >= 0xac00 && unit < 0xe000) ||
    unit >= 0xf900
  );
}
