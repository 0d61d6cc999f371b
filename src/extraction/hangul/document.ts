import type { RawRemark } from '../extraction.js';
import type { WarningList } from '../warnings.js';
import { Characters } from './characters.js';
import { type FlowBlock, plainText } from './flow.js';
import { NumberCounter } from './numbering.js';
import type { HangulContent } from './lay-out.js';
import { PageTracker } from './page-tracker.js';

/** Lists of paragraphs deeper in each other than this (cells of tables of cells ...) are left out. */
export const MAX_DEPTH = 30;

/** What is gathered of a document while it is read, whichever of the formats it is in. */
export class HangulDocument {
  readonly characters = new Characters();
  readonly counter = new NumberCounter();
  readonly tracker = new PageTracker();
  readonly body: FlowBlock[] = [];
  readonly endnotes: string[] = [];
  readonly margins: RawRemark[] = [];
  /** Pages, from 0, that show pictures. */
  readonly pictures = new Set<number>();
  #footnotes = 0;
  #endnotes = 0;

  constructor(readonly warnings: WarningList) {}

  /** Text that stands on every page, or on none in particular. */
  margin(kind: RawRemark['kind'], blocks: readonly FlowBlock[]): void {
    const text = plainText(blocks);
    if (text !== '') this.margins.push({ kind, text });
  }

  /** The mark of the next footnote: its number where the document says one. */
  footnoteMark(number: string): string {
    this.#footnotes += 1;
    return `[${number || this.#footnotes}]`;
  }

  /** Endnotes are told from footnotes by their small Roman numbers. */
  endnoteMark(number: string): string {
    this.#endnotes += 1;
    return `[${number || this.#endnotes}]`;
  }

  content(): HangulContent {
    if (this.characters.lost) this.warnings.add('symbols_skipped');
    const { known: knowsPages, page } = this.tracker;
    return {
      body: this.body,
      endnotes: this.endnotes,
      margins: this.margins,
      knowsPages,
      pages: page + 1,
      pictures: this.pictures,
    };
  }
}
