import { addMark } from '../docx/marks.js';
import { PageBuilder } from '../docx/page-builder.js';
import { flatten, joinRuns, type Mark, type Piece, shiftMarks, type TextPiece, toPiece } from '../docx/pieces.js';
import { type Attributes, type XmlHandler } from '../docx/xml.js';
import type { WarningList } from '../warnings.js';
import { charactersOf } from './characters.js';
import { TrackedChanges } from './changes.js';
import { type OdfFrame, type OdfParagraph, newFrame, newParagraph } from './frames.js';
import { ListStack } from './list-stack.js';
import type { OdfObject } from './objects.js';
import type { OdfStyles } from './styles.js';
import { OdfTable } from './tables.js';

/** What a text depends on beside its own XML. */
export interface FlowContext {
  styles: OdfStyles;
  warnings: WarningList;
  /** Embedded charts and formulas by the folder they are in, in lower case. */
  objects: ReadonlyMap<string, OdfObject>;
}

/** Content that is no text of the page: forms, templates of indexes, alternative texts, stored numbers, guides to reading. */
const SKIPPED =
  /^(office:forms|office:event-listeners|text:.*-source|text:.*-decls|text:ruby-text|svg:title|svg:desc|office:binary-data|table:named-expressions|table:dde-links|draw:glue-point|table:title|table:desc|presentation:(header|footer|date-time)-decl)$/;

/** Shapes that hold text of their own. */
const SHAPES =
  /^draw:(text-box|custom-shape|rect|ellipse|circle|polygon|polyline|path|line|connector|caption|measure|regular-polygon)$/;

/** Frames inside of each other (cells, boxes) deeper than this hold no further tables. */
const MAX_NESTED = 30;

/** Reads the text of OpenDocument (ODF 1.3 part 3, chapters 5 to 7, 9 and 10) from the events of its XML. */
export class OdfFlow implements XmlHandler {
  readonly pages = new PageBuilder();
  readonly #frames: OdfFrame[];
  readonly #lists: ListStack;
  readonly #changes = new TrackedChanges();
  readonly #endnotes: string[] = [];
  readonly #comments = new Map<string, { mark: Mark; paragraph: OdfParagraph }>();
  #skipped = 0;
  #written = 0;
  readonly #spans: boolean[] = [];
  /** How many of the open paragraphs and spans are hidden. */
  #hidden = 0;
  /** Tables inside of tables deeper than is told apart: their text is a part of the cell around. */
  #flat = 0;

  /** @param indentLists whether levels of lists are told by indentation, as slides do. */
  constructor(
    private readonly context: FlowContext,
    private readonly indentLists = false,
  ) {
    this.#frames = [newFrame('body')];
    this.#lists = new ListStack(context.styles);
  }

