import { Parser } from 'htmlparser2';
import { AppError } from '../../common/errors/app-error.js';

export type Attributes = Readonly<Record<string, string>>;

/** Events of an XML part. Element names carry the usual prefix of their namespace (`w:p`), attributes none (`val`); they are also there with theirs. */
export interface XmlHandler {
  open?(name: string, attributes: Attributes): void;
  text?(data: string): void;
  close?(name: string): void;
}

/** The usual prefixes of the namespaces that are read, in their transitional and strict (ISO/IEC 29500) forms. */
const PREFIXES: Readonly<Record<string, string>> = {
  ...openXml('w', 'wordprocessingml/2006/main', 'wordprocessingml/main'),
  ...openXml('x', 'spreadsheetml/2006/main', 'spreadsheetml/main'),
  ...openXml('p', 'presentationml/2006/main', 'presentationml/main'),
  ...openXml('a', 'drawingml/2006/main', 'drawingml/main'),
  ...openXml('c', 'drawingml/2006/chart', 'drawingml/chart'),
  ...openXml('dgm', 'drawingml/2006/diagram', 'drawingml/diagram'),
  ...openXml('xdr', 'drawingml/2006/spreadsheetDrawing', 'drawingml/spreadsheetDrawing'),
  ...openXml('r', 'officeDocument/2006/relationships', 'officeDocument/relationships'),
  ...openXml('m', 'officeDocument/2006/math', 'officeDocument/math'),
  'http://schemas.openxmlformats.org/markup-compatibility/2006': 'mc',
  'http://schemas.openxmlformats.org/package/2006/relationships': 'rel',
  'http://purl.org/dc/elements/1.1/': 'dc',
  'http://schemas.microsoft.com/office/word/2010/wordml': 'w14',
  'http://schemas.microsoft.com/office/word/2012/wordml': 'w15',
  'http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments': 'tc',
  'http://schemas.microsoft.com/office/powerpoint/2018/8/main': 'p188',
  'http://schemas.microsoft.com/office/drawing/2014/chartex': 'cx',
  'urn:schemas-microsoft-com:vml': 'v',
  'urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0': 'fo',
  'urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0': 'svg',
  'urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0': 'loext',
  'http://www.w3.org/1998/Math/MathML': 'math',
  'http://www.w3.org/1999/xlink': 'xlink',
  'urn:oasis:names:tc:opendocument:xmlns:drawing:1.0': 'draw',
  ...openDocument('office', 'text', 'table', 'style', 'presentation', 'manifest', 'chart'),
};

function openXml(prefix: string, transitional: string, strict: string): Record<string, string> {
  return {
    [`http://schemas.openxmlformats.org/${transitional}`]: prefix,
    [`http://purl.oclc.org/ooxml/${strict}`]: prefix,
  };
}

function openDocument(...prefixes: string[]): Record<string, string> {
  return Object.fromEntries(prefixes.map((prefix) => [`urn:oasis:names:tc:opendocument:xmlns:${prefix}:1.0`, prefix]));
}

/** Takes the text of an XML part in pieces. */
export interface XmlWalker {
  write(chunk: string): void;
  end(): void;
}

/**
 * Walks an XML part without building a tree, so that its size costs no more than its text. Prefixes are
 * resolved by the namespace they are declared for; entities other than the five of XML are not expanded.
 */
export function walkXml(xml: string, handler: XmlHandler): void {
  const walker = xmlWalker(handler);
  walker.write(xml);
  walker.end();
}

/** `walkXml` for a part that comes in pieces; a text may then come in several events. */
export function xmlWalker(handler: XmlHandler): XmlWalker {
  const scope = new PrefixScope();
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        scope.open(attributes);
        handler.open?.(scope.canonical(name), withoutPrefixes(attributes, scope));
      },
      ontext: (data) => handler.text?.(data),
      onclosetag: (name) => {
        handler.close?.(scope.canonical(name));
        scope.close();
      },
    },
    { xmlMode: true },
  );
  return parser;
}

/** Documents nest a few dozen elements. The parser goes through all that are open at each of them. */
const MAX_DEPTH = 5000;

/** The namespace prefixes that hold for the element at hand. */
class PrefixScope {
  readonly #prefixes = new Map<string, string | undefined>();
  /** What declarations of open elements have replaced, with the depth of the element. */
  readonly #replaced: { depth: number; prefix: string; before: string | undefined }[] = [];
  #depth = 0;

  /** @throws AppError `extract.damaged` when elements are nested deeper than in any document. */
  open(attributes: Attributes): void {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new AppError('extract.damaged', 'The markup of the file is nested too deep');
    for (const name in attributes) {
      if (!name.startsWith('xmlns') || (name.length > 5 && name[5] !== ':')) continue;
      const prefix = name.slice(6);
      this.#replaced.push({ depth: this.#depth, prefix, before: this.#prefixes.get(prefix) });
      this.#prefixes.set(prefix, PREFIXES[attributes[name] ?? '']);
    }
  }

  close(): void {
    for (let last = this.#replaced.at(-1); last?.depth === this.#depth; last = this.#replaced.at(-1)) {
      this.#prefixes.set(last.prefix, last.before);
      this.#replaced.pop();
    }
    this.#depth -= 1;
  }

  /** The name with the usual prefix of its namespace; of an unknown namespace as it is. */
  canonical(name: string): string {
    const colon = name.indexOf(':');
    const known = this.#prefixes.get(colon < 0 ? '' : name.slice(0, colon));
    return known === undefined ? name : `${known}:${name.slice(colon + 1)}`;
  }
}

function withoutPrefixes(attributes: Attributes, scope: PrefixScope): Attributes {
  const result: Record<string, string> = {};
  for (const name in attributes) {
    const value = attributes[name] ?? '';
    const colon = name.indexOf(':');
    if (colon < 0) {
      result[name] = value;
      continue;
    }
    // Of two attributes that differ in their prefix (`w:id`, `r:id`) each is also there under its full name.
    result[name.slice(colon + 1)] ??= value;
    result[name] = value;
    result[scope.canonical(name)] = value;
  }
  return result;
}

/** Whether a switch such as `<w:vanish/>` is on: present, and not said to be off. */
export function isOn(attributes: Attributes): boolean {
  const value = attributes['val'];
  return value !== '0' && value !== 'false' && value !== 'off' && value !== 'none';
}

/** A count that an attribute gives; 1 where it gives none. */
export function toCount(value: string | undefined): number {
  const count = Number.parseInt(value ?? '', 10);
  return Number.isNaN(count) || count < 1 ? 1 : count;
}
