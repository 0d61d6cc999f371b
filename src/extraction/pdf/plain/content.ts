import { MAX_STREAM } from './filters.js';
import type { PlainFont } from './font.js';
import { giveUp } from './give-up.js';
import { Interpreter, type Stage } from './interpreter.js';
import { IDENTITY, Matrix } from './matrix.js';
import type { PlainFile } from './plain-file.js';
import { TextItems, type TextObject } from './text-object.js';
import { TextState } from './text-state.js';
import { type PdfDict, PdfStream, type PdfValue } from './values.js';

const { fround } = Math;

/** Forms within forms. */
const MAX_DEPTH = 8;

const MAX_OBJECTS = 50_000;

/** Operators between two looks at the clock. */
const LOOK_EVERY = 1024;

/** What the content of a page shows. */
export interface PageContent {
  objects: readonly TextObject[];
  /** Whether there are pictures. */
  pictured: boolean;
}

/** The fonts of a file. */
export interface Fonts {
  /** Undefined of one that is not understood. */
  font(value: PdfValue): PlainFont | undefined;
}

/**
 * Reads what is drawn on a page.
 *
 * @param until the time at which it gives up, as `performance.now` has it.
 */
export function readContent(
  file: PlainFile,
  fonts: Fonts,
  { content, resources }: { content: Uint8Array; resources: PdfDict },
  until: number,
): PageContent {
  const reader = new ContentReader(file, fonts, until);
  reader.read(content, resources, new TextState(), IDENTITY);
  return reader;
}

class ContentReader implements Stage, PageContent {
  readonly items = new TextItems();
  readonly objects: TextObject[] = [];
  pictured = false;
  #operators = 0;
  #holders = 0;
  #depth = 0;
  /** Bytes of the page and of the forms that are being read, one within the other. */
  #open = 0;
  #form = IDENTITY;
  readonly #named = new Map<PdfDict, Map<string, PlainFont | undefined>>();

  constructor(
    private readonly file: PlainFile,
    private readonly fonts: Fonts,
    private readonly until: number,
  ) {}

  read(content: Uint8Array, resources: PdfDict, state: TextState, form: Matrix): void {
    const outer = this.#form;
    this.#form = form;
    this.#open += content.length;
    if (this.#open > 2 * MAX_STREAM) giveUp('large forms');
    const holder = this.#holders;
    this.#holders += 1;
    new Interpreter(this, content, resources, state, form, holder).run();
    this.#form = outer;
    this.#open -= content.length;
  }

  font(resources: PdfDict, name: string): PlainFont | undefined {
    let named = this.#named.get(resources);
    if (!named) this.#named.set(resources, (named = new Map<string, PlainFont | undefined>()));
    if (!named.has(name)) named.set(name, this.#findFont(resources, name));
    return named.get(name);
  }

  #findFont(resources: PdfDict, name: string): PlainFont | undefined {
    const value = this.file.dictOf(resources.get('Font'))?.get(name);
    return value === undefined ? undefined : this.fonts.font(value);
  }

  show(object: TextObject): void {
    if (this.objects.length >= MAX_OBJECTS) giveUp('many objects');
    this.objects.push(object);
  }

  draw(resources: PdfDict, name: string, state: TextState): void {
    const drawn = this.file.resolve(this.#resource(resources, 'XObject', name));
    if (!(drawn instanceof PdfStream)) return giveUp('nothing to draw');
    const kind = this.file.nameOf(drawn.dict.get('Subtype'));
    if (kind === 'Image') {
      this.pictured = true;
    } else if (kind === 'Form') {
      this.#drawForm(drawn, resources, state);
    } else {
      giveUp('odd thing to draw');
    }
  }

  checkState(resources: PdfDict, name: string): void {
    const state = this.file.dictOf(this.#resource(resources, 'ExtGState', name));
    if (!state || state.has('Font')) giveUp('odd state');
  }

  checkMark(resources: PdfDict, mark: PdfDict | string): void {
    const found = typeof mark === 'string' ? this.file.dictOf(this.#resource(resources, 'Properties', mark)) : mark;
    if (!found || found.has('ActualText')) giveUp('text in other words');
  }

  tick(): void {
    this.#operators += 1;
    if (this.#operators % LOOK_EVERY === 0 && performance.now() > this.until) giveUp('time');
  }

  #drawForm(stream: PdfStream, parent: PdfDict, state: TextState): void {
    if (this.#depth >= MAX_DEPTH) giveUp('deep forms');
    const { dict } = stream;
    const resources = dict.has('Resources') ? this.file.dictOf(dict.get('Resources')) : parent;
    if (!resources) return giveUp('odd form');
    const content = this.file.decoded(stream);
    this.#depth += 1;
    this.read(content, resources, state.inner(this.#matrix(dict)), state.matrix.followedBy(this.#form));
    this.#depth -= 1;
  }

  /** Each kind of resource is looked for in the form only; PDFium looks into the page for kinds that the form lacks. */
  #resource(resources: PdfDict, kind: string, name: string): PdfValue {
    const named = this.file.dictOf(resources.get(kind));
    const value = named?.get(name);
    return value ?? giveUp('resource missing');
  }

  #matrix(dict: PdfDict): Matrix {
    if (!dict.has('Matrix')) return IDENTITY;
    const numbers = this.file.arrayOf(dict.get('Matrix'))?.map((item) => this.file.resolve(item));
    if (numbers?.length !== 6) return giveUp('odd matrix');
    const [a, b, c, d, e, f] = numbers.map((item) => (typeof item === 'number' ? fround(item) : giveUp('odd matrix')));
    return new Matrix(a!, b!, c!, d!, e!, f!);
  }
}
