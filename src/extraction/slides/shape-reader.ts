import { symbolCharacter } from '../docx/symbols.js';
import type { Attributes, XmlHandler } from '../docx/xml.js';
import type { RawBlock, RawCell } from '../extraction.js';
import { type Bullet, type ListStyle, newParagraph, newShape, type Paragraph, type Shape } from './shapes.js';

/** Groups inside of each other deeper than this are taken as one. */
const MAX_DEPTH = 50;

const SHAPES = new Set(['p:sp', 'p:graphicFrame', 'p:pic', 'p:cxnSp', 'p:grpSp']);

/** The styles of a master that text without a style of its own follows, and the presentation's default. */
const TEXT_STYLES: Readonly<Record<string, 'title' | 'body' | 'other'>> = {
  'p:titleStyle': 'title',
  'p:bodyStyle': 'body',
  'p:otherStyle': 'other',
  'p:defaultTextStyle': 'other',
};

interface OpenTable {
  rows: RawCell[][];
  cell: (RawCell & { covered: boolean; paragraphs: string[] }) | undefined;
}

/** Reads the shapes of a slide, layout, master or notes page (ECMA-376 part 1, 19.3) from the events of its XML. */
export class ShapeReader implements XmlHandler {
  readonly shapes: Shape[] = [];
  readonly styles: Record<'title' | 'body' | 'other', ListStyle> = {
    title: new Map(),
    body: new Map(),
    other: new Map(),
  };
  /** Whether the slide is shown in a slide show. */
  shown = true;
  readonly #open: Shape[] = [];
  #groups = 0;
  #paragraph: Paragraph | undefined;
  #inParagraphProperties = false;
  #table: OpenTable | undefined;
  #style: ListStyle | undefined;
  #level = 0;
  #bulletFont = '';
  #inText = false;
  #skipped = 0;

  /** @param graphics blocks of the charts and diagrams that the part refers to, by relationship. */
  constructor(private readonly graphics: ReadonlyMap<string, RawBlock[]> = new Map()) {}

