/** Code pages of Windows by primary language (the lower ten bits of a language id), where it is not Western. */
const BY_LANGUAGE: Readonly<Record<number, number>> = {
  0x01: 1256,
  0x02: 1251,
  0x05: 1250,
  0x08: 1253,
  0x0d: 1255,
  0x0e: 1250,
  0x11: 932,
  0x12: 949,
  0x15: 1250,
  0x18: 1250,
  0x19: 1251,
  0x1a: 1250,
  0x1b: 1250,
  0x1c: 1250,
  0x1e: 874,
  0x1f: 1254,
  0x20: 1256,
  0x22: 1251,
  0x23: 1251,
  0x24: 1250,
  0x25: 1257,
  0x26: 1257,
  0x27: 1257,
  0x29: 1256,
  0x2a: 1258,
  0x2f: 1251,
};

const CHINESE = 0x04;
const TRADITIONAL_CHINESE: ReadonlySet<number> = new Set([0x0404, 0x0c04, 0x1404]);
const WESTERN = 1252;

/** The code page of Windows for a language id (LCID). */
export function codePageOfLanguage(language: number): number {
  const primary = language & 0x3ff;
  if (primary === CHINESE) return TRADITIONAL_CHINESE.has(language) ? 950 : 936;
  return BY_LANGUAGE[primary] ?? WESTERN;
}

/** Code pages of the character sets of fonts (`lfCharSet` of Windows). Those of ANSI, default and symbol fonts say nothing. */
const BY_CHARSET: Readonly<Record<number, number>> = {
  77: 10000,
  128: 932,
  129: 949,
  130: 1361,
  134: 936,
  136: 950,
  161: 1253,
  162: 1254,
  163: 1258,
  177: 1255,
  178: 1256,
  186: 1257,
  204: 1251,
  222: 874,
  238: 1250,
  254: 437,
  255: 850,
};

/** The code page of a font's character set, where that says one. */
export function codePageOfCharset(charset: number): number | undefined {
  return BY_CHARSET[charset];
}

const NAMES: Readonly<Record<number, string>> = {
  932: 'shift_jis',
  936: 'gb18030',
  949: 'cp949',
  950: 'big5',
  1200: 'utf-16le',
  1201: 'utf-16be',
  1361: 'johab',
  10000: 'macintosh',
  10007: 'maccyrillic',
  20127: 'windows-1252',
  20866: 'koi8-r',
  28591: 'iso-8859-1',
  32768: 'macintosh',
  32769: 'windows-1252',
  51949: 'cp949',
  65000: 'utf-7',
  65001: 'utf-8',
};

/** The name of a code page, as `decodeCharset` takes it. */
export function codePageName(codePage: number): string {
  return NAMES[codePage] ?? (codePage >= 1250 && codePage <= 1258 ? `windows-${codePage}` : `cp${codePage}`);
}

/** Whether a byte begins a character of two bytes. */
export function isLeadByte(codePage: number, byte: number): boolean {
  switch (codePage) {
    case 932:
      return (byte >= 0x81 && byte <= 0x9f) || (byte >= 0xe0 && byte <= 0xfc);
    case 936:
    case 949:
    case 950:
    case 51949:
      return byte >= 0x81 && byte <= 0xfe;
    case 1361:
      return (byte >= 0x84 && byte <= 0xd3) || (byte >= 0xd8 && byte <= 0xf9);
    default:
      return false;
  }
}
