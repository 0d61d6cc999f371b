/** Bytes looked at. */
const SAMPLE = 8192;

/** Control characters that texts do hold: BS, TAB, LF, VT, FF, CR, SUB (end of old DOS files), ESC (terminal logs, ISO-2022). */
const TEXT_CONTROLS = new Set([0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1a, 0x1b]);

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

/**
 * The byte order of UTF-16 without a mark, told by zeros (of ASCII, spaces and line ends) that all stand at even or all at
 * odd positions, and by the absence of controls among the units.
 */
export function utf16Order(bytes: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const sample = bytes.subarray(0, SAMPLE);
  const zeros = [0, 0];
  for (let at = 0; at < sample.length; at++) if (sample[at] === 0) zeros[at % 2]! += 1;
  const [even = 0, odd = 0] = zeros;
  const enough = sample.length / 64;
  if (odd >= enough && odd > 0 && even === 0 && unitsAreText(sample, 0)) return 'utf-16le';
  if (even >= enough && even > 0 && odd === 0 && unitsAreText(sample, 1)) return 'utf-16be';
  return undefined;
}

/** `low` is the position of the low byte in a unit. A unit whose high byte is zero must not be a control character. */
function unitsAreText(sample: Buffer, low: 0 | 1): boolean {
  for (let at = 0; at + 1 < sample.length; at += 2) {
    const unit = (sample[at + 1 - low] ?? 0) * 256 + (sample[at + low] ?? 0);
    if (unit < 0x20 && !TEXT_CONTROLS.has(unit)) return false;
  }
  return true;
}