  get #shape(): Shape | undefined {
    return this.#open.at(-1);
  }

  open(name: string, attributes: Attributes): void {
    if (this.#skipped > 0 || name === 'mc:Fallback' || isPageNumber(name, attributes)) {
      this.#skipped += 1;
      return;
    }
    if (SHAPES.has(name)) this.#openShape(name);
    else if (name.startsWith('p:')) this.#slideElement(name, attributes);
    else if (this.#openText(name, attributes)) return;
    else if (name === 'c:chart') this.#graphic(attributes['r:id']);
    else if (name === 'dgm:relIds') this.#graphic(attributes['r:dm']);
    else this.#place(name, attributes);
  }

  #openShape(name: string): void {
    const shape = newShape(name === 'p:grpSp');
    shape.isPicture = name === 'p:pic';
    if (name === 'p:grpSp') this.#groups += 1;
    const parent = this.#shape?.children ?? (this.#open.length === 0 ? this.shapes : undefined);
    if (name !== 'p:grpSp' || this.#groups <= MAX_DEPTH) parent?.push(shape);
    else if (this.#shape) shape.children = this.#shape.children;
    this.#open.push(shape);
  }

  #slideElement(name: string, attributes: Attributes): void {
    const shape = this.#shape;
    const style = TEXT_STYLES[name];
    if (style) this.#style = this.styles[style];
    else if (name === 'p:sld') this.shown = attributes['show'] !== '0' && attributes['show'] !== 'false';
    else if (name === 'p:ph' && shape) {
      shape.placeholder = { type: attributes['type'] ?? 'body', index: attributes['idx'] };
    } else if (name === 'p:cNvPr' && shape) {
      shape.hidden = attributes['hidden'] === '1' || attributes['hidden'] === 'true';
    } else if (name === 'p:oleObj' && shape) {
      shape.isPicture = true;
    }
  }

  #openText(name: string, attributes: Attributes): boolean {
    switch (name) {
      case 'a:p':
        this.#paragraph = newParagraph();
        return true;
      case 'a:pPr':
        this.#inParagraphProperties = true;
        this.#bulletFont = '';
        if (this.#paragraph) this.#paragraph.level = Math.min(8, Math.max(0, Number(attributes['lvl'] ?? 0) || 0));
        return true;
      case 'a:t':
      case 'm:t':
        this.#inText = true;
        return true;
      case 'a:br':
        if (this.#paragraph) this.#paragraph.text += '\n';
        return true;
      case 'a:lstStyle':
        this.#style = this.#shape?.listStyle;
        return true;
      case 'a:buFont':
        this.#bulletFont = attributes['typeface'] ?? '';
        return true;
      case 'a:buNone':
      case 'a:buChar':
      case 'a:buBlip':
      case 'a:buAutoNum':
        this.#bullet(bulletOf(name, attributes, this.#bulletFont));
        return true;
    }
    const level = /^a:lvl([1-9])pPr$/.exec(name)?.[1];
    if (level !== undefined) {
      this.#level = Number(level) - 1;
      this.#bulletFont = '';
    }
    return level !== undefined || this.#openTable(name, attributes);
  }

  #bullet(bullet: Bullet): void {
    if (this.#inParagraphProperties && this.#paragraph) this.#paragraph.bullet = bullet;
    else this.#style?.set(this.#level, bullet);
  }

  #openTable(name: string, attributes: Attributes): boolean {
    if (name === 'a:tbl') this.#table = { rows: [], cell: undefined };
    else if (name === 'a:tr') this.#table?.rows.push([]);
    else if (name === 'a:tc' && this.#table) {
      const covered = isTrue(attributes['hMerge']) || isTrue(attributes['vMerge']);
      const cell = { text: '', covered, paragraphs: [], ...spans(attributes) };
      this.#table.cell = cell;
    } else return false;
    return true;
  }

  #graphic(id: string | undefined): void {
    this.#shape?.blocks.push(...(this.graphics.get(id ?? '') ?? []));
  }

  #place(name: string, attributes: Attributes): void {
    const shape = this.#shape;
    if (!shape || (shape.box && shape.box.width > 0)) return;
    if (name === 'a:off') {
      shape.box = { x: Number(attributes['x']) || 0, y: Number(attributes['y']) || 0, width: 0, height: 0 };
    } else if (name === 'a:ext' && shape.box && attributes['cx'] !== undefined) {
      shape.box.width = Number(attributes['cx']) || 0;
      shape.box.height = Number(attributes['cy']) || 0;
    }
  }

  text(data: string): void {
    if (this.#inText && this.#skipped === 0 && this.#paragraph) this.#paragraph.text += data;
  }

  close(name: string): void {
    if (this.#skipped > 0) {
      this.#skipped -= 1;
      return;
    }
    if (SHAPES.has(name)) {
      this.#open.pop();
      if (name === 'p:grpSp') this.#groups -= 1;
      return;
    }
    switch (name) {
      case 'a:t':
      case 'm:t':
        this.#inText = false;
        return;
      case 'a:pPr':
        this.#inParagraphProperties = false;
        return;
      case 'a:lstStyle':
        this.#style = undefined;
        return;
      case 'a:p':
        return this.#closeParagraph();
      case 'a:tc':
        return this.#closeCell();
      case 'a:tbl':
        if (this.#table) this.#shape?.blocks.push({ rows: this.#table.rows });
        this.#table = undefined;
    }
    if (TEXT_STYLES[name]) this.#style = undefined;
  }

  #closeParagraph(): void {
    const paragraph = this.#paragraph;
    this.#paragraph = undefined;
    if (!paragraph) return;
    if (this.#table) this.#table.cell?.paragraphs.push(paragraph.text);
    else this.#shape?.paragraphs.push(paragraph);
  }

  #closeCell(): void {
    const cell = this.#table?.cell;
    if (!this.#table || !cell) return;
    this.#table.cell = undefined;
    const { covered, paragraphs, ...rest } = cell;
    if (!covered) this.#table.rows.at(-1)?.push({ ...rest, text: paragraphs.join('\n').trim() });
  }
}

function isPageNumber(name: string, { type }: Attributes): boolean {
  return name === 'a:fld' && type === 'slidenum';
}

function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true';
}

function spans({ gridSpan, rowSpan }: Attributes): { columnSpan?: number; rowSpan?: number } {
  const columnSpan = Number(gridSpan ?? 1);
  const rows = Number(rowSpan ?? 1);
  return { ...(columnSpan > 1 && { columnSpan }), ...(rows > 1 && { rowSpan: rows }) };
}

/** Fonts whose characters are signs: what is not known of them is shown as a plain bullet. */
const SYMBOL_FONT = /^(wingdings|webdings|symbol|marlett|monotype sorts|zapfdingbats)/i;

function bulletOf(name: string, attributes: Attributes, font: string): Bullet {
  if (name === 'a:buNone') return { kind: 'none' };
  if (name === 'a:buAutoNum') {
    return { kind: 'number', type: attributes['type'] ?? '', start: Number(attributes['startAt'] ?? 1) || 1 };
  }
  const sign = attributes['char'] ?? '';
  if (name === 'a:buBlip' || sign === '') return { kind: 'sign', sign: '•' };
  if (!SYMBOL_FONT.test(font)) return { kind: 'sign', sign: /[\p{Co}\p{Cc}]/u.test(sign) ? '•' : sign };
  const code = sign.codePointAt(0) ?? 0;
  const known = symbolCharacter(font, code.toString(16));
  return { kind: 'sign', sign: known === undefined || known === sign ? '•' : known };
}
