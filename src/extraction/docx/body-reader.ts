import type { BodyContext } from './body-context.js';
import { CHANGES, MATH, MAX_TABLES, PROPERTIES, SKIPPED, TABLE_PARTS } from './elements.js';
import { FieldCodes } from './field-codes.js';
import { type Frame, newFrame, newParagraph, type Paragraph } from './frames.js';
import { addMark, changeOf, type Comment, MarkBook } from './marks.js';
import { toLevel } from './numbering.js';
import { PageBuilder } from './page-builder.js';
import { joinRuns, type Piece, shiftMarks, type TextPiece, toPiece } from './pieces.js';
import { symbolCharacter } from './symbols.js';
import { type CellProperties, Table } from './tables.js';
import { type Attributes, isOn, toCount, type XmlHandler } from './xml.js';

/** Reads the text of WordprocessingML (ECMA-376 part 1, 17) from the events of its XML. */
export class BodyReader implements XmlHandler {
  readonly pages = new PageBuilder();
  readonly #frames: Frame[] = [newFrame('body')];
  readonly #tables: Table[] = [];
  /** Tables inside of tables deeper than is told apart: their text is a part of the cell around. */
  #flat = 0;
  /** Depth inside of content that is not read. */
  #skipped = 0;
  readonly #properties = { paragraph: 0, run: 0, row: 0, cell: 0, section: 0 };
  readonly #cells: CellProperties[] = [];
  readonly #marks: MarkBook;
  readonly #fields = new FieldCodes();
  #hidden = false;
  #inText = false;
  #checkBox: boolean | undefined;

  constructor(private readonly context: BodyContext) {
    this.#marks = new MarkBook(context.comments);
  }

