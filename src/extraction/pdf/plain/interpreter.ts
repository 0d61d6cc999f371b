import { SLASH } from './bytes.js';
import type { PlainFont } from './font.js';
import { giveUp } from './give-up.js';
import { Matrix } from './matrix.js';
import { Operands } from './operands.js';
import {
  BEGIN_TEXT,
  DRAW,
  END_TEXT,
  FONT,
  LEADING,
  MARK,
  MOVE,
  MOVE_AND_LEAD,
  NEXT_LINE,
  NEXT_LINE_AND_SHOW,
  PAINTING,
  RESTORE,
  RISE,
  SAVE,
  SHOW,
  SHOW_LIST,
  SPACE_AND_SHOW,
  SPACING,
  STATE,
  STRETCH,
  TEXT_MATRIX,
  TRANSFORM,
  WITHOUT_EFFECT,
  WORD_SPACING,
} from './operators.js';
import { Scanner } from './scanner.js';
import { STEP, type TextItems, TextObject } from './text-object.js';
import { TextState } from './text-state.js';
import type { PdfDict } from './values.js';

const { fround } = Math;

const MAX_STATES = 512;

/** Text that is painted, and text that is not: both are read. Outlines and clipping change what is measured. */
const PAINTED = 0;
const UNSEEN = 3;

/** What an interpreter asks of those around it. */
export interface Stage {
  readonly items: TextItems;
  /** Undefined of one that is not understood: there may be nothing shown in it. */
  font(resources: PdfDict, name: string): PlainFont | undefined;
  show(object: TextObject): void;
  /** Draws a named form or picture where the state stands. */
  draw(resources: PdfDict, name: string, state: TextState): void;
  /** Looks whether a named state, or marked content, asks for more than is understood. */
  checkState(resources: PdfDict, name: string): void;
  checkMark(resources: PdfDict, mark: PdfDict | string): void;
  /** Called for each operator. */
  tick(): void;
}

/** Carries out the operators of one stream, or of several that make up a page. */
export class Interpreter {
  readonly #scanner: Scanner;
  readonly #operands = operands;
  /** What is saved: as many as `#depth`, the others are to be used again. */
  readonly #saved: TextState[] = [];
  #depth = 0;
  #inText = false;

  /**
   * @param form from the space of this content to that of the page. @param holder its number: the page has one, and each form
   * that it draws.
   */
  constructor(
    private readonly stage: Stage,
    content: Uint8Array,
    private readonly resources: PdfDict,
    private readonly state: TextState,
    private readonly form: Matrix,
    private readonly holder: number,
  ) {
    this.#scanner = new Scanner(content);
  }

  run(): void {
    const scanner = this.#scanner;
    const given = this.#operands;
    given.clear();
    for (let first = scanner.skipWhite(); first >= 0; first = scanner.skipWhite()) {
      if (scanner.isNumber()) {
        given.addNumber(scanner.number());
      } else if (first === SLASH) {
        given.addName(scanner.name());
      } else {
        const start = scanner.at;
        scanner.skipRegular();
        if (scanner.at === start) {
          given.addDelimited(scanner, first);
        } else {
          this.#word(start, scanner.at);
        }
      }
    }
  }

