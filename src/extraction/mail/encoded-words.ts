import { decodeCharset, decodeText } from '../text/decode.js';
import { decodeBase64, decodeQuotedPrintable } from './transfer.js';

/** An encoded word (RFC 2047): `=?charset*language?B or Q?text?=`. Spaces inside are against the rules, and common. */
const ENCODED_WORD = /=\?([^?\s]{1,80})\?([bq])\?([^?]*)\?=/gi;

interface Word {
  charset: string;
  isBase64: boolean;
  /** Contents of words that follow each other. */
  contents: string[];
}

/**
 * The text of a header value given as Latin-1: encoded words are decoded, those that stand side by side as one run of bytes
 * (mail programs split them inside of a character), and bytes beyond ASCII are read as what they look like.
 */
export function decodeHeader(value: string): string {
  let text = '';
  let end = 0;
  let open: Word | undefined;
  const flush = (): void => {
    if (open) text += decodeWord(open);
    open = undefined;
  };
  for (const match of value.matchAll(ENCODED_WORD)) {
    const between = value.slice(end, match.index);
    const word = encodedWord(match);
    if (open && between.trim() === '') {
      if (open.charset === word.charset && open.isBase64 === word.isBase64) open.contents.push(...word.contents);
      else {
        flush();
        open = word;
      }
    } else {
      flush();
      text += decodeRaw(between);
      open = word;
    }
    end = match.index + match[0].length;
  }
  flush();
  return (text + decodeRaw(value.slice(end))).replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

function encodedWord([, charset = '', encoding = '', content = '']: RegExpExecArray): Word {
  const [label = ''] = charset.toLowerCase().split('*');
  return { charset: label, isBase64: /b/i.test(encoding), contents: [content] };
}

function decodeWord({ charset, isBase64, contents }: Word): string {
  const bytes = isBase64
    ? Buffer.concat(wholeGroups(contents).map(decodeBase64))
    : decodeQuotedPrintable(Buffer.from(contents.join('').replaceAll('_', ' '), 'latin1'));
  const named = decodeCharset(bytes, charset);
  return named === undefined || named.includes('\ufffd') ? decodeText(bytes, charset).text : named;
}

/** Some programs cut the Base64 of a whole subject into words at any character: what is no whole group goes on in the next. */
function wholeGroups(contents: readonly string[]): string[] {
  const groups: string[] = [];
  let open = '';
  for (const content of contents) {
    open += content;
    if (open.length % 4 !== 0 && !open.endsWith('=')) continue;
    groups.push(open);
    open = '';
  }
  return [...groups, open];
}

function decodeRaw(value: string): string {
  return /[\u0080-\u00ff]/.test(value) ? decodeText(Buffer.from(value, 'latin1')).text : value;
}
