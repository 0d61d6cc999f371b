import { decodeCharset, decodeText } from '../text/decode.js';
import { decodeHeader } from './encoded-words.js';

/** A header value of the form `value; name=text; ...` such as `Content-Type`. Names and the value are lower case. */
export interface ParameterValue {
  value: string;
  parameters: ReadonlyMap<string, string>;
}

/** One `name=value`, the value quoted or not. Mail programs forget the quotes around names with spaces. */
const PARAMETER = /;\s*([^\s=;"]{1,100})\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))/g;

/** `name*`, `name*0`, `name*0*` (RFC 2231): a continued or a percent-encoded parameter. */
const EXTENDED = /^([^*]+)\*(?:(\d{1,4})(\*)?)?$/;

interface Segment {
  index: number;
  encoded: boolean;
  text: string;
}

/** Parses a header with parameters: quoted strings, RFC 2231 continuations and charsets, encoded words where they do not belong. */
export function parseParameters(header: string): ParameterValue {
  const [value = ''] = header.split(';', 1);
  const parameters = new Map<string, string>();
  const extended = new Map<string, Segment[]>();
  for (const [, rawName = '', quoted, bare = ''] of header.matchAll(PARAMETER)) {
    const name = rawName.toLowerCase();
    const text = quoted === undefined ? bare.trim() : quoted.replace(/\\(.)/g, '$1');
    const [, base, index, star] = EXTENDED.exec(name) ?? [];
    if (base === undefined) {
      if (!parameters.has(name)) parameters.set(name, decodeHeader(text));
      continue;
    }
    const segment = { index: Number(index ?? 0), encoded: index === undefined || star !== undefined, text };
    const segments = extended.get(base);
    if (segments) segments.push(segment);
    else extended.set(base, [segment]);
  }
  for (const [name, segments] of extended) parameters.set(name, joinSegments(segments));
  return { value: value.trim().toLowerCase(), parameters };
}

/** The charset stands at the head of the first segment: `utf-8'ko'%EA%B3%84`. */
function joinSegments(segments: readonly Segment[]): string {
  const ordered = segments.toSorted((a, b) => a.index - b.index);
  let charset = '';
  const bytes = ordered.map(({ encoded, text }, position) => {
    if (!encoded) return Buffer.from(text, 'latin1');
    const [, named, rest] = (position === 0 && /^([^']*)'[^']*'(.*)$/s.exec(text)) || [undefined, undefined, text];
    charset ||= named ?? '';
    return percentDecode(rest ?? text);
  });
  const whole = Buffer.concat(bytes);
  const named = charset === '' ? undefined : decodeCharset(whole, charset);
  const text = named === undefined || named.includes('\ufffd') ? decodeText(whole, charset || undefined).text : named;
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

function percentDecode(text: string): Buffer {
  const decoded = text.replace(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return Buffer.from(decoded, 'latin1');
}
