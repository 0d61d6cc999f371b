import { ByteView } from '../containers/byte-view.js';
import { ListCounter } from '../docx/numbering.js';
import { type Fib, isWord97, type PartName, type Range, TABLES } from './fib.js';
import { readLists, type WordLists } from './lists.js';
import { readPieces } from './pieces.js';
import {
  type CharacterProperties,
  characterProperties,
  type ParagraphProperties,
  paragraphProperties,
} from './properties.js';
import { firstEndingAfter, readRuns, type Run } from './runs.js';
import { StyleSheet } from './styles.js';
import { readFontNames, readStrings } from './tables-of-file.js';
import { readPieces6, tableMarks } from './word6.js';

/** The streams of a DOC, deciphered. */
export interface DocStreams {
  document: ByteView;
  table: ByteView;
  data: ByteView;
}

const EMPTY = new ByteView(Buffer.alloc(0));

/** A run of one look: where it ends, and how it is formatted directly. */
export interface CharacterRun {
  end: number;
  properties: CharacterProperties;
}

/** The text of a DOC with its formatting. Positions count characters of the text of all parts. */
export class DocDocument {
  readonly text: string;
  readonly styles: StyleSheet;
  readonly lists: WordLists;
  readonly counter: ListCounter;
  readonly fonts: readonly string[];
  readonly authors: readonly string[];
  readonly data: ByteView;
  readonly #characters: readonly Run[];
  readonly #paragraphs: readonly Run[];
  readonly #parsed = new WeakMap<ByteView, CharacterProperties>();

  constructor(
    readonly fib: Fib,
    private readonly streams: DocStreams,
  ) {
    const { document, data } = streams;
    const modern = isWord97(fib);
    const { text, pieces } = modern ? readPieces(document, streams.table, fib) : readPieces6(document, fib);
    this.text = text;
    this.data = data;
    this.#characters = modern ? readRuns(document, this.table('characterPages'), pieces, 'character') : [];
    this.#paragraphs = readRuns(document, this.table('paragraphPages'), pieces, modern ? 'paragraph' : 'paragraph6');
    this.styles = new StyleSheet(modern ? this.table('styles') : EMPTY);
    // The levels of the lists stand behind the table, outside of its length.
    const lists = fib.table('lists');
    const definitions = modern && lists.length > 0 ? streams.table.view(lists.offset, streams.table.length) : EMPTY;
    this.lists = readLists(definitions, modern ? this.table('listOverrides') : EMPTY);
    this.counter = new ListCounter(this.lists.numbering, () => undefined);
    this.fonts = modern ? readFontNames(this.table('fonts')) : [];
    this.authors = modern ? readStrings(this.table('revisionAuthors')).map(({ text: name }) => name) : [];
  }

  /** A table that the file information block points at; empty when there is none. */
  table(name: keyof typeof TABLES): ByteView {
    const { offset, length } = this.fib.table(name);
    return length === 0 ? EMPTY : this.streams.table.view(offset, length);
  }

  /** A part of the text, cut to what there is. */
  part(name: PartName): Range {
    const { start, end } = this.fib.parts[name];
    return { start: Math.min(start, this.text.length), end: Math.min(end, this.text.length) };
  }

  /** The look of the text at a position, and how far it goes. */
  charactersAt(position: number): CharacterRun {
    const index = firstEndingAfter(this.#characters, position);
    const run = this.#characters[index];
    if (!run) return { end: this.text.length, properties: {} };
    if (run.start > position) return { end: run.start, properties: {} };
    let properties = this.#parsed.get(run.changes);
    if (!properties) {
      properties = characterProperties(run.changes);
      this.#parsed.set(run.changes, properties);
    }
    return { end: run.end, properties: run.ofPiece ? characterProperties(run.ofPiece, { ...properties }) : properties };
  }

  /** The formatting of the paragraph whose mark is at a position, with that of its style. */
  paragraphAt(position: number): ParagraphProperties {
    const run = this.#paragraphs[firstEndingAfter(this.#paragraphs, position)];
    if (!run || run.start > position) return {};
    if (!isWord97(this.fib)) return tableMarks(run.changes);
    const direct = paragraphProperties(run.changes, {}, (offset) => this.#further(offset));
    if (run.ofPiece) paragraphProperties(run.ofPiece, direct);
    const style = this.styles.paragraph(direct.style ?? 0);
    const merged = { ...style, ...direct };
    if (direct.level === undefined && style.level === undefined && merged.list !== undefined)
      merged.level = this.lists.levelOfStyle(merged.list, direct.style ?? 0) ?? 0;
    return merged;
  }

  /** Bytes of the WordDocument stream. */
  bytes(offset: number, length: number): ByteView {
    return this.streams.document.view(offset, length);
  }

  #further(offset: number): ByteView {
    return this.data.view(offset + 2, this.data.u16(offset));
  }
}
