import type { Attributes, XmlHandler } from '../../docx/xml.js';
import { circled } from '../circled.js';
import { type HangulDocument, MAX_DEPTH } from '../document.js';
import { checkBox, radioButton } from '../form-signs.js';
import { shapeNumber, shapeOfName } from '../number-shapes.js';
import { AsideCapture, type Capture, FieldCapture, NoteCapture, ShapeCapture, TableCapture } from './captures.js';
import type { Header, TrackedChange } from './header.js';
import { localName, numberOf } from './names.js';
import { type OpenList, OpenParagraph } from './paragraph.js';

/** Elements that draw something: their text boxes and captions are read. */
const SHAPES = new Set(
  'rect ellipse polygon curve arc line connectLine container pic ole textart video chart equation'.split(' '),
);

/** Elements whose text is shown as it stands. */
const TEXT = new Set(['t', 'script', 'text']);

const SPACES: Readonly<Record<string, string>> = { tab: '\t', lineBreak: '\n', nbSpace: ' ', fwSpace: ' ' };

/** What stands beside the text. */
const ASIDES: Readonly<Record<string, 'header' | 'footer' | 'hidden' | 'comment'>> = {
  header: 'header',
  footer: 'footer',
  hiddenComment: 'hidden',
  memo: 'comment',
};

/** A number that a document counts itself: of a table, a picture, a note. */
interface AutoNumber {
  kind: string;
  number: number;
  text: string;
}

/** Reads the paragraphs of a section or a master page (KS X 6101, 10) from the events of its XML. */
export class SectionReader implements XmlHandler {
  readonly #lists: OpenList[] = [];
  readonly #captures: { name: string; capture: Capture }[] = [];
  /** Depth within an element that is not read. */
  #skipped = 0;
  #outline = '1';
  /** Depth within elements of text. */
  #inText = 0;
  #ruby: { name: string; main: string; sub: string } | undefined;
  #autoNumber: AutoNumber | undefined;
  /** Of the section's paper, until its margins are known. */
  #pageHeight = 0;
  /** Changes that were not over at the end of a paragraph. */
  #changes: TrackedChange[] = [];

  constructor(
    private readonly document: HangulDocument,
    private readonly header: Header,
  ) {}

