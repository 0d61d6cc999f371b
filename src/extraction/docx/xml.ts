import { Parser } from 'htmlparser2';

export type Attributes = Readonly<Record<string, string>>;

/** Events of an XML part. Element names carry the usual prefix of their namespace (`w:p`), attributes none (`val`). */
export interface XmlHandler {
  open?(name: string, attributes: Attributes): void;
  text?(data: string): void;
  close?(name: string): void;
}

/** The usual prefixes of the namespaces that are read, in their transitional and strict (ISO/IEC 29500) forms. */
const PREFIXES: Readonly<Record<string, string>> = {
  'http://schemas.openxmlformats.org/wordprocessingml/2006/main': 'w',
  'http://purl.oclc.org/ooxml/wordprocessingml/main': 'w',
  'http://schemas.openxmlformats.org/officeDocument/2006/math': 'm',
  'http://purl.oclc.org/ooxml/officeDocument/math': 'm',
  'http://schemas.openxmlformats.org/markup-compatibility/2006': 'mc',
  'http://schemas.openxmlformats.org/package/2006/relationships': 'rel',
  'http://purl.org/dc/elements/1.1/': 'dc',
  'http://schemas.microsoft.com/office/word/2010/wordml': 'w14',
};

/**
 * Walks an XML part without building a tree, so that neither its size nor its depth costs more than its text. Prefixes are
 * resolved by the namespace they are declared for; entities other than the five of XML are not expanded.
 */
export function walkXml(xml: string, handler: XmlHandler): void {
  const prefixes = new Map<string, string>();
  const canonical = (name: string): string => {
    const colon = name.indexOf(':');
    const prefix = colon < 0 ? '' : name.slice(0, colon);
    const known = prefixes.get(prefix);
    return known === undefined ? name : `${known}:${name.slice(colon + 1)}`;
  };
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        declarePrefixes(attributes, prefixes);
        handler.open?.(canonical(name), withoutPrefixes(attributes));
      },
      ontext: (data) => handler.text?.(data),
      onclosetag: (name) => handler.close?.(canonical(name)),
    },
    { xmlMode: true },
  );
  parser.end(xml);
}

function declarePrefixes(attributes: Attributes, prefixes: Map<string, string>): void {
  for (const name in attributes) {
    if (!name.startsWith('xmlns')) continue;
    const known = PREFIXES[attributes[name] ?? ''];
    if (known !== undefined) prefixes.set(name.slice(6), known);
  }
}

function withoutPrefixes(attributes: Attributes): Attributes {
  const result: Record<string, string> = {};
  for (const name in attributes) {
    // Of two attributes that differ in their prefix (`w:id`, `r:id`) each is also there under its full name.
    const local = name.slice(name.indexOf(':') + 1);
    result[local] ??= attributes[name] ?? '';
    result[name] = attributes[name] ?? '';
  }
  return result;
}

/** Whether a switch such as `<w:vanish/>` is on: present, and not said to be off. */
export function isOn(attributes: Attributes): boolean {
  const value = attributes['val'];
  return value !== '0' && value !== 'false' && value !== 'off' && value !== 'none';
}
