import { plainText } from '../docx/plain-text.js';
import type { Attributes, XmlHandler } from '../docx/xml.js';
import type { RawBlock } from '../extraction.js';
import { type FlowContext, OdfFlow } from '../odf/flow.js';
import type { Box } from './shapes.js';

interface OdpShape {
  isTitle: boolean;
  box: Box | undefined;
  blocks: RawBlock[];
}

/** A slide as its file has it. */
export interface OdpSlide {
  shapes: OdpShape[];
  notes: string[];
  /** Footers and dates. */
  margins: string[];
  comments: { text: string; author?: string; date?: string }[];
  hidden: boolean;
  hasPictures: boolean;
}

/** A shape being read, with the depth of its element. */
interface OpenShape {
  role: string;
  box: Box | undefined;
  flow: OdfFlow;
  depth: number;
}

const SHAPES =
  /^draw:(frame|custom-shape|rect|ellipse|circle|polygon|polyline|path|line|connector|caption|regular-polygon|g)$/;

/** Shapes of the margins: their number and date are told by every program anew. */
const MARGINS = new Set(['footer', 'date-time', 'header']);

/** Centimetres in a unit of length. */
const UNITS: Readonly<Record<string, number>> = {
  cm: 1,
  mm: 0.1,
  in: 2.54,
  pt: 2.54 / 72,
  pc: 2.54 / 6,
  px: 2.54 / 96,
};

/** Reads the slides of an OpenDocument presentation (ODF 1.3 part 3, 3.6 and 10.2) from the events of its XML. */
export class OdpReader implements XmlHandler {
  readonly slides: OdpSlide[] = [];
  readonly #hidden = new Set<string>();
  #style = '';
  #depth = 0;
  #shape: OpenShape | undefined;
  /** Depth of the notes page that is open. */
  #notes: number | undefined;
  #comment: { depth: number; field: string; author: string; date: string; flow: OdfFlow } | undefined;
  #skipped = 0;

  constructor(private readonly context: FlowContext) {}

  /** Styles come before the slides: some are of slides that are not shown. */
  openStyle(name: string, attributes: Attributes): void {
    this.context.styles.open(name, attributes);
    if (name === 'style:style') this.#style = attributes['style:name'] ?? '';
    const isHidden = attributes['presentation:visibility'] === 'hidden';
    if (name === 'style:drawing-page-properties' && isHidden) this.#hidden.add(this.#style);
  }

  closeStyle(name: string): void {
    this.context.styles.close(name);
  }

  open(name: string, attributes: Attributes): void {
    this.#depth += 1;
    if (this.#skipped > 0 || name === 'office:forms') {
      this.#skipped += 1;
      return;
    }
    const slide = this.slides.at(-1);
    if (name === 'draw:page') return this.#openSlide(attributes);
    if (!slide) return;
    if (name === 'office:annotation') return this.#openComment();
    if (this.#comment) return this.#inComment(name, attributes);
    if (name === 'presentation:notes') this.#notes = this.#depth;
    else if (this.#shape) this.#inShape(name, attributes, slide);
    else if (SHAPES.test(name)) this.#openShape(name, attributes);
  }

  #openSlide(attributes: Attributes): void {
    const hidden = this.#hidden.has(attributes['draw:style-name'] ?? '');
    this.slides.push({ shapes: [], notes: [], margins: [], comments: [], hidden, hasPictures: false });
  }

  #openComment(): void {
    this.#comment = { depth: this.#depth, field: '', author: '', date: '', flow: new OdfFlow(this.context) };
  }

  #inComment(name: string, attributes: Attributes): void {
    if (!this.#comment) return;
    this.#comment.field = name;
    this.#comment.flow.open(name, attributes);
  }

