import { symbolCharacter } from '../docx/symbols.js';
import type { WarningList } from '../warnings.js';
import type { DocDocument } from './document.js';
import type { Range } from './fib.js';
import { isUnseen, textOfInstruction } from './fields.js';
import { formFieldText } from './form-fields.js';
import type { CharacterProperties, ParagraphProperties } from './properties.js';
import { dateOf } from './tables-of-file.js';
import type { Change, RunState, WordFlow } from './word-flow.js';

const PICTURE = '\u0001';
const NOTE = '\u0002';
const COMMENT = '\u0005';
const CELL_END = '\u0007';
const DRAWING = '\b';
const PAGE_END = '\f';
const FIELD_BEGIN = '\u0013';
const FIELD_SEPARATOR = '\u0014';
const FIELD_END = '\u0015';
const SYMBOL = '(';

/** Characters that end a paragraph. A page end does so only where a section ends. */
const PARAGRAPH_ENDS: ReadonlySet<string> = new Set(['\r', CELL_END, PAGE_END]);

const SHOWN_AS: Readonly<Record<string, string>> = {
  '\t': '\t',
  '\v': '\n',
  '\u000e': '\n',
  '\u001e': '-',
  '\r': '\n',
};

const AUTOMATIC_NUMBER = /^\s*AUTONUM(LGL|OUT)?\b/i;

/** Nesting of fields beyond this is not followed. */
const MAX_FIELDS = 64;

/** What hangs in a story, answered by position; a story of a note has none. */
export interface StoryHooks {
  /** The mark of the note that hangs at a position. */
  note?(position: number): string | undefined;
  /** Positions that `at` is to be told of, before what stands there is read. */
  stops?: ReadonlySet<number>;
  at?(position: number): void;
  comment?(position: number): void;
  drawing?(position: number): void;
  /** Whether a page begins after the section that ends here; undefined where no section ends. */
  sectionEnd?(position: number): boolean | undefined;
}

interface Field {
  instruction: string;
  inResult: boolean;
}

/** Reads a range of a document's text into a flow. */
export class StoryReader {
  readonly #fields: Field[] = [];
  #automaticNumbers = 0;

  constructor(
    private readonly document: DocDocument,
    private readonly flow: WordFlow,
    private readonly warnings: WarningList,
    private readonly hooks: StoryHooks = {},
  ) {}

  read({ start, end }: Range): void {
    for (let position = start; position < end;) {
      const mark = this.#paragraphEnd(position, end);
      this.#readParagraph(position, Math.min(mark, end), mark < end ? this.document.text[mark]! : '');
      position = mark + 1;
    }
    this.flow.finish();
  }

