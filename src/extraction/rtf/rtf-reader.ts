import { AppError } from '../../common/errors/app-error.js';
import type { FileMetadata, RawRemark } from '../extraction.js';
import { saysSomething } from '../margin-text.js';
import { textOfInstruction } from '../legacy-word/fields.js';
import { dateOf } from '../legacy-word/tables-of-file.js';
import { type Change, WordFlow } from '../legacy-word/word-flow.js';
import {
  CHARACTERS,
  COLLECTED,
  type Destination,
  INFO_SKIPPED,
  MATH,
  MATH_SKIPPED,
  OPTIONAL_TEXT,
  SKIPPED,
  STORIES,
} from './destinations.js';
import { FontTable } from './fonts.js';
import { RtfNotes } from './notes.js';
import { RowDefinition } from './rows.js';
import { firstState, FORMATTING, type GroupState, resetParagraph, type Story } from './state.js';
import { TextBytes } from './text-bytes.js';
import { readTokens, type Token } from './tokens.js';

/** Groups deeper than this are read as if they were no groups. */
const MAX_DEPTH = 4000;

/** Text collected for a name or a label is cut here. */
const MAX_COLLECTED = 4000;

/** Code pages of the old declarations of a character set. */
const CHARSETS: Readonly<Record<string, number>> = { ansi: 1252, mac: 10000, pc: 437, pca: 850 };

interface Group {
  /** What counts again after the group. */
  state: GroupState;
  /** A text that comes twice: its next group is for programs that do not know Unicode. */
  isTwofold?: boolean;
}

/** Reads the tokens of an RTF file into pages, remarks and metadata. */
export class RtfReader {
  readonly flow = new WordFlow();
  readonly metadata: FileMetadata = {};
  readonly margins = new Map<string, RawRemark>();
  hasObjects = false;
  #flow = this.flow;
  readonly #groups: Group[] = [];
  #state = firstState();
  readonly #fonts = new FontTable();
  readonly #text = new TextBytes(this.#fonts);
  readonly #authors: string[] = [];
  readonly #row = new RowDefinition();
  #overflow = 0;
  #isOptional = false;
  #collected = '';
  #label = '';
  #isParagraphBegun = false;
  #sectionBreak: 'none' | 'pending' = 'none';
  #sectionIsPage = true;
  readonly #notes = new RtfNotes();
  #left: number;

  /** @param most how many paragraphs and cells there may be. */
  constructor(most: number) {
    this.#left = most;
  }

  /**
   * @returns `whole` when all groups were closed; `cut` when the file ends in the midst of it; `open` when a group was left open
   * and the file ends with its last brace nevertheless, as some programs write it.
   */
  read(bytes: Buffer): 'whole' | 'open' | 'cut' {
    for (const token of readTokens(bytes)) this.#take(token);
    this.#flush();
    const hasOpen = this.#groups.length > 0;
    while (this.#groups.length > 0) this.#closeGroup();
    this.flow.finish();
    for (const note of this.#notes.endnotes) this.flow.note(note);
    if (!hasOpen) return 'whole';
    return /\}[\s\0]*$/.test(bytes.toString('latin1', Math.max(0, bytes.length - 16))) ? 'open' : 'cut';
  }

  #take(token: Token): void {
    if (token.kind === 'bytes') {
      if (this.#state.destination !== 'skip') this.#text.add(token.bytes);
      this.#isOptional = false;
      return;
    }
    // A character of two bytes may be told in two tokens; whatever else comes ends a text.
    this.#flush();
    if (token.kind === 'open') this.#openGroup();
    else if (token.kind === 'close') this.#closeGroup();
    else this.#control(token.word, token.value);
  }

  #openGroup(): void {
    this.#text.skip = 0;
    if (this.#groups.length >= MAX_DEPTH) {
      this.#overflow += 1;
      return;
    }
    const outer = this.#groups.at(-1);
    this.#groups.push({ state: { ...this.#state } });
    this.#state.closing = '';
    if (outer?.isTwofold) {
      outer.isTwofold = false;
      this.#state.destination = 'skip';
    }
  }