  /** A group is one shape: what is in it is read in the order of the file. */
  #openShape(name: string, attributes: Attributes): void {
    const flow = new OdfFlow(this.context, true);
    const role = attributes['presentation:class'] ?? '';
    this.#shape = { role, box: boxOf(attributes), flow, depth: this.#depth };
    if (name !== 'draw:frame' && name !== 'draw:g') flow.open(name, attributes);
  }

  #inShape(name: string, attributes: Attributes, slide: OdpSlide): void {
    if (name === 'draw:image') slide.hasPictures = true;
    const shape = this.#shape;
    if (!shape) return;
    shape.flow.open(name, attributes);
    if (SHAPES.test(name)) shape.box = union(shape.box, boxOf(attributes));
  }

  text(data: string): void {
    if (this.#skipped > 0) return;
    const comment = this.#comment;
    if (comment?.field === 'dc:creator') comment.author += data;
    else if (comment?.field === 'dc:date') comment.date += data;
    else (comment ?? this.#shape)?.flow.text(data);
  }

  close(name: string): void {
    const depth = this.#depth;
    this.#depth -= 1;
    if (this.#skipped > 0) {
      this.#skipped -= 1;
      return;
    }
    if (this.#comment) return this.#closeComment(name, depth);
    if (this.#shape) return this.#closeShape(name, this.#shape, depth);
    if (this.#notes === depth) this.#notes = undefined;
  }

  #closeComment(name: string, depth: number): void {
    const comment = this.#comment;
    if (!comment) return;
    comment.field = '';
    if (comment.depth < depth) return comment.flow.close(name);
    this.#comment = undefined;
    const { author, date, flow } = comment;
    const text = plainText(flow.pages);
    if (text !== '') this.slides.at(-1)?.comments.push({ text, ...(author && { author }), ...(date && { date }) });
  }

  #closeShape(name: string, shape: OpenShape, depth: number): void {
    if (shape.depth < depth) return shape.flow.close(name);
    if (name !== 'draw:frame' && name !== 'draw:g') shape.flow.close(name);
    this.#shape = undefined;
    const slide = this.slides.at(-1);
    const blocks = shape.flow.pages.pages().flatMap((page) => (typeof page.text === 'string' ? [] : page.text));
    if (!slide || blocks.length === 0) return;
    const text = plainText(shape.flow.pages);
    if (shape.role === 'page-number') return;
    if (MARGINS.has(shape.role)) {
      if (this.#notes === undefined) slide.margins.push(text);
    } else if (this.#notes !== undefined) slide.notes.push(text);
    else slide.shapes.push({ isTitle: shape.role === 'title', box: shape.box, blocks: joined(blocks) });
  }
}

/** The paragraphs of a shape are one block, a line each. */
function joined(blocks: readonly RawBlock[]): RawBlock[] {
  const result: RawBlock[] = [];
  for (const block of blocks) {
    const last = result.at(-1);
    if ('rows' in block || !last || 'rows' in last) result.push({ ...block });
    else last.text += `\n${block.text}`;
  }
  return result;
}

function boxOf(attributes: Attributes): Box | undefined {
  const x = centimetres(attributes['svg:x'] ?? attributes['svg:x1']);
  const y = centimetres(attributes['svg:y'] ?? attributes['svg:y1']);
  if (x === undefined || y === undefined) return undefined;
  return { x, y, width: centimetres(attributes['svg:width']) ?? 0, height: centimetres(attributes['svg:height']) ?? 0 };
}

function centimetres(length: string | undefined): number | undefined {
  const match = /^(-?[0-9.]+)([a-z]+)$/.exec(length ?? '');
  const unit = UNITS[match?.[2] ?? ''];
  const value = Number(match?.[1]);
  return unit === undefined || Number.isNaN(value) ? undefined : value * unit;
}

function union(one: Box | undefined, other: Box | undefined): Box | undefined {
  if (!one || !other) return one ?? other;
  const x = Math.min(one.x, other.x);
  const y = Math.min(one.y, other.y);
  const width = Math.max(one.x + one.width, other.x + other.width) - x;
  return { x, y, width, height: Math.max(one.y + one.height, other.y + other.height) - y };
}
