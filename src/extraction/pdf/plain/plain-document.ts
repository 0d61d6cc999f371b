import type { FileMetadata } from '../../extraction.js';
import { readContent } from './content.js';
import { type PlainFont, readFont } from './font.js';
import { GivesUp, giveUp } from './give-up.js';
import { metadataOf } from './metadata.js';
import { boxOf, contentOf, inherited, type PageEntry, pagesOf } from './page-tree.js';
import { PlainFile } from './plain-file.js';
import { plainPieces } from './text-pieces.js';
import type { PagePieces } from '../pieces.js';
import { isDict, type PdfDict, PdfRef, PdfString, type PdfValue } from './values.js';

/** Annotations that bring more along than what they say: fields of forms, and files. */
const LADEN = new Set(['Widget', 'FileAttachment']);

/** What a page shows. */
export interface PlainPage extends PagePieces {
  height: number;
  pictured: boolean;
}

/** A file that is in order, whose pages are read one by one. */
export class PlainDocument {
  readonly metadata: FileMetadata;
  readonly #file: PlainFile;
  readonly #pages: readonly PageEntry[];
  /** By object number; undefined of those that are not understood. */
  readonly #fonts = new Map<number, PlainFont | undefined>();

  /** @throws GivesUp when the file is not in order, or holds more than pages. */
  constructor(data: Uint8Array) {
    this.#file = new PlainFile(data);
    const catalogue = this.#file.dictOf(this.#file.trailer.get('Root')) ?? giveUp('no catalogue');
    this.#check(catalogue);
    this.#pages = pagesOf(this.#file, catalogue);
    this.metadata = metadataOf(this.#file);
  }

  get pageCount(): number {
    return this.#pages.length;
  }

  /** @param number from 1. @param until as `performance.now` has it. @throws GivesUp when it is not all understood. */
  page(number: number, until: number): PlainPage {
    const file = this.#file;
    const page = this.#pages[number - 1] ?? giveUp('no such page');
    this.#checkAnnotations(page.dict);
    const box = boxOf(file, page);
    const resources = inherited(file, page, 'Resources');
    if (!isDict(resources)) return giveUp('no resources');
    const content = contentOf(file, page);
    const { objects, pictured } = readContent(file, this, { content, resources }, until);
    const { pieces, characters } = plainPieces(objects, box);
    return { pieces, characters, height: box.height, pictured };
  }

  font(value: PdfValue): PlainFont | undefined {
    if (!(value instanceof PdfRef)) return undefined;
    if (!this.#fonts.has(value.number)) this.#fonts.set(value.number, this.#readFont(value));
    return this.#fonts.get(value.number);
  }

  #readFont(reference: PdfRef): PlainFont | undefined {
    const dict = this.#file.dictOf(reference);
    try {
      return dict && readFont(this.#file, dict);
    } catch (error) {
      if (error instanceof GivesUp) return undefined;
      throw error;
    }
  }

  #check(catalogue: PdfDict): void {
    const file = this.#file;
    if (file.dictOf(catalogue.get('AcroForm'))?.has('XFA')) giveUp('form');
    if (file.dictOf(catalogue.get('Names'))?.has('EmbeddedFiles')) giveUp('attachments');
    if (file.dictOf(catalogue.get('ViewerPreferences'))?.has('Direction')) giveUp('direction');
  }

  #checkAnnotations(page: PdfDict): void {
    const file = this.#file;
    const annotations = file.resolve(page.get('Annots'));
    if (annotations === null) return;
    const all = file.arrayOf(annotations) ?? giveUp('odd annotations');
    for (const annotation of all) {
      const dict = file.dictOf(annotation);
      const kind = file.nameOf(dict?.get('Subtype'));
      // Lines and marks are nothing to read as long as nobody comments on them.
      if (!dict || !kind || LADEN.has(kind) || !isSilent(file, dict)) giveUp('annotations');
    }
  }
}

function isSilent(file: PlainFile, annotation: PdfDict): boolean {
  const contents = file.entry(annotation, 'Contents');
  return contents === null || (contents instanceof PdfString && contents.bytes === '');
}