  #paragraphEnd(from: number, end: number): number {
    const { text } = this.document;
    for (let at = from; at < end; at++) {
      const character = text[at]!;
      if (!PARAGRAPH_ENDS.has(character)) continue;
      if (character !== PAGE_END || this.hooks.sectionEnd?.(at) !== undefined) return at;
    }
    return end;
  }

  #readParagraph(start: number, mark: number, character: string): void {
    const paragraph = this.document.paragraphAt(Math.min(mark, this.document.text.length - 1));
    const depth = tableDepth(paragraph);
    if (paragraph.rowEnd || paragraph.innerRowEnd) {
      this.flow.endRow(paragraph.row, Math.max(1, depth));
      return;
    }
    if (paragraph.pageBreakBefore && depth === 0) this.flow.pageBreak(false);
    this.flow.enter(depth);
    const markLook = this.document.charactersAt(mark).properties;
    const label = this.#label(start, mark, paragraph, markLook);
    const written = this.#readRuns(start, mark, paragraph, label);
    const rest = written ? '' : label;
    if (character === CELL_END || paragraph.innerCellEnd) {
      this.flow.endCell({ label: rest, depth: Math.max(1, depth) });
    } else if (!this.#continues(markLook, paragraph, depth)) {
      this.flow.endParagraph({ label: rest, depth });
    }
    if (character === PAGE_END && this.hooks.sectionEnd?.(mark)) this.flow.pageBreak(false);
  }

  /** A paragraph whose mark is deleted or hidden goes on in the next. */
  #continues(mark: CharacterProperties, paragraph: ParagraphProperties, depth: number): boolean {
    return depth === 0 && (mark.deleted === true || this.#isHidden(mark, paragraph));
  }

  /** The number of a paragraph. One of which nothing is shown is not counted, unless it is empty altogether. */
  #label(
    start: number,
    mark: number,
    { list, level = 0, ...rest }: ParagraphProperties,
    look: CharacterProperties,
  ): string {
    if (list === undefined || list === 0) return '';
    const shown = (properties: CharacterProperties): boolean =>
      properties.deleted !== true && !this.#isHidden(properties, rest);
    let visible = start === mark && shown(look);
    for (let position = start; position < mark && !visible;) {
      const { end, properties } = this.document.charactersAt(position);
      visible = shown(properties);
      position = Math.max(position + 1, end);
    }
    return visible ? this.document.counter.next(String(list), Math.min(level, 8)) : '';
  }

  /** @returns whether the label was written before a page that ended in the paragraph. */
  #readRuns(start: number, mark: number, paragraph: ParagraphProperties, label: string): boolean {
    const { text } = this.document;
    let written = false;
    for (let position = start; position < mark;) {
      const { end, properties } = this.document.charactersAt(position);
      const last = Math.min(mark, Math.max(position + 1, end));
      const state = this.#state(properties, paragraph);
      for (let from = position; from < last;) {
        if (this.hooks.stops?.has(from)) this.hooks.at?.(from);
        const plain = this.#plainEnd(from, last, properties);
        if (plain > from) {
          this.#emit(text.slice(from, plain), state);
          from = plain;
        } else {
          if (text[from] === PAGE_END && this.#fields.every(({ inResult }) => inResult)) {
            this.#breakInside(written ? '' : label);
            written = true;
          } else {
            this.#special(from, properties, state);
          }
          from += 1;
        }
      }
      position = last;
    }
    return written;
  }

  #breakInside(label: string): void {
    this.flow.endParagraph({ label });
    this.flow.pageBreak();
  }

  /** How far the text can be taken as it is. */
  #plainEnd(from: number, last: number, properties: CharacterProperties): number {
    const { text } = this.document;
    const { stops } = this.hooks;
    const symbol = properties.special ? SYMBOL : undefined;
    for (let end = from; end < last; end++) {
      if ((end > from && stops?.has(end)) || text[end] === symbol || isSpecial(text.charCodeAt(end))) return end;
    }
    return last;
  }

  #special(position: number, properties: CharacterProperties, state: RunState): void {
    const character = this.document.text[position]!;
    switch (character) {
      case FIELD_BEGIN:
        if (this.#fields.length < MAX_FIELDS) this.#fields.push({ instruction: '', inResult: false });
        return;
      case FIELD_SEPARATOR:
        if (this.#fields.length > 0) this.#fields.at(-1)!.inResult = true;
        return;
      case FIELD_END:
        this.#endField(state);
        return;
      case NOTE:
        this.#note(position, state);
        return;
      case COMMENT:
        this.hooks.comment?.(position);
        return;
      case DRAWING:
        this.hooks.drawing?.(position);
        return;
      case PICTURE:
        this.#picture(properties, state);
        return;
      case SYMBOL:
        this.#symbol(properties, state);
        return;
      default:
        if (character >= '\uf000' && character <= '\uf0ff') this.#privateCharacter(character, properties, state);
        else this.#emit(SHOWN_AS[character] ?? '', state);
    }
  }

  #emit(text: string, state: RunState): void {
    if (text === '') return;
    const outer = this.#fields.find(({ inResult }) => !inResult);
    if (outer) outer.instruction += outer.instruction.length < 1000 ? text : '';
    else if (!this.#fields.some(({ instruction }) => isUnseen(instruction))) this.flow.text(shown(text), state);
  }

  #endField(state: RunState): void {
    const field = this.#fields.pop();
    if (!field || field.inResult) return;
    if (AUTOMATIC_NUMBER.test(field.instruction)) this.#automaticNumber(state);
    else this.#emit(textOfInstruction(field.instruction), state);
  }

  /** Fields that number paragraphs store no number; those of headings count by their level, which is not followed. */
  #automaticNumber(state: RunState): void {
    this.#automaticNumbers += 1;
    this.warnings.add('numbering_approximate', { detail: 'AUTONUM' });
    this.#emit(`${this.#automaticNumbers}.`, state);
  }

  #note(position: number, state: RunState): void {
    this.#emit(this.hooks.note?.(position) ?? '', state);
  }

  /** Form fields without text stand as a picture in the instruction of their field. */
  #picture({ data }: CharacterProperties, state: RunState): void {
    const field = this.#fields.at(-1);
    if (data === undefined || !field || field.inResult || !/^\s*FORM(CHECKBOX|DROPDOWN)/i.test(field.instruction))
      return;
    const text = formFieldText(this.document.data, data);
    this.#fields.pop();
    this.#emit(text, state);
    this.#fields.push({ instruction: 'PRIVATE', inResult: true });
  }

  #symbol({ symbol }: CharacterProperties, state: RunState): void {
    if (!symbol) return this.#emit(SYMBOL, state);
    const font = this.document.fonts[symbol.font] ?? '';
    this.#emitSymbol(symbolCharacter(font, symbol.character.toString(16)), state);
  }

  /** A character of a symbol font, which number theirs from U+F000. */
  #privateCharacter(character: string, { font }: CharacterProperties, state: RunState): void {
    const code = character.charCodeAt(0).toString(16);
    const name = font === undefined ? '' : (this.document.fonts[font] ?? '');
    this.#emitSymbol(symbolCharacter(name, code) ?? symbolCharacter('symbol', code), state);
  }

  #emitSymbol(character: string | undefined, state: RunState): void {
    if (character === undefined) this.warnings.add('symbols_skipped');
    else this.#emit(character, state);
  }

  #state(properties: CharacterProperties, paragraph: ParagraphProperties): RunState {
    return { hidden: this.#isHidden(properties, paragraph), change: this.#change(properties) };
  }

  #isHidden({ vanish, style }: CharacterProperties, paragraph: ParagraphProperties): boolean {
    const { styles } = this.document;
    const byStyle = (): boolean =>
      ((style === undefined ? undefined : styles.character(style).vanish) ??
        styles.character(paragraph.style ?? 0).vanish) === 1;
    if (vanish === undefined || vanish === 0x80) return byStyle();
    return vanish === 0x81 ? !byStyle() : vanish === 1;
  }

  #change(properties: CharacterProperties): Change | undefined {
    const { authors } = this.document;
    const { deleted, inserted, deleteAuthor = 0, deleteDate = 0, insertAuthor = 0, insertDate = 0 } = properties;
    if (deleted) return { kind: 'deleted', author: authors[deleteAuthor], date: dateOf(deleteDate) };
    if (inserted) return { kind: 'inserted', author: authors[insertAuthor], date: dateOf(insertDate) };
    return undefined;
  }
}

/** Whether a character is not shown as it is: controls, and codes of symbol fonts. */
function isSpecial(code: number): boolean {
  return code < 0x20 || (code >= 0xf000 && code <= 0xf0ff);
}

function tableDepth({ inTable, depth }: ParagraphProperties): number {
  if (depth !== undefined && depth > 0) return depth;
  return inTable ? 1 : 0;
}

/** Spaces of other widths are shown as spaces. */
function shown(text: string): string {
  return text.replace(/[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g, ' ');
}