  get #frame(): OdfFrame {
    return this.#frames.at(-1)!;
  }

  get #paragraph(): OdfParagraph | undefined {
    return this.#frame.paragraph;
  }

  open(name: string, attributes: Attributes): void {
    if (this.#changes.inList || name === 'text:tracked-changes') return this.#changes.openInList(name, attributes);
    if (this.#skipped > 0 || SKIPPED.test(name)) {
      this.#skipped += 1;
      return;
    }
    if (name === 'text:section' && attributes['text:display'] === 'none') {
      this.context.warnings.add('hidden_text_left_out');
      this.#skipped += 1;
      return;
    }
    if (name === 'text:number') this.#written += 1;
    else if (SHAPES.test(name)) this.#frames.push(newFrame('box'));
    else if (!this.#openBlock(name, attributes) && !this.#openTable(name, attributes)) this.#inline(name, attributes);
  }

  #openBlock(name: string, attributes: Attributes): boolean {
    switch (name) {
      case 'text:p':
      case 'text:h':
        this.#openParagraph(name, attributes);
        return true;
      case 'text:list':
        this.#lists.open(attributes);
        return true;
      case 'text:list-item':
      case 'text:list-header':
        this.#lists.openItem(attributes, name === 'text:list-item');
        return true;
      case 'text:note':
        this.#frames.push({ ...newFrame('note'), noteClass: attributes['text:note-class'] ?? 'footnote' });
        return true;
      case 'office:annotation':
        this.#frames.push({ ...newFrame('comment'), name: attributes['office:name'] });
        return true;
      case 'text:note-citation':
      case 'dc:creator':
      case 'dc:date':
        this.#frame.field = name;
        return true;
      case 'text:soft-page-break':
        this.#softBreak();
        return true;
    }
    return false;
  }

  #openParagraph(name: string, attributes: Attributes): void {
    const style = attributes['text:style-name'] ?? '';
    const outline = Number(attributes['text:outline-level'] ?? 1) - 1;
    const paragraph = newParagraph(style);
    paragraph.heading = name === 'text:h' ? Math.max(0, outline || 0) : undefined;
    paragraph.isHeader = attributes['text:is-list-header'] === 'true';
    this.#openSpan(this.context.styles.isHidden('paragraph', style));
    this.#frame.paragraph = paragraph;
    if (this.#frame.kind === 'body' && this.context.styles.beginsPage('paragraph', style)) this.pages.breakPage(false);
  }

  #openSpan(hidden: boolean): void {
    this.#spans.push(hidden);
    if (hidden) this.#hidden += 1;
  }

  #closeSpan(): void {
    if (this.#spans.pop()) this.#hidden -= 1;
  }

  #openTable(name: string, attributes: Attributes): boolean {
    if (name === 'table:table' && (this.#flat > 0 || this.#frames.length > MAX_NESTED)) {
      this.#flat += 1;
      return true;
    }
    if (this.#flat > 0) return false;
    const { tables } = this.#frame;
    switch (name) {
      case 'table:table':
        if (this.#frame.kind === 'body' && this.#beginsPage(attributes)) this.pages.breakPage(false);
        tables.push(new OdfTable());
        return true;
      case 'table:table-row':
        tables.at(-1)?.openRow(attributes);
        return true;
      case 'table:table-cell':
        this.#frames.push({ ...newFrame('cell'), cell: attributes });
        return true;
      case 'table:covered-table-cell':
        this.#frames.push(newFrame('covered'));
        return true;
    }
    return false;
  }

  #beginsPage(attributes: Attributes): boolean {
    return this.context.styles.beginsPage('table', attributes['table:style-name'] ?? '');
  }

  #inline(name: string, attributes: Attributes): void {
    const characters = charactersOf(name, attributes);
    if (characters !== undefined) return this.#write(characters);
    switch (name) {
      case 'text:span':
        return this.#openSpan(this.context.styles.isHidden('text', attributes['text:style-name'] ?? ''));
      case 'text:change':
        return this.#deletion(attributes['text:change-id'] ?? '');
      case 'text:change-start':
        return this.#changes.openInsertion(attributes['text:change-id'] ?? '', this.#paragraph?.text.length ?? 0);
      case 'text:change-end':
        return this.#changes.closeInsertion(attributes['text:change-id'] ?? '', this.#paragraph);
      case 'office:annotation-end':
        return this.#closeComment(attributes['office:name'] ?? '');
      case 'draw:object':
        return this.#object(attributes['xlink:href'] ?? '');
    }
  }

  text(data: string): void {
    if (this.#changes.inList) return this.#changes.textInList(data);
    if (this.#skipped > 0) return;
    if (this.#written > 0) return this.#lists.write(data);
    const frame = this.#frame;
    if (frame.field) frame.fields[frame.field] = (frame.fields[frame.field] ?? '') + data;
    else this.#write(data.replace(/[\t\r\n ]+/g, ' '), true);
  }

  /** @param collapse a blank after another one, or at the start of a paragraph, is layout of the XML. */
  #write(text: string, collapse = false): void {
    const paragraph = this.#paragraph;
    if (!paragraph) return;
    const isAfterBlank = paragraph.text === '' || paragraph.endsInBlank;
    const written = collapse && isAfterBlank && text.startsWith(' ') ? text.slice(1) : text;
    if (written === '') return;
    if (this.#hidden > 0) return this.#hide(written, paragraph);
    paragraph.text += written;
    paragraph.endsInBlank = collapse && written.endsWith(' ');
  }

  #hide(text: string, paragraph: OdfParagraph): void {
    const at = paragraph.text.length;
    this.context.warnings.add('hidden_text_left_out');
    addMark(paragraph.marks, { kind: 'hidden', text, start: at, end: at });
  }

  #deletion(id: string): void {
    const mark = this.#changes.deletion(id, this.#paragraph);
    if (mark && !this.#paragraph) this.#add({ text: '', marks: [mark] });
  }

  /** Where the program last broke the page. */
  #softBreak(): void {
    const frame = this.#frame;
    if (frame.kind === 'body' && frame.paragraph) {
      frame.paragraph.cuts.push({ at: frame.paragraph.text.length, explicit: false });
      return;
    }
    const table = this.#frames[0]?.tables.at(-1);
    if (!table) this.pages.breakPage(false);
    else if (table.inRow) table.breaksAfterRow = true;
    else this.#breakTable(table);
  }

  #breakTable(table: OdfTable): void {
    for (const piece of table.take()) this.pages.add(piece);
    this.pages.breakPage(false);
  }

  #object(href: string): void {
    const folder = href.replace(/^\.\//, '').toLowerCase();
    const object = this.context.objects.get(folder);
    if (!object) return;
    if (object.inline !== undefined) return this.#write(object.inline);
    const pieces = object.blocks.map(toPiece);
    if (this.#paragraph) this.#paragraph.boxes.push(...pieces);
    else for (const piece of pieces) this.#add(piece);
  }

  close(name: string): void {
    if (this.#changes.inList) {
      this.#changes.closeInList(name);
      if (!this.#changes.inList && this.#changes.any) this.context.warnings.add('tracked_changes_accepted');
      return;
    }
    if (this.#skipped > 0) {
      this.#skipped -= 1;
      return;
    }
    if (SHAPES.test(name)) return this.#closeBox();
    if (this.#flat > 0 && name.startsWith('table:')) {
      if (name === 'table:table') this.#flat -= 1;
      return;
    }
    switch (name) {
      case 'text:p':
      case 'text:h':
        return this.#closeParagraph();
      case 'text:span':
        return this.#closeSpan();
      case 'text:number':
        this.#written -= 1;
        return;
      case 'text:list':
        return this.#lists.close();
      case 'text:list-item':
      case 'text:list-header':
        return this.#lists.closeItem();
      case 'text:note-citation':
      case 'dc:creator':
      case 'dc:date':
        this.#frame.field = undefined;
        return;
      case 'text:note':
        return this.#closeNote();
      case 'office:annotation':
        return this.#closeAnnotation();
      case 'table:table-cell':
      case 'table:covered-table-cell':
        return this.#closeCell();
      case 'table:table-row':
        return this.#closeRow();
      case 'table:table':
        return this.#closeTable();
    }
  }

  #closeParagraph(): void {
    const frame = this.#frame;
    const { paragraph } = frame;
    this.#closeSpan();
    if (!paragraph) return;
    frame.paragraph = undefined;
    this.#changes.closeParagraph(paragraph);
    const { text, marks, style, cuts, notes } = paragraph;
    for (const mark of marks) mark.end = Math.min(mark.end, text.length);
    const label = this.#labelOf(paragraph);
    const isEmpty = text.trim() === '';
    const piece: TextPiece = isEmpty
      ? { text: '', marks }
      : { text: label + text, marks: shiftMarks(marks, label.length) };
    if (frame.kind === 'body') {
      const shift = isEmpty ? 0 : label.length;
      const moved = cuts.map(({ at, explicit }) => ({ at: at === 0 ? 0 : at + shift, explicit }));
      this.pages.addParagraph(
        piece,
        moved,
        notes.map((note) => ({ ...note, at: note.at + shift })),
      );
    } else if (!isEmpty || marks.length > 0) {
      frame.pieces.push(piece);
    }
    for (const box of paragraph.boxes) this.#add(box);
    if (frame.kind === 'body' && this.context.styles.endsPage(style)) this.pages.breakPage(false);
  }

  /** Empty items of lists are numbered too, but the number of nothing is not text. */
  #labelOf({ heading, style, isHeader, text }: OdfParagraph): string {
    if (this.#frame.kind === 'note' || this.#frame.kind === 'comment') return '';
    if (heading !== undefined && text.trim() === '') return '';
    const label = this.#lists.label(heading, style, isHeader);
    if (label === '') return '';
    // Impress shows the default bullet of table cells, which means nothing there.
    if (this.indentLists && this.#frame.kind === 'cell' && !/[\p{L}\p{N}]/u.test(label)) return '';
    return `${this.indentLists ? '  '.repeat(Math.max(0, this.#lists.depth)) : ''}${label} `;
  }

  #add(piece: Piece): void {
    if (this.#frame.kind === 'body') this.pages.add(piece);
    else this.#frame.pieces.push(piece);
  }

  #closeBox(): void {
    if (this.#frames.length < 2 || this.#frame.kind !== 'box') return;
    const pieces = joinRuns(this.#frames.pop()!.pieces);
    if (this.#paragraph) this.#paragraph.boxes.push(...pieces);
    else for (const piece of pieces) this.#add(piece);
  }

  #closeNote(): void {
    const frame = this.#frame;
    if (frame.kind !== 'note') return;
    this.#frames.pop();
    const { pieces, fields, noteClass } = frame;
    const mark = `[${(fields['text:note-citation'] ?? '').trim() || '*'}]`;
    const note = `${mark} ${flatten(pieces).text.trim()}`;
    this.#write(mark);
    const { kind, paragraph } = this.#frame;
    if (noteClass === 'endnote') this.#endnotes.push(note);
    else if (kind === 'body' && paragraph) paragraph.notes.push({ at: paragraph.text.length, text: note });
    else this.pages.addNote(note);
  }

  #closeAnnotation(): void {
    if (this.#frame.kind !== 'comment') return;
    const { pieces, fields, name } = this.#frames.pop()!;
    const { text } = flatten(pieces);
    const author = fields['dc:creator'];
    const date = fields['dc:date'];
    const at = this.#paragraph?.text.length ?? 0;
    const mark: Mark = { kind: 'comment', text, ...(author && { author }), ...(date && { date }), start: at, end: at };
    if (!this.#paragraph) return this.#add({ text: '', marks: [mark] });
    this.#paragraph.marks.push(mark);
    if (name === undefined) return;
    this.#comments.set(name, { mark, paragraph: this.#paragraph });
  }

  /** A comment whose range goes over paragraphs is about the place where it begins. */
  #closeComment(name: string): void {
    const open = this.#comments.get(name);
    if (open && open.paragraph === this.#paragraph) open.mark.end = open.paragraph.text.length;
  }

  #closeCell(): void {
    const frame = this.#frame;
    if (frame.kind !== 'cell' && frame.kind !== 'covered') return;
    this.#frames.pop();
    if (frame.kind === 'cell') this.#frame.tables.at(-1)?.addCell(frame.pieces, frame.cell ?? {});
  }

  #closeRow(): void {
    const table = this.#frame.tables.at(-1);
    if (!table) return;
    table.closeRow();
    if (table.breaksAfterRow && this.#frame.kind === 'body') this.#breakTable(table);
    table.breaksAfterRow = false;
  }

  #closeTable(): void {
    for (const piece of this.#frame.tables.pop()?.take() ?? []) this.#add(piece);
  }

  /** To be called at the end of the text. */
  end(): void {
    for (const note of this.#endnotes.splice(0)) this.pages.addNote(note);
  }
}
