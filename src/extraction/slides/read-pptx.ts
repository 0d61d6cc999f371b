import { saysSomething } from '../margin-text.js';
import { AppError } from '../../common/errors/app-error.js';
import { officeMetadata, withOfficePackage } from '../containers/office-package.js';
import type { ZipPackage } from '../containers/package.js';
import { mainPart, type Relationship, relationshipsOf } from '../containers/relationships.js';
import { walkXml } from '../docx/xml.js';
import type { RawExtraction, RawPage, RawRemark, ReadRequest } from '../extraction.js';
import { readGraphics } from '../ooxml/graphics.js';
import { pageRanges, WarningList } from '../warnings.js';
import { type LaidSlide, laySlide, plainText, slidePage, type SlideStyles } from './lay-slide.js';
import { readAuthors, readComments } from './pptx-comments.js';
import { ShapeReader } from './shape-reader.js';
import { leaves, type ListStyle } from './shapes.js';

const MIB = 1024 * 1024;

/** Each part is held as a whole while it is read, and let go then. */
const XML_SHARE = 1 / 4;

/**
 * Reads a PowerPoint presentation: each slide is a page, its title first, then shapes in reading order with the bullets and
 * numbers that are shown, tables, and the text of charts and diagrams. The speaker's notes follow under `[Notes]`. Footers,
 * comments and the text of shapes that are switched off are remarks; hidden slides are read like the others, with a warning.
 *
 * @throws AppError `extract.encrypted`, `extract.damaged`, `extract.memory`, `format.mismatch`.
 */
export function readPptx(request: ReadRequest): Promise<RawExtraction> {
  const options = { label: 'PowerPoint presentation', budget: request.memoryMb * MIB * XML_SHARE };
  return withOfficePackage(request, options, readPresentation);
}

async function readPresentation(parts: ZipPackage): Promise<RawExtraction> {
  const main = await mainPart(parts, 'ppt/presentation.xml');
  if (!parts.has(main)) throw new AppError('extract.damaged', 'The file has no presentation in it');
  const relationships = await relationshipsOf(parts, main);
  const presentation = new ShapeReader();
  const slides: string[] = [];
  walkXml(await parts.text(main), {
    open: (name, attributes) => {
      if (name === 'p:sldId') slides.push(attributes['r:id'] ?? '');
      presentation.open(name, attributes);
    },
    close: (name) => presentation.close(name),
  });
  const deck = new Deck(parts, presentation.styles.other, await readAuthors(parts, relationships));
  for (const id of slides) await deck.add(relationships.find((relationship) => relationship.id === id)?.target);
  return { ...deck.result(), metadata: await officeMetadata(parts) };
}

/** The slides of a presentation, one after the other. */
class Deck {
  readonly #pages: RawPage[] = [];
  readonly #remarks: RawRemark[] = [];
  readonly #warnings = new WarningList();
  readonly #layouts = new Map<string, Promise<SlideStyles>>();
  /** Headers and footers said already: they are the same on most slides. */
  readonly #margins = new Set<string>();

  constructor(
    private readonly parts: ZipPackage,
    private readonly defaults: ListStyle,
    private readonly authors: ReadonlyMap<string, string>,
  ) {}

  async add(part: string | undefined): Promise<void> {
    const page = this.#pages.length + 1;
    if (part === undefined || !this.parts.has(part)) {
      this.#warnings.add('page_failed', { page });
      this.#pages.push({ text: '', status: 'failed' });
      return;
    }
    const relationships = await relationshipsOf(this.parts, part);
    const reader = new ShapeReader(await readGraphics(this.parts, relationships));
    walkXml(await this.parts.text(part), reader);
    const styles = await this.#layout(targetOf(relationships, 'slideLayout'));
    const laid = laySlide(reader.shapes, styles);
    this.#pages.push(slidePage(laid, await this.#notes(targetOf(relationships, 'notesSlide'))));
    if (!reader.shown) this.#warnings.add('hidden_page', { page });
    this.#addMargins(laid, styles, page);
    this.#remarks.push(...laid.hidden.map((text): RawRemark => ({ kind: 'hidden', text, page })));
    this.#remarks.push(...(await readComments(this.parts, relationships, this.authors, page)));
  }

  /** What a layout and its master give to the shapes of slides; read once for all slides. */
  #layout(part: string | undefined): Promise<SlideStyles> {
    const key = part ?? '';
    const known = this.#layouts.get(key) ?? this.#readLayout(part);
    this.#layouts.set(key, known);
    return known;
  }

  async #readLayout(part: string | undefined): Promise<SlideStyles> {
    const layout = new ShapeReader();
    const master = new ShapeReader();
    if (part !== undefined) {
      walkXml(await this.parts.text(part), layout);
      const above = targetOf(await relationshipsOf(this.parts, part), 'slideMaster');
      if (above !== undefined) walkXml(await this.parts.text(above), master);
    }
    const { title, body, other } = master.styles;
    return {
      layers: [layout.shapes, master.shapes],
      title: [title, this.defaults],
      body: [body, this.defaults],
      other: [other, this.defaults],
    };
  }

  /** The speaker's notes: what is on the notes page beside the picture of the slide and the margins. */
  async #notes(part: string | undefined): Promise<string> {
    if (part === undefined) return '';
    const reader = new ShapeReader();
    walkXml(await this.parts.text(part), reader);
    return [...leaves(reader.shapes)]
      .filter(({ placeholder }) => placeholder === undefined || placeholder.type === 'body')
      .map(plainText)
      .filter((text) => text !== '')
      .join('\n');
  }

  /** Footers, and what layouts and masters show on every slide beside places for text. */
  #addMargins(laid: LaidSlide, { layers }: SlideStyles, page: number): void {
    const fixed = layers
      .flatMap((layer) => [...leaves(layer)])
      .filter((shape) => !shape.placeholder && !shape.hidden)
      .map(plainText);
    const add = (kind: 'header' | 'footer', text: string): void => {
      if (!saysSomething(text) || this.#margins.has(text)) return;
      this.#margins.add(text);
      this.#remarks.push({ kind, text, page });
    };
    for (const text of laid.headers) add('header', text);
    for (const text of [...laid.footers, ...fixed]) add('footer', text);
  }

  result(): Omit<RawExtraction, 'metadata'> {
    const numbers = this.#pages.flatMap(({ status }, index) => (status === 'no_text_layer' ? [index + 1] : []));
    if (numbers.length > 0) this.#warnings.add('pages_without_text', { detail: pageRanges(numbers) });
    return { pages: this.#pages, remarks: this.#remarks, warnings: this.#warnings.toArray() };
  }
}

function targetOf(relationships: readonly Relationship[], type: string): string | undefined {
  return relationships.find((relationship) => relationship.type === type)?.target;
}