  #closeGroup(): void {
    this.#text.skip = 0;
    this.#isOptional = false;
    if (this.#overflow > 0) {
      this.#overflow -= 1;
      return;
    }
    const group = this.#groups.pop();
    if (!group) return;
    const { destination, closing } = this.#state;
    this.#emit(closing);
    if (destination !== group.state.destination) this.#endCollected(destination);
    const { story, field } = this.#state;
    if (story && story !== group.state.story) this.#endStory(story);
    this.#state = group.state;
    if (field && field !== group.state.field && !field.hasResult) this.#emit(textOfInstruction(field.instruction));
  }

  #control(word: string, value: number | undefined): void {
    if (this.#text.skip > 0 && Object.hasOwn(CHARACTERS, word)) {
      this.#text.skip -= 1;
      return;
    }
    this.#text.skip = 0;
    if (word === '*') {
      this.#isOptional = true;
      return;
    }
    const isOptional = this.#isOptional;
    this.#isOptional = false;
    if (this.#state.destination === 'skip') return;
    if (this.#begin(word, isOptional)) return;
    if (this.#state.destination === 'fonts') this.#fonts.define(word, value);
    else if (word === 'u') this.#unicode(value ?? 0);
    else if (Object.hasOwn(CHARACTERS, word)) this.#emit(CHARACTERS[word]!);
    else if (Object.hasOwn(FORMATTING, word)) FORMATTING[word]!(this.#state, value);
    else if (!this.#row.apply(word, value)) this.#structure(word, value);
  }

  /** Whether the control begins a group of another purpose. */
  #begin(word: string, isOptional: boolean): boolean {
    const group = this.#groups.at(-1);
    const state = this.#state;
    if (Object.hasOwn(STORIES, word)) {
      if (group && group.state.story === state.story) this.#beginStory(STORIES[word]!);
    } else if (Object.hasOwn(COLLECTED, word)) {
      if ((word === 'title' || word === 'author') && !state.isInfo) return false;
      state.destination = COLLECTED[word]!;
      this.#collected = '';
    } else if (word === 'info' && group) {
      state.isInfo = true;
    } else if (word === 'field' && group) {
      state.field = { instruction: '', hasResult: false };
    } else if (Object.hasOwn(MATH, word)) {
      const [opening, closing] = MATH[word]!;
      this.#emit(opening);
      state.closing = closing;
    } else if (word === 'upr' && group) {
      group.isTwofold = true;
    } else if (SKIPPED.has(word) || MATH_SKIPPED.test(word) || (INFO_SKIPPED.has(word) && state.isInfo)) {
      if (word === 'objdata') this.hasObjects = true;
      state.destination = 'skip';
    } else if (isOptional && !OPTIONAL_TEXT.has(word)) {
      state.destination = 'skip';
    } else {
      return false;
    }
    return true;
  }

  #structure(word: string, value: number | undefined): void {
    switch (word) {
      case 'par':
        return this.#endParagraph();
      case 'sect':
        this.#endParagraph();
        this.#sectionBreak = 'pending';
        return;
      case 'sectd':
        this.#sectionIsPage = true;
        return;
      case 'sbknone':
      case 'sbkcol':
        this.#sectionIsPage = false;
        return;
      case 'page':
        return this.#breakPage();
      case 'cell':
        return this.#endCell(1);
      case 'nestcell':
        return this.#endCell(Math.max(2, this.#state.depth));
      case 'row':
        return this.#flow.endRow(this.#row.layout(), 1);
      case 'nestrow':
        return this.#flow.endRow(this.#row.layout(), Math.max(2, this.#state.depth));
      case 'chftn':
        this.#notes.markAutomatically();
        return;
      case 'ftnalt':
        return this.#markEndnote();
      default:
        this.#declaration(word, value);
    }
  }

  #declaration(word: string, value: number | undefined): void {
    if (word === 'ansicpg' && value !== undefined) this.#fonts.codePage = value;
    else if (word === 'deff') this.#fonts.standard = value;
    else if (Object.hasOwn(CHARSETS, word)) this.#fonts.codePage = CHARSETS[word]!;
  }

  #unicode(value: number): void {
    this.#text.skip = this.#state.fallbackLength;
    const text = this.#text.unicode(value, this.#state.font);
    // A sign of a symbol font that is not known is still the sign of a list.
    this.#emit(text === '' && this.#state.destination === 'label' ? '•' : text);
  }

  #flush(): void {
    this.#emit(this.#text.take(this.#state.font));
  }

  #emit(text: string): void {
    const { destination, hidden } = this.#state;
    if (text === '' || destination === 'skip') return;
    if (destination !== 'text') {
      if (destination === 'fonts') this.#fonts.addName(text);
      else if (this.#collected.length < MAX_COLLECTED) this.#collected += text;
      return;
    }
    if (this.#state.field) this.#state.field.hasResult = true;
    this.#beginParagraph();
    const shown = text.replace(/[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g, ' ');
    this.#flow.text(shown, { hidden, change: this.#change() });
  }

  #change(): Change | undefined {
    const { deleted, inserted, deleteAuthor, deleteDate, insertAuthor, insertDate } = this.#state;
    if (deleted) return { kind: 'deleted', author: this.#authors[deleteAuthor], date: dateOf(deleteDate) };
    if (inserted) return { kind: 'inserted', author: this.#authors[insertAuthor], date: dateOf(insertDate) };
    return undefined;
  }

  #beginParagraph(): void {
    if (this.#isParagraphBegun) return;
    this.#isParagraphBegun = true;
    if (this.#flow !== this.flow) return;
    if (this.#sectionBreak === 'pending' && this.#sectionIsPage) this.#flow.pageBreak(false);
    this.#sectionBreak = 'none';
    if (this.#state.pageBreakBefore && !this.#state.inTable) this.#flow.pageBreak(false);
  }

  #count(): void {
    this.#left -= 1;
    if (this.#left < 0)
      throw new AppError(
        'extract.memory',
        'The RTF file has more paragraphs and cells than fit into the memory granted',
      );
  }

  #endParagraph(): void {
    if (this.#state.destination !== 'text') return;
    this.#count();
    this.#beginParagraph();
    const { inTable, depth } = this.#state;
    this.#flow.endParagraph({ label: this.#takeLabel(), depth: inTable ? Math.max(1, depth) : 0 });
  }

  #endCell(depth: number): void {
    this.#count();
    this.#flow.endCell({ label: this.#takeLabel(), depth });
  }

  #breakPage(): void {
    if (this.#flow !== this.flow) return;
    if (!this.#state.inTable) this.#flow.endParagraph({ label: this.#takeLabel() });
    this.#flow.pageBreak();
  }

  #takeLabel(): string {
    const label = this.#label;
    this.#label = '';
    this.#isParagraphBegun = false;
    return label;
  }

  #beginStory(kind: Story['kind']): void {
    this.#state.story = { kind, outer: this.#flow, outerLabel: this.#label, isEndnote: false };
    this.#flow = new WordFlow();
    this.#label = '';
    resetParagraph(this.#state);
    this.#state.destination = 'text';
    this.#state.hidden = false;
  }

  #markEndnote(): void {
    if (this.#state.story) this.#state.story.isEndnote = true;
  }

  #endStory({ kind, outer, outerLabel, isEndnote }: Story): void {
    const inner = this.#flow;
    this.#flow = outer;
    this.#label = outerLabel;
    this.#isParagraphBegun = true;
    if (kind === 'box') {
      outer.box(inner.blocks());
      return;
    }
    const text = inner.plainText().trim();
    if (kind === 'note') this.#notes.addNote(outer, text, isEndnote);
    else if (kind === 'comment') this.#notes.addComment(outer, text);
    // A page number alone is no text.
    else if (saysSomething(text) && !this.margins.has(`${kind} ${text}`))
      this.margins.set(`${kind} ${text}`, { kind, text });
  }

  /** A group whose text was collected has ended. */
  #endCollected(destination: Destination): void {
    const text = this.#collected.trim();
    switch (destination) {
      case 'title':
        this.metadata.title ??= text;
        return;
      case 'author':
        this.metadata.author ??= text;
        return;
      case 'authors':
        for (const name of text.split(';').slice(0, -1)) this.#authors.push(name.trim());
        this.#collected = '';
        return;
      case 'label':
        this.#label = text === '' ? '' : `${labelText(text)} `;
        return;
      case 'instruction': {
        if (this.#state.field) this.#state.field.instruction = text;
        return;
      }
      case 'commentAuthor':
        this.#notes.comment.author = text;
        return;
      case 'commentDate':
        this.#notes.comment.date = dateOf(Number(text) || 0);
        return;
      case 'commentMark':
        this.#notes.comment.mark = text;
        return;
      case 'commentStart':
        this.#flow.mark(text);
        return;
      default:
    }
  }
}

/** Bullets of all shapes become one; numbers stay as they are printed. */
function labelText(text: string): string {
  const isBullet = text === 'o' || (Array.from(text).length === 1 && !/[\p{L}\p{N}]/u.test(text));
  return isBullet ? '•' : text.replace(/\s+/g, ' ');
}
