const COMPRESSED = 0x75465a4c;
const UNCOMPRESSED = 0x414c454d;
const HEADER_BYTES = 16;
const DICTIONARY_BYTES = 4096;

/** What the dictionary holds before the first byte ([MS-OXRTFCP] 2.1.2.1). */
const PRELOADED =
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx';

/**
 * Decompresses the RTF body of an Outlook item ([MS-OXRTFCP]). What the header claims is not trusted: a reference yields at most
 * 17 bytes, so that the result is never more than about nine times as long as what is given.
 *
 * @returns undefined when the bytes are of neither kind.
 */
export function decompressRtf(bytes: Buffer): Buffer | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  const kind = bytes.readUInt32LE(8);
  if (kind === UNCOMPRESSED) return bytes.subarray(HEADER_BYTES);
  return kind === COMPRESSED ? expand(bytes.subarray(HEADER_BYTES)) : undefined;
}

function expand(bytes: Buffer): Buffer {
  const dictionary = Buffer.alloc(DICTIONARY_BYTES, 0x20);
  let write = dictionary.write(PRELOADED, 'latin1');
  const output = Buffer.alloc(bytes.length * 9 + DICTIONARY_BYTES);
  let length = 0;
  const put = (byte: number): void => {
    output[length++] = byte;
    dictionary[write] = byte;
    write = (write + 1) % DICTIONARY_BYTES;
  };
  for (let at = 0; at < bytes.length;) {
    const control = bytes[at++] ?? 0;
    for (let bit = 0; bit < 8 && at < bytes.length; bit++) {
      if ((control & (1 << bit)) === 0) {
        put(bytes[at++] ?? 0);
        continue;
      }
      const reference = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
      at += 2;
      const offset = reference >> 4;
      if (offset === write) return output.subarray(0, length);
      for (let step = 0; step < (reference & 15) + 2; step++) put(dictionary[(offset + step) % DICTIONARY_BYTES] ?? 0);
    }
  }
  return output.subarray(0, length);
}
