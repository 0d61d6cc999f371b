/** Base64 as mails hold it: line ends and anything else outside of the alphabet is passed over; a cut-off end yields what is whole. */
export function decodeBase64(text: string): Buffer {
  return Buffer.from(text.replace(/[^A-Za-z0-9+/_=-]+/g, ''), 'base64');
}

const EQUALS = 0x3d;
const SPACE = 0x20;
const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;

/** Quoted-printable (RFC 2045, 6.7). An `=` that no code follows stands for itself. */
export function decodeQuotedPrintable(bytes: Buffer): Buffer {
  const decoded = Buffer.alloc(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte !== EQUALS) {
      decoded[length++] = byte;
      continue;
    }
    const code = hexValue(bytes[at + 1]) * 16 + hexValue(bytes[at + 2]);
    if (code >= 0) {
      decoded[length++] = code;
      at += 2;
      continue;
    }
    const next = softBreakEnd(bytes, at + 1);
    if (next === undefined) decoded[length++] = byte;
    else at = next - 1;
  }
  return decoded.subarray(0, length);
}

/** Negative enough for a code of two to be negative when one of them is no digit. */
function hexValue(byte = 0): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1000;
}

/** Where the line after a soft line break begins; undefined when there is none at `at`. */
function softBreakEnd(bytes: Buffer, at: number): number | undefined {
  let end = at;
  while (bytes[end] === SPACE || bytes[end] === TAB) end += 1;
  if (end >= bytes.length) return end;
  if (bytes[end] === CR) return bytes[end + 1] === LF ? end + 2 : end + 1;
  return bytes[end] === LF ? end + 1 : undefined;
}

/** The bytes of a body, from the way it is transferred; an encoding that is not known counts as none. */
export function decodeTransfer(body: Buffer, encoding: string): Buffer {
  switch (encoding.trim().toLowerCase()) {
    case 'base64':
      return decodeBase64(body.toString('latin1'));
    case 'quoted-printable':
      return decodeQuotedPrintable(body);
    case 'x-uuencode':
    case 'uuencode':
    case 'x-uue':
      return decodeUuencode(body);
    default:
      return body;
  }
}

function decodeUuencode(body: Buffer): Buffer {
  const lines = body.toString('latin1').split(/\r?\n/);
  const begin = lines.findIndex((line) => /^begin [0-7]{3,4} /.test(line));
  const chunks: Buffer[] = [];
  for (const line of lines.slice(begin + 1)) {
    if (/^end\s*$/.test(line)) break;
    const length = (line.charCodeAt(0) - 32) & 63;
    const values = Array.from(line.slice(1), (character) => (character.charCodeAt(0) - 32) & 63);
    const bytes = Buffer.alloc(Math.ceil(values.length / 4) * 3);
    for (let at = 0; at < values.length; at += 4) {
      const [a = 0, b = 0, c = 0, d = 0] = values.slice(at, at + 4);
      bytes.writeUIntBE((a << 18) | (b << 12) | (c << 6) | d, (at / 4) * 3, 3);
    }
    chunks.push(bytes.subarray(0, length));
  }
  return Buffer.concat(chunks);
}