  #word(start: number, end: number): void {
    const { data } = this.#scanner;
    const length = end - start;
    if (length <= 3) {
      const first = data[start]!;
      const second = length > 1 ? data[start + 1]! : 0;
      const third = length > 2 ? data[start + 2]! : 0;
      this.stage.tick();
      this.#operator(first | (second << 8) | (third << 16));
      this.#operands.clear();
      return;
    }
    const word = data.toString('latin1', start, end);
    if (word !== 'true' && word !== 'false' && word !== 'null') giveUp('unknown operator');
    this.#operands.addOther();
  }

  #operator(operator: number): void {
    const given = this.#operands;
    const { state } = this;
    switch (operator) {
      case SAVE:
        if (this.#depth >= MAX_STATES) giveUp('many states');
        (this.#saved[this.#depth] ??= new TextState()).take(state);
        this.#depth += 1;
        return;
      case RESTORE:
        if (this.#depth === 0) return;
        this.#depth -= 1;
        state.take(this.#saved[this.#depth]!);
        return;
      case TRANSFORM:
        state.matrix = this.#matrix().followedBy(state.matrix);
        state.refresh();
        return;
      case BEGIN_TEXT:
        this.#inText = true;
        state.begin();
        return;
      case END_TEXT:
        this.#inText = false;
        return;
      case FONT:
        given.expect(2);
        state.size = given.number(0);
        state.font = this.stage.font(this.resources, given.name(1));
        return;
      case MOVE:
        given.expect(2);
        state.move(given.number(1), given.number(0));
        return;
      case MOVE_AND_LEAD:
        given.expect(2);
        state.move(given.number(1), given.number(0));
        state.leading = -given.number(0);
        return;
      case TEXT_MATRIX:
        state.setText(this.#matrix());
        return;
      case NEXT_LINE:
        state.move(0, -state.leading);
        return;
      case SPACING:
        given.expect(1);
        state.spacing = given.number(0);
        return;
      case WORD_SPACING:
        given.expect(1);
        state.wordSpacing = given.number(0);
        return;
      case STRETCH:
        given.expect(1);
        state.stretch = fround(given.number(0) / 100);
        state.refresh();
        return;
      case LEADING:
        given.expect(1);
        state.leading = given.number(0);
        return;
      case RISE:
        given.expect(1);
        state.rise = given.number(0);
        return;
      case PAINTING:
        given.expect(1);
        if (given.number(0) !== PAINTED && given.number(0) !== UNSEEN) giveUp('way of painting');
        return;
      case SHOW:
        given.expect(1);
        this.#showText();
        return;
      case SHOW_LIST:
        given.expect(1);
        this.#showList();
        return;
      case NEXT_LINE_AND_SHOW:
        given.expect(1);
        state.move(0, -state.leading);
        this.#showText();
        return;
      case SPACE_AND_SHOW:
        given.expect(3);
        state.wordSpacing = given.number(2);
        state.spacing = given.number(1);
        state.move(0, -state.leading);
        this.#showText();
        return;
      default:
        this.#other(operator);
    }
  }

  #other(operator: number): void {
    const given = this.#operands;
    if (WITHOUT_EFFECT.has(operator)) return;
    if (operator === DRAW) {
      given.expect(1);
      // The form has operands of its own.
      const name = given.name(0);
      this.stage.draw(this.resources, name, this.state);
      return;
    }
    if (operator === STATE) {
      given.expect(1);
      this.stage.checkState(this.resources, given.name(0));
      return;
    }
    if (operator !== MARK) giveUp('unknown operator');
    given.expect(2);
    const mark = given.isName(0) ? given.name(0) : given.dict;
    if (mark === undefined) return giveUp('odd operands');
    this.stage.checkMark(this.resources, mark);
  }

  #matrix(): Matrix {
    const given = this.#operands;
    given.expect(6);
    return new Matrix(
      given.number(5),
      given.number(4),
      given.number(3),
      given.number(2),
      given.number(1),
      given.number(0),
    );
  }

  #showText(): void {
    const start = this.#operands.textStart();
    const end = this.#operands.textEnd;
    const { items } = this.stage;
    const first = items.length;
    if (start === end) return;
    this.#addCodes(start, end);
    this.#show(first);
  }

  #showList(): void {
    const given = this.#operands;
    given.expectList();
    const { items } = this.stage;
    const first = items.length;
    const strings = given.ends.filter((end) => end >= 0).length;
    let shown = 0;
    let step = 0;
    let start = 0;
    for (const [index, end] of given.ends.entries()) {
      if (end < 0) {
        // Without any string each step is taken by itself.
        if (strings === 0) this.state.stepBack(given.steps[index]!);
        else step = fround(step + given.steps[index]!);
        continue;
      }
      if (end === start) continue;
      if (shown === 0) {
        if (step !== 0) this.state.stepBack(step);
      } else {
        items.add(STEP, step);
      }
      step = 0;
      this.#addCodes(start, end);
      start = end;
      shown += 1;
    }
    if (shown === 0) {
      if (strings > 0 && step !== 0) this.state.stepBack(step);
      return;
    }
    this.#show(first);
    // An empty string hides the last step from PDFium.
    if (shown === strings && step !== 0) this.state.stepBack(step);
  }

  #addCodes(start: number, end: number): void {
    const { text } = this.#operands;
    const { items } = this.stage;
    const { font } = this.state;
    if (!font) return giveUp('font of text');
    if (font.codeBytes === 1) {
      for (let at = start; at < end; at += 1) items.add(text[at]!, 0);
      return;
    }
    if ((end - start) % 2 !== 0) giveUp('half a code');
    for (let at = start; at < end; at += 2) items.add(text[at]! * 256 + text[at + 1]!, 0);
  }

  #show(first: number): void {
    const { state } = this;
    const { font } = state;
    if (!font || !this.#inText) return giveUp('font of text');
    const { items } = this.stage;
    const { x, y } = state.place();
    const object = new TextObject(
      { items, start: first, end: items.length },
      { font, size: state.size, spacing: state.spacing, wordSpacing: state.wordSpacing },
      { matrix: state.whole, x, y, form: this.form, holder: this.holder },
    );
    state.x = fround(state.x + fround(object.advance * state.stretch));
    this.stage.show(object);
  }
}

/** One at a time is carried out; a form is drawn when those of its operator are done with. */
const operands = new Operands();
