import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type Bitmap, type Box, toPgm } from './bitmap.js';

/**
 * The languages that are recognised: English alone is faster; Korean texts hold Latin words as a rule, which Korean alone
 * does not know.
 */
export type OcrLanguage = 'eng' | 'kor' | 'kor+eng';

/** How the engine looks for text: in columns and paragraphs, in lines of one block, in one line. The values are Tesseract's. */
export const layouts = { page: '3', column: '4', block: '6', line: '7' } as const;

export type OcrLayout = keyof typeof layouts;

/** A word as the engine found it, or a piece of one: Korean comes in pieces. */
export interface OcrWord extends Box {
  text: string;
  /** Whether a space stands before it, or the beginning of its line. */
  spaced: boolean;
  /** 0 to 1. */
  confidence: number;
  /** Words of the same line have the same number; it is unique in one answer. */
  line: number;
}

/** What is used of Tesseract's C++ interface, as compiled to WebAssembly. */
interface TesseractApi {
  Init(path: null, languages: string, mode: number): number;
  SetVariable(name: string, value: string): boolean;
  SetImageFile(exif: number, angle: number): number;
  Recognize(monitor: null): number;
  GetTSVText(page: number): string;
  GetUTF8Text(): string;
  Clear(): void;
}

interface TesseractModule {
  TessBaseAPI: new () => TesseractApi;
  FS: { writeFile(path: string, data: Uint8Array): void };
  HEAPU8?: Uint8Array;
}

type Core = (options: object) => Promise<TesseractModule>;

const require = createRequire(import.meta.url);

/** Builds of the engine, the fastest first; which of them starts depends on the processor. */
const BUILDS = ['relaxedsimd-lstm', 'simd-lstm', 'lstm'];

/** The neural network alone, without the older engine. */
const LSTM_ONLY = 1;

/** The resolution that text is assumed to have: pictures are scaled to it. */
const DPI = '300';

/** Tesseract, in this process. It is not re-entrant: one page after the other. */
export class OcrEngine {
  readonly #module: TesseractModule;
  readonly #apis = new Map<OcrLanguage, TesseractApi>();
  readonly #data = new Set<string>();

  private constructor(module: TesseractModule) {
    this.#module = module;
  }

  static async start(): Promise<OcrEngine> {
    const silent = { print: () => undefined, printErr: () => undefined, TesseractProgress: () => undefined };
    let failure: unknown;
    for (const build of BUILDS) {
      try {
        const core = require(`tesseract.js-core/tesseract-core-${build}`) as Core;
        return new OcrEngine(await core(silent));
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }

  /**
   * Recognises the words of a picture of dark text on white.
   *
   * @param characters the only ones it may find; all when left out.
   */
  async recognise(bitmap: Bitmap, language: OcrLanguage, layout: OcrLayout, characters = ''): Promise<OcrWord[]> {
    const api = await this.#open(language);
    api.SetVariable('tessedit_pageseg_mode', layouts[layout]);
    api.SetVariable('tessedit_char_whitelist', characters);
    this.#module.FS.writeFile('/input', toPgm(bitmap));
    try {
      if (api.SetImageFile(1, 0) === 1) return [];
      api.Recognize(null);
      return readWords(api.GetTSVText(0), api.GetUTF8Text());
    } finally {
      api.Clear();
      this.#module.FS.writeFile('/input', new Uint8Array());
    }
  }

  async #open(language: OcrLanguage): Promise<TesseractApi> {
    const opened = this.#apis.get(language);
    if (opened) return opened;
    for (const part of language.split('+')) await this.#load(part);
    const api = new this.#module.TessBaseAPI();
    if (api.Init(null, language, LSTM_ONLY) !== 0) throw new Error(`The trained data of ${language} cannot be used`);
    api.SetVariable('user_defined_dpi', DPI);
    // Korean is written from left to right in all that is uploaded here; the search for columns of it finds them everywhere.
    api.SetVariable('textord_tabfind_vertical_text', '0');
    this.#apis.set(language, api);
    return api;
  }

  async #load(part: string): Promise<void> {
    if (this.#data.has(part)) return;
    const folder = dirname(require.resolve(`@tesseract.js-data/${part}/package.json`));
    const packed = await readFile(join(folder, '4.0.0_best_int', `${part}.traineddata.gz`));
    this.#module.FS.writeFile(`./${part}.traineddata`, gunzipSync(packed));
    this.#data.add(part);
  }
}

/** Level of the rows of Tesseract's table that are words. */
const WORD = '5';

/**
 * Reads Tesseract's table: level, page, block, paragraph, line, word, left, top, width, height, confidence, text.
 *
 * @param text the same words as running text, which alone tells where the spaces of Korean are.
 */
export function readWords(table: string, text: string): OcrWord[] {
  const words: OcrWord[] = [];
  let at = 0;
  let line = 0;
  let place = '';
  for (const row of table.split('\n')) {
    const [level, page, block, paragraph, lineNumber, , left, top, width, height, confidence, ...rest] =
      row.split('\t');
    const word = rest.join('\t').trim();
    if (level !== WORD || word === '') continue;
    const found = text.indexOf(word, at);
    const spaced = found !== at || found === 0;
    if (found >= 0) at = found + word.length;
    const here = [page, block, paragraph, lineNumber].join(' ');
    if (here !== place) line += 1;
    place = here;
    const box = { left: Number(left), top: Number(top) };
    words.push({
      text: word,
      spaced,
      confidence: Math.min(1, Math.max(0, Number(confidence) / 100)),
      line,
      ...box,
      right: box.left + Number(width),
      bottom: box.top + Number(height),
    });
  }
  return words;
}
