import { toRoman } from '../numerals.js';
import type { BodyContext } from './body-context.js';
import { BodyReader } from './body-reader.js';
import { plainText } from './plain-text.js';
import { type Attributes, walkXml } from './xml.js';

type NoteKind = 'footnote' | 'endnote';

/** Notes that are lines drawn between text and notes, not notes. */
const SEPARATORS = new Set(['separator', 'continuationSeparator', 'continuationNotice']);

/** The footnotes and endnotes of a document, numbered in the order they are referred to. */
export class NoteBook {
  readonly #texts: Record<NoteKind, Map<string, string>>;
  readonly #counts: Record<NoteKind, number> = { footnote: 0, endnote: 0 };
  /** Endnotes with their marks, in order. */
  readonly endnotes: string[] = [];

  constructor(parts: { footnotes: string; endnotes: string }, context: BodyContext) {
    this.#texts = {
      footnote: readNotes(parts.footnotes, 'w:footnote', context),
      endnote: readNotes(parts.endnotes, 'w:endnote', context),
    };
  }

  readonly mark: BodyContext['noteMark'] = (kind, id) => {
    const text = this.#texts[kind].get(id);
    if (text === undefined) return { mark: '' };
    const number = ++this.#counts[kind];
    if (kind === 'footnote') return { mark: `[${number}]`, footnote: `[${number}] ${text}` };
    const mark = `[${toRoman(number).toLowerCase()}]`;
    this.endnotes.push(`${mark} ${text}`);
    return { mark };
  };
}

/** The texts of the notes of a part, by id. */
function readNotes(xml: string, element: string, context: BodyContext): Map<string, string> {
  const texts = new Map<string, string>();
  let id: string | undefined;
  let reader = new BodyReader({ ...context, noteMark: () => ({ mark: '' }) });
  walkXml(xml, {
    open: (name: string, attributes: Attributes) => {
      if (name === element) {
        id = SEPARATORS.has(attributes['type'] ?? '') ? undefined : attributes['id'];
        reader = new BodyReader({ ...context, noteMark: () => ({ mark: '' }) });
      } else {
        reader.open(name, attributes);
      }
    },
    text: (data) => reader.text(data),
    close: (name) => {
      if (name !== element) return reader.close(name);
      reader.end();
      const text = plainText(reader.pages);
      if (id !== undefined && text !== '') texts.set(id, text);
    },
  });
  return texts;
}