  get #paragraph(): OpenParagraph | undefined {
    return this.#lists.at(-1)?.paragraph;
  }

  open(name: string, attributes: Attributes): void {
    const local = localName(name);
    if (this.#skipped > 0 || local === 'case') {
      // Of alternatives the one that older programs know is read.
      this.#skipped += 1;
      return;
    }
    if (local === 'sec' || local === 'masterPage' || local === 'subList') this.#openList(local);
    else if (local === 'p') this.#openParagraph(attributes);
    else if (TEXT.has(local)) this.#openText();
    else if (!this.#openCapture(local, attributes)) this.#element(local, attributes);
  }

  text(data: string): void {
    if (this.#skipped > 0) return;
    if (this.#ruby?.name === 'mainText') this.#ruby.main += data;
    else if (this.#ruby?.name === 'subText') this.#ruby.sub += data;
    else if (this.#inText > 0) this.#paragraph?.text(data);
    else {
      const top = this.#captures.at(-1)?.capture;
      if (top instanceof FieldCapture) top.text(data);
    }
  }

  close(name: string): void {
    if (this.#skipped > 0) {
      this.#skipped -= 1;
      return;
    }
    const local = localName(name);
    if (local === 'sec' || local === 'masterPage' || local === 'subList') this.#closeList();
    else if (local === 'p') this.#closeParagraph();
    else if (TEXT.has(local)) this.#inText = Math.max(0, this.#inText - 1);
    else if (local === 'dutmal') this.#closeRuby();
    else if (local === 'autoNum') this.#closeAutoNumber();
    else if (this.#captures.at(-1)?.name === local) this.#captures.pop()?.capture.end(this.#paragraph);
  }

  #openList(name: string): void {
    if (this.#lists.length > MAX_DEPTH) {
      this.document.warnings.add('damaged_recovered');
      this.#skipped = 1;
      return;
    }
    const isBody = name === 'sec';
    if (isBody) this.document.tracker.section(0);
    const depth = isBody ? 0 : this.#lists.length + 1;
    this.#lists.push({ blocks: [], paragraph: undefined, depth, resets: 0, last: 0, bottom: 0, noteNumber: '' });
    this.#inText = 0;
  }

  #closeList(): void {
    const list = this.#lists.pop();
    if (!list) return;
    this.#endParagraph(list);
    if (list.depth === 0) for (const block of list.blocks) this.document.body.push(block);
    else if (this.#captures.length > 0) this.#captures.at(-1)?.capture.take(list);
    else this.document.margin('header', list.blocks);
  }

  #openParagraph(attributes: Attributes): void {
    const list = this.#lists.at(-1);
    if (!list) return;
    this.#endParagraph(list);
    list.paragraph = new OpenParagraph(this.document, this.header, attributes);
    list.paragraph.resume(this.#changes);
    this.#changes = [];
    this.#inText = 0;
  }

  #closeParagraph(): void {
    const list = this.#lists.at(-1);
    if (!list?.paragraph) return;
    this.#changes = list.paragraph.openChanges;
    this.#endParagraph(list);
  }

  /** A paragraph without text has a number, too. */
  #endParagraph(list: OpenList): void {
    list.paragraph?.number(this.#outline);
    list.paragraph?.end(list);
    list.paragraph = undefined;
  }

  #say(text: string): void {
    this.#paragraph?.number(this.#outline);
    this.#paragraph?.text(text);
  }

  #openText(): void {
    this.#paragraph?.number(this.#outline);
    this.#inText += 1;
  }

  #openCapture(name: string, attributes: Attributes): boolean {
    const capture = this.#captureOf(name, attributes);
    if (capture) {
      this.#paragraph?.number(this.#outline);
      this.#paragraph?.control();
      this.#captures.push({ name, capture });
      return true;
    }
    this.#captures.at(-1)?.capture.open?.(name, attributes);
    return false;
  }

  #captureOf(name: string, attributes: Attributes): Capture | undefined {
    const aside = ASIDES[name];
    if (aside) return new AsideCapture(this.document, aside);
    if (name === 'footNote' || name === 'endNote') return new NoteCapture(this.document, name === 'footNote');
    if (name === 'fieldBegin') return new FieldCapture(attributes);
    if (name === 'tbl') return new TableCapture(attributes);
    if (!SHAPES.has(name)) return undefined;
    if (name === 'ole' || name === 'chart')
      this.document.warnings.add('embedded_content_skipped', { detail: name === 'ole' ? 'an OLE object' : 'a chart' });
    if (name === 'pic') this.#paragraph?.picture();
    const shape = new ShapeCapture();
    // Line ends of a title in fancy letters are written as their pictures.
    if (name === 'textart')
      shape.add(this.document.characters.show((attributes['text'] ?? '').replace(/\u240d?\u240a/g, '\n')));
    return shape;
  }

  #element(name: string, attributes: Attributes): void {
    const paragraph = this.#paragraph;
    const space = SPACES[name];
    if (space !== undefined) return this.#inText > 0 ? paragraph?.text(space) : undefined;
    switch (name) {
      case 'lineseg':
        return paragraph?.line(attributes);
      case 'secPr':
        this.#outline = attributes['outlineShapeIDRef'] || '1';
        return paragraph?.control();
      case 'pagePr':
        return this.#page(attributes);
      case 'margin':
        return this.#margins(attributes);
      case 'colPr':
        if (this.#lists.length === 1) this.document.tracker.columns(numberOf(attributes, 'colCount'));
        return paragraph?.control();
      case 'insertBegin':
      case 'deleteBegin':
        return paragraph?.beginChange(attributes['TcId']);
      case 'insertEnd':
      case 'deleteEnd':
        return paragraph?.endChange(name === 'insertEnd' ? 'inserted' : 'deleted');
      case 'fieldEnd':
        return paragraph?.endField(attributes['beginIDRef'] ?? '');
      case 'autoNum':
        this.#autoNumber = {
          kind: attributes['numType'] ?? '',
          number: numberOf(attributes, 'num'),
          text: String(numberOf(attributes, 'num')),
        };
        return paragraph?.control();
      case 'autoNumFormat':
        return this.#formatAutoNumber(attributes);
      case 'dutmal':
        this.#ruby = { name: '', main: '', sub: '' };
        return;
      case 'mainText':
      case 'subText':
        if (this.#ruby) this.#ruby.name = name;
        return;
      case 'compose':
        return this.#say(circled(attributes['composeText'] ?? '', attributes['circleType'] === 'SHAPE_CIRCLE'));
      default:
        return this.#form(name, attributes);
    }
  }

  #form(name: string, attributes: Attributes): void {
    const caption = attributes['caption'] ?? '';
    const isOn = attributes['value'] === 'CHECKED' || attributes['value'] === '1';
    if (name === 'checkBtn') this.#say(checkBox(caption, isOn));
    else if (name === 'radioBtn') this.#say(radioButton(caption, isOn));
    else if (name === 'btn') this.#say(caption);
    else if (name === 'comboBox' || name === 'listBox') this.#say(attributes['selectedValue'] ?? '');
  }

  #page(attributes: Attributes): void {
    // `WIDELY` is upright paper: the format calls its wide side the one it is read along.
    this.#pageHeight = numberOf(attributes, attributes['landscape'] === 'NARROWLY' ? 'width' : 'height');
  }

  #margins(attributes: Attributes): void {
    if (this.#pageHeight === 0 || this.#lists.length !== 1) return;
    const taken = ['top', 'bottom', 'header', 'footer'].reduce((sum, side) => sum + numberOf(attributes, side), 0);
    this.document.tracker.height(Math.max(0, this.#pageHeight - taken));
    this.#pageHeight = 0;
  }

  #formatAutoNumber(attributes: Attributes): void {
    if (!this.#autoNumber) return;
    const number = shapeNumber(this.#autoNumber.number, shapeOfName(attributes['type']));
    const isNote = this.#autoNumber.kind === 'FOOTNOTE' || this.#autoNumber.kind === 'ENDNOTE';
    this.#autoNumber.text = isNote
      ? number
      : (attributes['prefixChar'] ?? '') + number + (attributes['suffixChar'] ?? '');
  }

  /** The number of a page is furniture; that of a note is in its mark. */
  #closeAutoNumber(): void {
    const { kind = 'PAGE', text = '', number = 0 } = this.#autoNumber ?? {};
    this.#autoNumber = undefined;
    const list = this.#lists.at(-1);
    if (!list) return;
    if (kind === 'FOOTNOTE') list.noteNumber ||= text;
    else if (kind === 'ENDNOTE') list.noteNumber ||= shapeNumber(number, shapeOfName('ROMAN_SMALL'));
    else if (kind !== 'PAGE' && kind !== 'TOTAL_PAGE') this.#paragraph?.writer.write(text);
  }

  #closeRuby(): void {
    const { main = '', sub = '' } = this.#ruby ?? {};
    this.#ruby = undefined;
    this.#say(sub.trim() === '' ? main : `${main}(${sub})`);
  }
}
