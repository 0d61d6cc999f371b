import { createHash } from 'node:crypto';

const LINE_BREAKS = /\r\n?|[\v\f\u0085\u2028\u2029]/g;

/**
 * Characters that no reader sees and that must not be told to a model either: C0 and C1 controls and DEL (NUL is refused
 * by Postgres), byte order marks, zero-width spaces and word joiners, bidirectional controls, interlinear annotation
 * marks, and the tag characters that are used to smuggle unseen text.
 */
const INVISIBLE =
  /(?![\t\n])\p{Cc}|[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\u{e0000}-\u{e007f}]/gu;

const LONE_SURROGATE = /\p{Surrogate}/gu;

/** What is not certain to stand as it is: Latin letters without marks of their own, plain punctuation and Hangul syllables do. */
const MAY_CHANGE = /[^\t\n\x20-\x7e\xa0-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\uac00-\ud7a3]/;

/**
 * The canonical form of an extracted text, in which every offset of the system counts. Postgres `text` accepts it, and it
 * is a fixed point: `canonicalText(canonicalText(x)) === canonicalText(x)`.
 *
 * - CRLF, CR, vertical tab, form feed, NEL, U+2028 and U+2029 become `\n`.
 * - Invisible characters are removed (see above). The joiners U+200C and U+200D stay: they spell words and emoji.
 * - A soft hyphen becomes `-`. In text that was read off a page it stands where a hyphen was printed ("half\u00adlife",
 *   "10003\u00ad1502"), and dropping it would join words and numbers.
 * - A lone surrogate becomes U+FFFD.
 * - The rest is composed to NFC.
 */
export function canonicalText(raw: string): string {
  if (!MAY_CHANGE.test(raw)) return raw;
  // NFC comes last: it never yields a removed character, while a removal can bring a base and its mark together.
  return raw
    .replace(LONE_SURROGATE, '\ufffd')
    .replace(LINE_BREAKS, '\n')
    .replace(INVISIBLE, '')
    .replaceAll('\u00ad', '-')
    .normalize('NFC');
}

/** SHA-256 of the text's UTF-8 bytes, in lower-case hex (`SourceText.textHash`). */
export function sha256Hex(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
