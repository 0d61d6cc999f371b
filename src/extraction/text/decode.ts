import { isUtf8 } from 'node:buffer';
import { analyse } from 'chardet';
import iconv from 'iconv-lite';
import { utf16Order } from './looks-like-text.js';

export interface DecodedText {
  text: string;
  /** Name of the encoding the bytes were read as. */
  encoding: string;
  /** The bytes do not say what they are and are not UTF-8: the encoding was inferred from them. */
  guessed: boolean;
  /** Some bytes are not valid in the encoding; each such place is U+FFFD in the text. */
  lossy: boolean;
}

/** Byte order marks, the longer ones first: that of UTF-32LE begins with that of UTF-16LE. */
const MARKS: readonly (readonly [string, string])[] = [
  ['0000feff', 'utf-32be'],
  ['fffe0000', 'utf-32le'],
  ['efbbbf', 'utf-8'],
  ['fffe', 'utf-16le'],
  ['feff', 'utf-16be'],
];

/** How much of a text without a mark is looked at to guess its encoding. */
const GUESS_BYTES = 64 * 1024;

/** Up to one broken sequence in so many bytes, a text that is otherwise UTF-8 with non-ASCII letters is damaged UTF-8. */
const BROKEN_UTF8_RATE = 500;

/** The share of Hangul among the letters beyond ASCII from which bytes that are valid CP949 are Korean. */
const KOREAN_SHARE = 0.6;

/** Below this confidence (of 100) a guess is not better than the encoding of Western Windows. */
const MIN_CONFIDENCE = 20;

const WESTERN = 'windows-1252';

/** Names that stand for less than what files labelled so contain (WHATWG Encoding Standard, names and labels). */
const SUPERSETS: Readonly<Record<string, string>> = {
  'euc-kr': 'cp949',
  'ks_c_5601-1987': 'cp949',
  ksc5601: 'cp949',
  'iso-8859-1': WESTERN,
  latin1: WESTERN,
  ascii: WESTERN,
  'us-ascii': WESTERN,
  gb2312: 'gb18030',
  gbk: 'gb18030',
};

/**
 * Decodes a text: by its byte order mark, else as UTF-8 if it is that, else as `declared` (the charset the file names),
 * else by a guess among Korean (CP949), what `chardet` tells, and Western.
 */
export function decodeText(bytes: Buffer, declared?: string): DecodedText {
  const mark = MARKS.find(([prefix]) => bytes.toString('hex', 0, prefix.length / 2) === prefix);
  if (mark) return decodeAs(bytes, mark[1], false);
  const utf8 = decodeUtf8(bytes);
  if (utf8 && !utf8.lossy) return utf8;
  const named = declared === undefined ? undefined : decodable(declared);
  // A UTF-16 file cannot spell its declaration in ASCII, so that such a declaration is never true.
  if (named && named !== 'utf-8' && !named.startsWith('utf-16')) return decodeAs(bytes, named, false);
  return utf8 ?? decodeAs(bytes, guessEncoding(bytes.subarray(0, GUESS_BYTES)), true);
}

function decodeAs(bytes: Buffer, encoding: string, guessed: boolean): DecodedText {
  const text = iconv.decode(bytes, encoding);
  return { text, encoding, guessed, lossy: text.includes('\ufffd') };
}

/** UTF-8, whole or a little damaged; undefined when the bytes are something else. */
function decodeUtf8(bytes: Buffer): DecodedText | undefined {
  if (utf16Order(bytes)) return undefined;
  const text = bytes.toString('utf8');
  if (isUtf8(bytes)) return { text, encoding: 'utf-8', guessed: false, lossy: false };
  const broken = text.match(/\ufffd/g)?.length ?? 0;
  const letters = text.match(/[^\p{ASCII}\ufffd]/gu)?.length ?? 0;
  const damaged = letters > broken && broken * BROKEN_UTF8_RATE <= bytes.length + BROKEN_UTF8_RATE;
  return damaged ? { text, encoding: 'utf-8', guessed: false, lossy: true } : undefined;
}

function decodable(name: string): string | undefined {
  const lower = name.trim().toLowerCase();
  const encoding = SUPERSETS[lower] ?? lower;
  return iconv.encodingExists(encoding) ? encoding : undefined;
}

function guessEncoding(sample: Buffer): string {
  const utf16 = utf16Order(sample);
  if (utf16) return utf16;
  if (isKorean(sample)) return 'cp949';
  for (const { name, confidence } of analyse(sample)) {
    const encoding = name.startsWith('UTF-') ? undefined : decodable(name);
    if (encoding && confidence >= MIN_CONFIDENCE) return encoding;
  }
  return WESTERN;
}

/** The sample may end within a character, so that one broken place is allowed. */
function isKorean(sample: Buffer): boolean {
  const text = iconv.decode(sample, 'cp949');
  const beyondAscii = text.match(/\P{ASCII}/gu)?.length ?? 0;
  const broken = text.match(/\ufffd/g)?.length ?? 0;
  const hangul = text.match(/[\uac00-\ud7a3]/g)?.length ?? 0;
  return broken <= 1 && hangul >= 2 && hangul >= beyondAscii * KOREAN_SHARE;
}