  get #frame(): Frame {
    return this.#frames.at(-1)!;
  }

  open(name: string, attributes: Attributes): void {
    if (this.#skipped > 0 || SKIPPED.has(name)) {
      this.#skipped += 1;
      return;
    }
    const change = this.#changeOf(name);
    if (change) return this.#openChange(change, attributes);
    const math = MATH[name];
    if (math) this.#write(math[0]);
    else if (!this.#openProperties(name) && !this.#openContainer(name)) this.#element(name, attributes);
  }

  /** `w:del` and `w:ins` around runs are changes; in properties they are marks, and say so of a paragraph or row. */
  #changeOf(name: string): 'inserted' | 'deleted' | undefined {
    const { paragraph, run, row } = this.#properties;
    return paragraph + run + row === 0 ? CHANGES[name] : undefined;
  }

  #openChange(kind: 'inserted' | 'deleted', attributes: Attributes): void {
    this.context.warnings.add('tracked_changes_accepted');
    this.#marks.openChange(kind, attributes, this.#frame.paragraph);
  }

  #openProperties(name: string): boolean {
    const kind = PROPERTIES[name];
    if (kind === undefined) return false;
    this.#properties[kind] += 1;
    if (kind === 'section') this.#openSection();
    return true;
  }

  #openSection(): void {
    const { paragraph } = this.#frame;
    if (paragraph && this.#properties.paragraph > 0) paragraph.endsSection = true;
  }

  #openContainer(name: string): boolean {
    if (name === 'w:p') this.#openParagraph();
    else if (name === 'w:tbl' && (this.#flat > 0 || this.#tables.length >= MAX_TABLES)) this.#flat += 1;
    else if (this.#flat > 0 && TABLE_PARTS.has(name)) return true;
    else if (name === 'w:tbl') this.#tables.push(new Table());
    else if (name === 'w:tr') this.#tables.at(-1)?.openRow();
    else if (name === 'w:tc') this.#openCell();
    else if (name === 'w:txbxContent') this.#frames.push(newFrame('box'));
    else if (name === 'w:r') this.#hidden = false;
    else if (name === 'w:t' || name === 'm:t' || name === 'w:delText') this.#inText = true;
    else return false;
    return true;
  }

  #element(name: string, attributes: Attributes): void {
    if (this.#properties.section > 0) return this.#sectionProperty(name, attributes);
    if (this.#properties.row > 0) return this.#rowProperty(name, attributes);
    if (this.#properties.cell > 0) return this.#cellProperty(name, attributes);
    if (this.#properties.paragraph > 0) return this.#paragraphProperty(name, attributes);
    if (this.#properties.run > 0) return this.#runProperty(name, attributes);
    this.#runContent(name, attributes);
  }

  #sectionProperty(name: string, { val }: Attributes): void {
    const { paragraph } = this.#frame;
    if (paragraph && name === 'w:type' && (val === 'continuous' || val === 'nextColumn')) paragraph.endsSection = false;
  }

  #rowProperty(name: string, attributes: Attributes): void {
    if (name === 'w:gridBefore') this.#tables.at(-1)?.skipColumns(Number(attributes['val']) || 0);
    if (name !== 'w:del') return;
    this.context.warnings.add('tracked_changes_accepted');
    this.#tables.at(-1)?.deleteRow(changeOf(attributes));
  }

  #cellProperty(name: string, { val }: Attributes): void {
    const cell = this.#cells.at(-1);
    if (!cell) return;
    if (name === 'w:gridSpan') cell.columnSpan = toCount(val);
    else if (name === 'w:vMerge') cell.merge = val === 'restart' ? 'restart' : 'continue';
  }

  #paragraphProperty(name: string, attributes: Attributes): void {
    const { paragraph } = this.#frame;
    if (!paragraph) return;
    if (name === 'w:pStyle') paragraph.styleId = attributes['val'];
    else if (name === 'w:numId') paragraph.listId = attributes['val'];
    else if (name === 'w:ilvl') paragraph.level = toLevel(attributes['val']);
    else if (name === 'w:pageBreakBefore') paragraph.pageBreakBefore = isOn(attributes);
    else if (name === 'w:del' || name === 'w:moveFrom') {
      this.context.warnings.add('tracked_changes_accepted');
      paragraph.joinsNext = true;
    }
  }

  #runProperty(name: string, attributes: Attributes): void {
    if (name === 'w:vanish') this.#hidden = isOn(attributes);
  }

  #runContent(name: string, attributes: Attributes): void {
    switch (name) {
      case 'w:tab':
      case 'w:ptab':
        return this.#write('\t');
      case 'w:br':
        return attributes['type'] === 'page' ? this.#cut(true) : this.#write('\n');
      case 'w:cr':
        return this.#write('\n');
      case 'w:lastRenderedPageBreak':
        return this.#cut(false);
      case 'w:noBreakHyphen':
        return this.#write('-');
      case 'w:sym':
        return this.#symbol(attributes);
      case 'w:fldChar':
        return this.#fields.sign(attributes['fldCharType']);
      case 'w:footnoteReference':
      case 'w:endnoteReference':
        return this.#note(
          name === 'w:footnoteReference' ? 'footnote' : 'endnote',
          attributes['w:id'] ?? attributes['id'] ?? '',
        );
      case 'w:checkBox':
        this.#checkBox = false;
        return;
      case 'w:default':
      case 'w:checked':
        if (this.#checkBox !== undefined) this.#checkBox = isOn(attributes);
        return;
      case 'm:chr':
        return this.#write(attributes['val'] ?? '');
      case 'w:commentRangeStart':
        return this.#marks.openComment(idOf(attributes), this.#frame.paragraph ?? this.#ahead());
      case 'w:commentRangeEnd':
        return this.#marks.closeComment(idOf(attributes), this.#frame.paragraph);
      case 'w:commentReference':
        return this.#marks.commentSign(idOf(attributes), this.#frame.paragraph);
      case 'v:textpath':
        return this.#write(attributes['string'] ?? '');
      case 'c:chart':
        return this.#graphic(attributes['r:id']);
      case 'dgm:relIds':
        return this.#graphic(attributes['r:dm']);
      case 'w:altChunk':
        return this.#graphic(attributes['r:id']);
    }
  }

  text(data: string): void {
    if (this.#inText && this.#skipped === 0) this.#write(data);
  }

  close(name: string): void {
    if (this.#skipped > 0) {
      this.#skipped -= 1;
      return;
    }
    if (this.#flat > 0 && TABLE_PARTS.has(name)) {
      if (name === 'w:tbl') this.#flat -= 1;
      return;
    }
    if (this.#changeOf(name)) return this.#marks.closeChange(this.#frame.paragraph);
    const properties = PROPERTIES[name];
    if (properties) {
      this.#properties[properties] -= 1;
      return;
    }
    const math = MATH[name];
    if (math) return this.#closeMath(math);
    switch (name) {
      case 'w:t':
      case 'm:t':
      case 'w:delText':
        this.#inText = false;
        return;
      case 'w:r':
        this.#hidden = false;
        return;
      case 'w:checkBox':
        this.#closeCheckBox();
        return;
      case 'w:p':
        return this.#closeParagraph();
      case 'w:tc':
        return this.#closeCell();
      case 'w:tr':
        return this.#tables
          .at(-1)
          ?.closeRow(this.#tables.length === 1 && this.#frame.kind === 'body' ? this.pages : undefined);
      case 'w:tbl':
        return this.#addPieces(this.#tables.pop()?.take() ?? []);
      case 'w:txbxContent':
        return this.#closeBox();
    }
  }

  #write(text: string): void {
    const { paragraph } = this.#frame;
    if (!paragraph || this.#fields.inCode) return;
    if (this.#hidden && !this.#marks.deleting) return this.#hide(text, paragraph);
    this.#marks.words(text);
    if (this.#marks.deleting) return;
    paragraph.text += text;
  }

  /** Hidden text is shown to nobody, and kept as a remark. */
  #hide(text: string, paragraph: Paragraph): void {
    const at = paragraph.text.length;
    this.context.warnings.add('hidden_text_left_out');
    addMark(paragraph.marks, { kind: 'hidden', text, start: at, end: at });
  }

  /** A paragraph that a range opens before; without one to come it is left empty. */
  #ahead(): Paragraph {
    return (this.#frame.paragraph = { ...newParagraph(), isAhead: true });
  }

  #graphic(id: string | undefined): void {
    const blocks = this.context.graphics.get(id ?? '') ?? [];
    const pieces = blocks.map(toPiece);
    const { paragraph } = this.#frame;
    if (paragraph) paragraph.boxes.push(...pieces);
    else this.#addPieces(pieces);
  }

  /** An empty place of a formula leaves no sign. */
  #closeMath([opening, closing]: readonly [string, string]): void {
    const { paragraph } = this.#frame;
    if (paragraph?.text.endsWith(opening)) paragraph.text = paragraph.text.slice(0, -opening.length);
    else this.#write(closing);
  }

  /** A page ends here. Pages do not end in text boxes; a column break is none. */
  #cut(explicit: boolean): void {
    const frame = this.#frame;
    if (frame.kind === 'box' || !frame.paragraph) return;
    if (frame.kind === 'body') {
      frame.paragraph.cuts.push({ at: frame.paragraph.text.length, explicit });
      return;
    }
    const hasText = frame.pieces.length > 0 || frame.paragraph.text.trim() !== '';
    frame.breaks.atStart ||= frame.breaks.count === 0 && !hasText;
    frame.breaks.count += 1;
  }

  #symbol({ font = '', char = '' }: Attributes): void {
    const character = symbolCharacter(font, char);
    if (character === undefined) this.context.warnings.add('symbols_skipped');
    else this.#write(character);
  }

  /** The box of a form stands in the code of its field; it is shown all the same. */
  #closeCheckBox(): void {
    const { paragraph } = this.#frame;
    if (paragraph) paragraph.text += this.#checkBox ? '☒' : '☐';
    this.#checkBox = undefined;
  }

  #note(kind: 'footnote' | 'endnote', id: string): void {
    const { mark, footnote } = this.context.noteMark(kind, id);
    this.#write(mark);
    if (footnote === undefined) return;
    const { kind: place, paragraph } = this.#frame;
    if (place === 'body' && paragraph) paragraph.notes.push({ at: paragraph.text.length, text: footnote });
    else this.pages.addNote(footnote);
  }

  #openCell(): void {
    this.#frames.push(newFrame('cell'));
    this.#cells.push({ columnSpan: 1, merge: undefined });
  }

  #openParagraph(): void {
    const frame = this.#frame;
    const goesOn = frame.paragraph?.joinsNext || frame.paragraph?.isAhead;
    const { text, marks, cuts, notes, boxes } = goesOn && frame.paragraph ? frame.paragraph : newParagraph();
    const paragraph = { ...newParagraph(), text, marks, cuts, notes, boxes };
    if (goesOn && frame.paragraph) this.#marks.replace(frame.paragraph, paragraph);
    frame.paragraph = paragraph;
  }

  #closeParagraph(): void {
    const frame = this.#frame;
    const { paragraph } = frame;
    if (!paragraph || paragraph.joinsNext) return;
    frame.paragraph = undefined;
    const { text, marks } = paragraph;
    for (const mark of marks) mark.end = Math.min(mark.end, text.length);
    const label = this.#label(paragraph);
    const isEmpty = text.trim() === '';
    const piece = isEmpty ? { text: '', marks } : { text: label + text, marks: shiftMarks(marks, label.length) };
    if (frame.kind === 'body') this.#placeInBody(paragraph, piece, isEmpty ? 0 : label.length);
    else if (!isEmpty || marks.length > 0) frame.pieces.push(piece);
    this.#addPieces(paragraph.boxes);
    if (frame.kind === 'body' && paragraph.endsSection) this.pages.breakPage(false);
  }

  /** Ends a paragraph that was to go on in a next one, of which there is none. To be called at the end of the text. */
  end(): void {
    const { paragraph } = this.#frame;
    if (!paragraph) return;
    paragraph.joinsNext = false;
    this.#closeParagraph();
  }

  /** Comments that stand nowhere in the text. */
  unplacedComments(): Comment[] {
    return this.#marks.unplaced();
  }

  #placeInBody(paragraph: Paragraph, piece: TextPiece, shift: number): void {
    const style = this.context.styles.paragraph(paragraph.styleId);
    if (paragraph.pageBreakBefore ?? style.pageBreakBefore) this.pages.breakPage(false);
    const cuts = paragraph.cuts.map(({ at, explicit }) => ({ at: at === 0 ? 0 : at + shift, explicit }));
    const notes = paragraph.notes.map(({ at, text }) => ({ at: at + shift, text }));
    this.pages.addParagraph(piece, cuts, notes);
  }

  /** Counts the paragraph and gives its number. What it says itself goes before what its style says. */
  #label(paragraph: Paragraph): string {
    const style = this.context.styles.paragraph(paragraph.styleId);
    const listId = paragraph.listId ?? style.listId;
    if (listId === undefined || listId === '0') return '';
    const ofStyle = paragraph.listId === undefined ? this.context.counter.levelOf(listId, style.numberedBy) : undefined;
    return this.context.counter.next(listId, paragraph.level ?? ofStyle ?? style.level ?? 0);
  }

  #addPieces(pieces: readonly Piece[]): void {
    const frame = this.#frame;
    if (frame.kind !== 'body') frame.pieces.push(...pieces);
    else for (const piece of pieces) this.pages.add(piece);
  }

  #closeCell(): void {
    if (this.#frame.kind !== 'cell') return;
    this.end();
    const { pieces, breaks } = this.#frames.pop()!;
    this.#tables.at(-1)?.addCell(pieces, this.#cells.pop() ?? { columnSpan: 1, merge: undefined }, breaks);
    // A table inside of a cell leaves its breaks to the row of the outer one.
    if (this.#frame.kind === 'cell') this.#frame.breaks.count += breaks.count;
  }

  #closeBox(): void {
    if (this.#frame.kind !== 'box') return;
    this.end();
    const pieces = joinRuns(this.#frames.pop()!.pieces);
    if (this.#frame.paragraph) this.#frame.paragraph.boxes.push(...pieces);
    else this.#addPieces(pieces);
  }
}

function idOf(attributes: Attributes): string {
  return attributes['w:id'] ?? attributes['id'] ?? '';
}
