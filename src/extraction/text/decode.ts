import { isUtf8 } from 'node:buffer';
import { analyse } from 'chardet';
import iconv from 'iconv-lite';
import { announcesIso2022Kr, decodeIso2022Kr, decodeJohab } from './korean-charsets.js';
import { koreanEncoding, readsAsKorean } from './korean-syllables.js';
import { utf16Order } from './looks-like-text.js';

export interface DecodedText {
  text: string;
  /** Name of the encoding the bytes were read as. */
  encoding: string;
  /** The bytes do not say what they are and are not UTF-8: the encoding was inferred from them. */
  guessed: boolean;
  /** Some bytes are not valid in the encoding; each such place is U+FFFD in the text. */
  lossy: boolean;
  /** The charset that was declared and is not what the bytes are in. */
  disbelieved?: string;
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

/** Below this confidence (of 100) a guess is not better than the encoding of Western Windows. */
const MIN_CONFIDENCE = 20;

const WESTERN = 'windows-1252';

/** Names that stand for less than what files labelled so contain (WHATWG Encoding Standard, names and labels). */
const SUPERSETS: Readonly<Record<string, string>> = {
  'euc-kr': 'cp949',
  'ks_c_5601-1987': 'cp949',
  'ks_c_5601-1989': 'cp949',
  ks_c_5601: 'cp949',
  ksc5601: 'cp949',
  ksc_5601: 'cp949',
  'iso-ir-149': 'cp949',
  'windows-949': 'cp949',
  ms949: 'cp949',
  'x-windows-949': 'cp949',
  uhc: 'cp949',
  korean: 'cp949',
  'iso-8859-1': WESTERN,
  latin1: WESTERN,
  ascii: WESTERN,
  'us-ascii': WESTERN,
  'ansi_x3.4-1968': WESTERN,
  gb2312: 'gb18030',
  gbk: 'gb18030',
  'x-gbk': 'gb18030',
  'windows-31j': 'shift_jis',
  'x-sjis': 'shift_jis',
};

/** Charsets that are decoded here and not by iconv-lite. */
const OWN: Readonly<Record<string, (bytes: Buffer) => string>> = {
  'iso-2022-kr': decodeIso2022Kr,
  johab: decodeJohab,
  cp1361: decodeJohab,
  ms1361: decodeJohab,
  'iso-2022-jp': (bytes) => new TextDecoder('iso-2022-jp').decode(bytes),
};

/**
 * Decodes a text: by its byte order mark, else as UTF-8 if it is that, else as `declared` (the charset the file names),
 * else by a guess among Korean (CP949), what `chardet` tells, and Western. A declaration that the bytes contradict is not
 * believed: Western where they read as Korean, or a charset in which they are not valid.
 */
export function decodeText(bytes: Buffer, declared?: string): DecodedText {
  const mark = MARKS.find(([prefix]) => bytes.toString('hex', 0, prefix.length / 2) === prefix);
  if (mark) return decodeAs(bytes, mark[1], false);
  if (announcesIso2022Kr(bytes)) return decodeAs(bytes, 'iso-2022-kr', false);
  const named = declared === undefined ? undefined : decodable(declared);
  const utf8 = decodeUtf8(bytes);
  if (utf8 && !utf8.lossy && !isSevenBit(named))
    return isChanceUtf8(bytes, named) ? decodeAs(bytes, 'cp949', false) : utf8;
  // A UTF-16 file cannot spell its declaration in ASCII, so that such a declaration is never true.
  const believed = named && named !== 'utf-8' && !named.startsWith('utf-16') ? named : undefined;
  if (believed === undefined) return utf8 ?? guess(bytes, named);
  const decoded = decodeAs(bytes, believed, false);
  return isContradicted(bytes, decoded) ? (utf8 ?? guess(bytes, believed)) : decoded;
}

/** The text of bytes in a charset of that name; undefined where the name is not known. For text too short to be judged. */
export function decodeCharset(bytes: Buffer, charset: string): string | undefined {
  const named = decodable(charset);
  return named === undefined ? undefined : decodeAs(bytes, named, false).text;
}

function decodeAs(bytes: Buffer, encoding: string, guessed: boolean): DecodedText {
  const text = OWN[encoding]?.(bytes) ?? iconv.decode(bytes, encoding);
  return { text, encoding, guessed, lossy: text.includes('\ufffd') };
}

function guess(bytes: Buffer, disbelieved: string | undefined): DecodedText {
  const decoded = decodeAs(bytes, guessEncoding(bytes.subarray(0, GUESS_BYTES)), true);
  const lied = disbelieved !== undefined && disbelieved !== decoded.encoding;
  return lied ? { ...decoded, disbelieved } : decoded;
}

/** Charsets that spell other scripts in ASCII bytes: their text is valid UTF-8 and means something else. */
function isSevenBit(encoding: string | undefined): boolean {
  return encoding === 'iso-2022-kr' || encoding === 'iso-2022-jp' || encoding === 'utf-7';
}

/** Any bytes are valid in a Western charset, so that it is what Korean text is often mislabelled as. */
function isContradicted(bytes: Buffer, { encoding, text, lossy }: DecodedText): boolean {
  const sample = bytes.subarray(0, GUESS_BYTES);
  if (encoding === WESTERN || encoding.startsWith('iso-8859-')) return readsAsKorean(sample);
  if (!lossy) return false;
  const broken = text.match(/\ufffd/g)?.length ?? 0;
  const beyond = text.match(/\P{ASCII}/gu)?.length ?? 0;
  return broken * 4 >= beyond || (encoding !== 'cp949' && readsAsKorean(sample));
}

/** A few syllables of CP949 may be valid UTF-8 by chance; where CP949 is declared and all of it reads as Korean, it is that. */
function isChanceUtf8(bytes: Buffer, named: string | undefined): boolean {
  if (named !== 'cp949' || bytes.length > 64 || !bytes.some((byte) => byte >= 0x80)) return false;
  return !/[\u0800-\uffff]/.test(bytes.toString('utf8')) && readsAsKorean(bytes);
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
  return encoding in OWN || iconv.encodingExists(encoding) ? encoding : undefined;
}

function guessEncoding(sample: Buffer): string {
  const utf16 = utf16Order(sample);
  if (utf16) return utf16;
  const korean = koreanEncoding(sample);
  if (korean) return korean;
  for (const { name, confidence } of analyse(sample)) {
    const encoding = name.startsWith('UTF-') ? undefined : decodable(name);
    if (encoding && confidence >= MIN_CONFIDENCE) return encoding;
  }
  return WESTERN;
}
