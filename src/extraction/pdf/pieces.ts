import type { PlacedText } from './lines.js';
import { type PageView, type Point, toView, turnToView } from './page-view.js';
import type { Pdfium, Pointer } from './pdfium.js';

/** What the characters of a page give. */
export interface PagePieces {
  pieces: PlacedText[];
  /** How many characters there are but spaces. */
  characters: number;
}

/** What PDFium gives for a hyphen at the end of a line whose word goes on in the next. */
const BROKEN_HYPHEN = 0xfffe;
const BROKEN_HYPHEN_OLD = 0x02;

const SPACE = 0x20;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const NO_BREAK_SPACE = 0xa0;
const DELETE = 0x7f;
const MAX_CODE = 0x110000;

/**
 * Reads the characters of a page in the order of the file (within a line, in that of reading) and puts those that one
 * operator shows together. Spaces that the engine made up of gaps come as pieces that are blank. What stands outside of the
 * page is left out.
 */
export function readPieces(engine: Pdfium, page: Pointer, view: PageView): PagePieces {
  const textPage = engine.functions.FPDFText_LoadPage(page);
  if (textPage === 0) return { pieces: [], characters: 0 };
  // Where the page is turned, the engine takes lines for columns and sorts them.
  const order = view.quarterTurns === 0 ? undefined : textObjectOrder(engine, page);
  const reader = new PieceReader(engine, textPage, view, order);
  try {
    return reader.read();
  } finally {
    engine.functions.FPDFText_ClosePage(textPage);
  }
}

/** Characters of one text object: on one baseline, in one direction. */
interface Run {
  text: string;
  /** Index of the first character and of the last. */
  first: number;
  last: number;
}

/** How the characters of a text object stand. */
interface Style {
  cos: number;
  sin: number;
  angle: number;
  height: number;
}

const UPRIGHT: Style = { cos: 1, sin: 0, angle: 0, height: 1 };

/**
 * Two characters of an object that stand one below the other, off by at least this share of their height and in line by at
 * most that, are a column of vertical writing.
 */
const BELOW = 0.5;
const SAME_COLUMN = 0.2;

/** What is set downwards is Chinese, Japanese or Korean. */
const FIRST_CJK = 0x1100;

const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

class PieceReader {
  readonly #pieces: PlacedText[] = [];
  #characters = 0;
  #run: Run | undefined;
  /** The text object that is being read, and that of each piece. */
  #object: Pointer = 0;
  readonly #objects: Pointer[] = [];
  /** The text object whose style was read last, and that style. */
  #styled: Pointer = 0;
  #style: Style = UPRIGHT;

  constructor(
    private readonly engine: Pdfium,
    private readonly textPage: Pointer,
    private readonly view: PageView,
    private readonly order: ReadonlyMap<Pointer, number> | undefined,
  ) {}

