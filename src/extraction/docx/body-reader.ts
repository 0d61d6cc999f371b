import type { WarningList } from '../warnings.js';
import { type Frame, newFrame, newParagraph, type Paragraph } from './frames.js';
import { type ListCounter, toLevel } from './numbering.js';
import { PageBuilder } from './page-builder.js';
import type { Styles } from './styles.js';
import { symbolCharacter } from './symbols.js';
import { Table } from './tables.js';
import { type Attributes, isOn, type XmlHandler } from './xml.js';

/** What the text of a document depends on beside its body. */
export interface BodyContext {
  styles: Styles;
  counter: ListCounter;
  warnings: WarningList;
  /** The mark of the next reference to a note, e.g. `[1]`, and for a footnote what stands at the end of the page. */
  noteMark(kind: 'footnote' | 'endnote', id: string): { mark: string; footnote?: string };
}

/** Content that is not read: deleted or moved text, old properties of tracked changes, phonetic guides, codes of fields. */
const SKIPPED = new Set(
  'w:moveFrom w:delText w:delInstrText w:instrText w:rt w:pPrChange w:rPrChange w:sectPrChange w:tblPrChange w:trPrChange w:tcPrChange w:tblGridChange mc:Fallback'.split(
    ' ',
  ),
);

/** Signs that stand for the layout of formulas: `(a)/(b)`, `x^(2)`, `√(x)`. */
const MATH: Readonly<Record<string, readonly [string, string]>> = {
  'm:num': ['(', ')'],
  'm:den': ['/(', ')'],
  'm:sup': ['^(', ')'],
  'm:sub': ['_(', ')'],
  'm:rad': ['√(', ')'],
  'm:d': ['(', ')'],
};

/** Reads the text of WordprocessingML (ECMA-376 part 1, 17) from the events of its XML. */
export class BodyReader implements XmlHandler {
  readonly pages = new PageBuilder();
  readonly #frames: Frame[] = [newFrame('body')];
  readonly #tables: Table[] = [];
  /** Depth inside of content that is not read. */
  #skipped = 0;
  readonly #properties = { paragraph: 0, run: 0, row: 0, section: 0 };
  /** For each open field whether its code is being read; its result is shown. */
  readonly #fieldCodes: boolean[] = [];
  #hidden = false;
  #inText = false;
  #checkBox: boolean | undefined;

  constructor(private readonly context: BodyContext) {}

