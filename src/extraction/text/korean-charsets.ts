import iconv from 'iconv-lite';

const SHIFT_OUT = 0x0e;
const SHIFT_IN = 0x0f;
const ESCAPE = 0x1b;

/** The header of ISO-2022-KR (RFC 1557): designates KS X 1001 for what stands between SO and SI. */
const DESIGNATION = '\u001b$)C';

/** Whether the bytes announce ISO-2022-KR themselves. */
export function announcesIso2022Kr(bytes: Buffer): boolean {
  return bytes.subarray(0, 1024).includes(DESIGNATION, 0, 'latin1');
}

/** ISO-2022-KR (RFC 1557), which old Korean mail is written in: KS X 1001 in seven bits between SO and SI; a line end returns to ASCII. */
export function decodeIso2022Kr(bytes: Buffer): string {
  const eightBit = Buffer.alloc(bytes.length);
  let length = 0;
  let shifted = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === ESCAPE && bytes.toString('latin1', at, at + DESIGNATION.length) === DESIGNATION) {
      at += DESIGNATION.length - 1;
      continue;
    }
    if (byte === SHIFT_OUT || byte === SHIFT_IN) {
      shifted = byte === SHIFT_OUT;
      continue;
    }
    if (byte === 0x0a) shifted = false;
    eightBit[length] = shifted && byte > 0x20 ? byte | 0x80 : byte;
    length += 1;
  }
  return iconv.decode(eightBit.subarray(0, length), 'cp949');
}

/** Johab's five-bit codes of initial, vowel and final (KS X 1001:1992, annex 3) as positions in Unicode's order; -1: none. */
const INITIALS = codes([[2, 20, 0]]);
const VOWELS = codes([
  [3, 7, 0],
  [10, 15, 5],
  [18, 23, 11],
  [26, 29, 17],
]);
const FINALS = codes([
  [1, 17, 0],
  [19, 29, 17],
]);

const LONE_INITIALS = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ';
const LONE_VOWELS = 'ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ';

function codes(ranges: readonly (readonly [number, number, number])[]): readonly number[] {
  const positions = Array.from({ length: 32 }, () => -1);
  for (const [first, last, position] of ranges) {
    for (let code = first; code <= last; code++) positions[code] = position + code - first;
  }
  return positions;
}

/** Johab (code page 1361): Hangul by its letters, everything else by a formula into KS X 1001. Invalid bytes become U+FFFD. */
export function decodeJohab(bytes: Buffer): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at++) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x80) {
      parts.push(String.fromCharCode(lead));
      continue;
    }
    at += 1;
    parts.push(johabCharacter(lead, bytes[at] ?? 0));
  }
  return parts.join('');
}

function johabCharacter(lead: number, trail: number): string {
  if (lead >= 0x84 && lead <= 0xd3) return johabHangul((lead << 8) | trail);
  const isSymbol = lead >= 0xd9 && lead <= 0xde;
  if ((!isSymbol && (lead < 0xe0 || lead > 0xf9)) || trail < 0x31) return '\ufffd';
  const cell = trail - (trail < 0x91 ? 0x31 : 0x43);
  const row = isSymbol ? 0xa1 + 2 * (lead - 0xd9) : 0xca + 2 * (lead - 0xe0);
  return iconv.decode(Buffer.from([row + Math.floor(cell / 94), 0xa1 + (cell % 94)]), 'cp949');
}

function johabHangul(code: number): string {
  const [first, second, third] = [(code >> 10) & 31, (code >> 5) & 31, code & 31];
  const [initial = -1, vowel = -1, final = -1] = [INITIALS[first], VOWELS[second], FINALS[third]];
  if (initial >= 0 && vowel >= 0 && final >= 0)
    return String.fromCharCode(0xac00 + (initial * 21 + vowel) * 28 + final);
  if (initial >= 0 && vowel < 0 && final === 0) return LONE_INITIALS[initial] ?? '\ufffd';
  return initial < 0 && vowel >= 0 && final === 0 ? (LONE_VOWELS[vowel] ?? '\ufffd') : '\ufffd';
}