  read(): PagePieces {
    const { functions } = this.engine;
    const count = functions.FPDFText_CountChars(this.textPage);
    for (let index = 0; index < count; index += 1) {
      const code = functions.FPDFText_GetUnicode(this.textPage, index);
      if (this.#isGap(code, index)) {
        this.#flush();
        if (code === SPACE) this.#blank();
        continue;
      }
      const at = functions.FPDFText_GetTextObject(this.textPage, index);
      if (at !== this.#object) {
        this.#flush();
        this.#object = at;
      }
      const text = this.#letter(code);
      if (this.#run) {
        this.#run.text += text;
        this.#run.last = index;
      } else {
        this.#run = { text, first: index, last: index };
      }
    }
    this.#flush();
    return { pieces: this.order ? this.#inOrder(this.order) : this.#pieces, characters: this.#characters };
  }

  /** The pieces in the order of their objects in the file. */
  #inOrder(order: ReadonlyMap<Pointer, number>): PlacedText[] {
    const ranked = this.#pieces.map((piece, index) => ({
      piece,
      rank: order.get(this.#objects[index]!) ?? order.size,
    }));
    return ranked.sort((a, b) => a.rank - b.rank).map(({ piece }) => piece);
  }

  #isGap(code: number, index: number): boolean {
    if (code !== SPACE && code !== LINE_FEED && code !== CARRIAGE_RETURN) return false;
    return this.engine.functions.FPDFText_IsGenerated(this.textPage, index) === 1;
  }

  #blank(): void {
    this.#objects.push(this.#object);
    this.#pieces.push({ text: ' ', along: 0, down: 0, width: 0, height: 0, angle: 0, rightToLeft: false });
  }

  #styleOf({ text, first }: Run, from: Point, to: Point): Style {
    const style = this.#ownStyle(first);
    return text.charCodeAt(0) >= FIRST_CJK && isSetDownwards(style, from, to) ? turned(style) : style;
  }

  /** How the text object of a character stands: the same for all of its characters. */
  #ownStyle(index: number): Style {
    if (this.#object !== 0 && this.#object === this.#styled) return this.#style;
    this.#styled = this.#object;
    this.#style = this.#readStyle(index);
    return this.#style;
  }

  #readStyle(index: number): Style {
    const { functions, scratch } = this.engine;
    const size = functions.FPDFText_GetFontSize(this.textPage, index);
    if (functions.FPDFText_GetMatrix(this.textPage, index, scratch) === 0) return UPRIGHT;
    const { floats } = this.engine;
    const [a, b, c, d] = [floats[0]!, floats[1]!, floats[2]!, floats[3]!];
    const height = Math.abs(size * Math.hypot(c, d)) || 1;
    const length = Math.hypot(a, b);
    if (length === 0) return { ...UPRIGHT, height };
    const { x: cos, y: sin } = turnToView(this.view, a / length, b / length);
    return { cos, sin, angle: degrees(cos, sin), height };
  }

  /** A control character stands for a space: it is what fonts that have no name for theirs give. */
  #letter(code: number): string {
    if (code === SPACE || code === NO_BREAK_SPACE) return ' ';
    this.#characters += 1;
    if (code === BROKEN_HYPHEN || code === BROKEN_HYPHEN_OLD) return '-';
    if (code < SPACE || (code >= DELETE && code < NO_BREAK_SPACE)) return ' ';
    return code < MAX_CODE ? String.fromCodePoint(code) : '\ufffd';
  }

  #flush(): void {
    const run = this.#run;
    this.#run = undefined;
    if (!run) return;
    const from = this.#origin(run.first);
    const to = run.last === run.first ? from : this.#origin(run.last);
    const style = this.#styleOf(run, from, to);
    if (!this.#isOnPage(from, style.height) && !this.#isOnPage(to, style.height)) return;
    const start = placed(style, from);
    const end = placed(style, to);
    const along = Math.min(start.along, end.along);
    const furthest = end.along < start.along ? run.first : run.last;
    this.#objects.push(this.#object);
    this.#pieces.push({
      text: run.text,
      along,
      down: start.down,
      width: Math.abs(end.along - start.along) + this.#advance(furthest, style),
      height: style.height,
      angle: style.angle,
      rightToLeft: RIGHT_TO_LEFT.test(run.text),
    });
  }

  /** Where a character stands on the page as it is seen. */
  #origin(index: number): Point {
    const { functions, scratch } = this.engine;
    functions.FPDFText_GetCharOrigin(this.textPage, index, scratch, scratch + 8);
    const { doubles } = this.engine;
    return toView(this.view, doubles[0]!, doubles[1]!);
  }

  #isOnPage({ x, y }: Point, margin: number): boolean {
    return x > -margin && y > -margin && x < this.view.width + margin && y < this.view.height + margin;
  }

  /** The width of a character. */
  #advance(index: number, { angle, height }: Style): number {
    const { functions, scratch } = this.engine;
    if (functions.FPDFText_GetLooseCharBox(this.textPage, index, scratch) === 0) return 0;
    const { floats } = this.engine;
    const [left, top, right, bottom] = [floats[0]!, floats[1]!, floats[2]!, floats[3]!];
    // The box is upright as the file has it; of text on the slant it tells little.
    const vertical = (angle % 180 !== 0) !== (this.view.quarterTurns % 2 === 1);
    return Math.min(2 * height, Math.abs(vertical ? top - bottom : right - left));
  }
}

/** A page has no more objects that anyone reads. */
const MAX_OBJECTS = 100_000;
const MAX_DEPTH = 10;
const TEXT_OBJECT = 1;
const FORM_OBJECT = 5;

/** The text objects of a page by their place in the file. */
function textObjectOrder({ functions }: Pdfium, page: Pointer): Map<Pointer, number> {
  const order = new Map<Pointer, number>();
  const visit = (object: Pointer, depth: number): void => {
    const type = functions.FPDFPageObj_GetType(object);
    if (type === TEXT_OBJECT) order.set(object, order.size);
    if (type !== FORM_OBJECT || depth > MAX_DEPTH) return;
    const count = functions.FPDFFormObj_CountObjects(object);
    for (let index = 0; index < count && order.size < MAX_OBJECTS; index += 1) {
      visit(functions.FPDFFormObj_GetObject(object, index), depth + 1);
    }
  };
  const count = functions.FPDFPage_CountObjects(page);
  for (let index = 0; index < count && order.size < MAX_OBJECTS; index += 1) {
    visit(functions.FPDFPage_GetObject(page, index), 0);
  }
  return order;
}

function placed({ cos, sin }: Style, { x, y }: Point): { along: number; down: number } {
  return { along: x * cos + y * sin, down: y * cos - x * sin };
}

function isSetDownwards(style: Style, from: Point, to: Point): boolean {
  const start = placed(style, from);
  const end = placed(style, to);
  return end.down - start.down > style.height * BELOW && Math.abs(end.along - start.along) < style.height * SAME_COLUMN;
}

/** Vertical writing is read as text that is turned. */
function turned({ cos, sin, height }: Style): Style {
  return { cos: -sin, sin: cos, angle: degrees(-sin, cos), height };
}

function degrees(cos: number, sin: number): number {
  const angle = Math.round((Math.atan2(sin, cos) * 180) / Math.PI);
  return angle === -180 ? 180 : angle;
}