  get #frame(): Frame {
    return this.#frames.at(-1)!;
  }

  open(name: string, attributes: Attributes): void {
    if (this.#skipped > 0 || SKIPPED.has(name) || this.#isDeletion(name)) {
      if (name === 'w:moveFrom' || name === 'w:del') this.context.warnings.add('tracked_changes_accepted');
      this.#skipped += 1;
      return;
    }
    const math = MATH[name];
    if (math) this.#write(math[0]);
    else if (!this.#openProperties(name) && !this.#openContainer(name)) this.#element(name, attributes);
  }

  /** `w:del` around runs holds deleted text; in properties it is a mark, and says so of a paragraph or row. */
  #isDeletion(name: string): boolean {
    const { paragraph, run, row } = this.#properties;
    return name === 'w:del' && paragraph + run + row === 0;
  }

  #openProperties(name: string): boolean {
    if (name === 'w:pPr') this.#properties.paragraph += 1;
    else if (name === 'w:rPr') this.#properties.run += 1;
    else if (name === 'w:trPr') this.#properties.row += 1;
    else if (name === 'w:sectPr') this.#openSection();
    else return false;
    return true;
  }

  #openSection(): void {
    this.#properties.section += 1;
    const { paragraph } = this.#frame;
    if (paragraph && this.#properties.paragraph > 0) paragraph.endsSection = true;
  }

  #openContainer(name: string): boolean {
    if (name === 'w:p') this.#openParagraph();
    else if (name === 'w:tbl') this.#tables.push(new Table());
    else if (name === 'w:tr') this.#tables.at(-1)?.openRow();
    else if (name === 'w:tc') this.#frames.push(newFrame('cell'));
    else if (name === 'w:txbxContent') this.#frames.push(newFrame('box'));
    else if (name === 'w:r') this.#hidden = false;
    else if (name === 'w:t' || name === 'm:t') this.#inText = true;
    else return false;
    return true;
  }

  #element(name: string, attributes: Attributes): void {
    if (name === 'w:ins' || name === 'w:moveTo') this.context.warnings.add('tracked_changes_accepted');
    if (this.#properties.section > 0) return this.#sectionProperty(name, attributes);
    if (this.#properties.row > 0) return this.#rowProperty(name);
    if (this.#properties.paragraph > 0) return this.#paragraphProperty(name, attributes);
    if (this.#properties.run > 0) return this.#runProperty(name, attributes);
    this.#runContent(name, attributes);
  }

  #sectionProperty(name: string, { val }: Attributes): void {
    const { paragraph } = this.#frame;
    if (paragraph && name === 'w:type' && (val === 'continuous' || val === 'nextColumn')) paragraph.endsSection = false;
  }

  #rowProperty(name: string): void {
    if (name !== 'w:del') return;
    this.context.warnings.add('tracked_changes_accepted');
    this.#tables.at(-1)?.deleteRow();
  }

  #paragraphProperty(name: string, attributes: Attributes): void {
    const { paragraph } = this.#frame;
    if (!paragraph) return;
    if (name === 'w:pStyle') paragraph.styleId = attributes['val'];
    else if (name === 'w:numId') paragraph.listId = attributes['val'];
    else if (name === 'w:ilvl') paragraph.level = toLevel(attributes['val']);
    else if (name === 'w:pageBreakBefore') paragraph.pageBreakBefore = isOn(attributes);
    else if (name === 'w:del') {
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
        return this.#field(attributes['fldCharType']);
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
    const math = MATH[name];
    if (math) return this.#closeMath(math);
    switch (name) {
      case 'w:pPr':
        this.#properties.paragraph -= 1;
        return;
      case 'w:rPr':
        this.#properties.run -= 1;
        return;
      case 'w:trPr':
        this.#properties.row -= 1;
        return;
      case 'w:sectPr':
        this.#properties.section -= 1;
        return;
      case 'w:t':
      case 'm:t':
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
        return this.#addBlock(this.#tables.pop()?.takeText() ?? '');
      case 'w:txbxContent':
        return this.#closeBox();
    }
  }

  #write(text: string): void {
    const { paragraph } = this.#frame;
    if (paragraph && !this.#hidden && !this.#fieldCodes.includes(true)) paragraph.text += text;
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
    const hasText = frame.blocks.length > 0 || frame.paragraph.text.trim() !== '';
    frame.breaks.atStart ||= frame.breaks.count === 0 && !hasText;
    frame.breaks.count += 1;
  }

  #symbol({ font = '', char = '' }: Attributes): void {
    const character = symbolCharacter(font, char);
    if (character === undefined) this.context.warnings.add('symbols_skipped');
    else this.#write(character);
  }

  #field(type: string | undefined): void {
    if (type === 'begin') this.#fieldCodes.push(true);
    else if (type === 'separate' && this.#fieldCodes.length > 0) this.#fieldCodes[this.#fieldCodes.length - 1] = false;
    else if (type === 'end') this.#fieldCodes.pop();
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

  #openParagraph(): void {
    const frame = this.#frame;
    const { text, cuts, notes, boxes } = frame.paragraph?.joinsNext ? frame.paragraph : newParagraph();
    frame.paragraph = { ...newParagraph(), text, cuts, notes, boxes };
  }

  #closeParagraph(): void {
    const frame = this.#frame;
    const { paragraph } = frame;
    if (!paragraph || paragraph.joinsNext) return;
    frame.paragraph = undefined;
    const label = this.#label(paragraph);
    if (frame.kind === 'body') this.#placeInBody(paragraph, label);
    else if (paragraph.text.trim() !== '') frame.blocks.push((label + paragraph.text).trim());
    for (const box of paragraph.boxes) this.#addBlock(box);
    if (frame.kind === 'body' && paragraph.endsSection) this.pages.breakPage(false);
  }

  /** Ends a paragraph that was to go on in a next one, of which there is none. To be called at the end of the text. */
  end(): void {
    const { paragraph } = this.#frame;
    if (!paragraph) return;
    paragraph.joinsNext = false;
    this.#closeParagraph();
  }

  #placeInBody(paragraph: Paragraph, label: string): void {
    const style = this.context.styles.paragraph(paragraph.styleId);
    if (paragraph.pageBreakBefore ?? style.pageBreakBefore) this.pages.breakPage(false);
    const isEmpty = paragraph.text.trim() === '';
    const shift = isEmpty ? 0 : label.length;
    const cuts = paragraph.cuts.map(({ at, explicit }) => ({ at: at === 0 ? 0 : at + shift, explicit }));
    const notes = paragraph.notes.map(({ at, text }) => ({ at: at + shift, text }));
    this.pages.addParagraph(isEmpty ? '' : label + paragraph.text, cuts, notes);
  }

  /** Counts the paragraph and gives its number. What it says itself goes before what its style says. */
  #label(paragraph: Paragraph): string {
    const style = this.context.styles.paragraph(paragraph.styleId);
    const listId = paragraph.listId ?? style.listId;
    if (listId === undefined || listId === '0') return '';
    const tied =
      style.numberedBy === undefined ? undefined : this.context.counter.levelOfStyle(listId, style.numberedBy);
    const level = paragraph.level ?? (paragraph.listId === undefined ? (tied ?? style.level) : style.level) ?? 0;
    return this.context.counter.next(listId, level);
  }

  #addBlock(block: string): void {
    if (this.#frame.kind === 'body') this.pages.add(block);
    else if (block !== '') this.#frame.blocks.push(block);
  }

  #closeCell(): void {
    if (this.#frame.kind !== 'cell') return;
    this.end();
    const { blocks, breaks } = this.#frames.pop()!;
    this.#tables.at(-1)?.addCell(blocks.join('\n'), breaks);
    // A table inside of a cell leaves its breaks to the row of the outer one.
    if (this.#frame.kind === 'cell') this.#frame.breaks.count += breaks.count;
  }

  #closeBox(): void {
    if (this.#frame.kind !== 'box') return;
    this.end();
    const { blocks } = this.#frames.pop()!;
    this.#frame.paragraph?.boxes.push(blocks.join('\n'));
  }
}
