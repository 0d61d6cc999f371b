import type { RawExtraction, RawPage } from '../extraction.js';
import { pageRanges, type Warning, warning } from '../warnings.js';
import type { RecognisedPage } from './recognised-page.js';

/** What became of a page that was to be recognised; a code tells why it failed. */
export type PageOutcome = RecognisedPage | { failed: string };

/** A layer that is to be distrusted, or a stamp on a scan, gives way to a text that is so sure. */
const TRUSTED = 0.6;

/** It must hold so much of what the layer holds: letters of a layer that can be read, and of one that cannot. */
const READABLE_SHARE = 0.9;
const UNREADABLE_SHARE = 0.3;

/** Pages less sure than this are warned of. */
const LOW_CONFIDENCE = 0.75;

/** Warnings of a text layer that has been replaced. */
const OF_LAYER: ReadonlySet<string> = new Set(['unreadable_characters', 'page_may_be_scanned']);

/** The numbers, from 1, of the pages that want to be recognised. */
export function pagesToRecognise({ pages }: RawExtraction): number[] {
  return pages.flatMap(({ wants }, index) => (wants === 'ocr' ? [index + 1] : []));
}

/**
 * Puts recognised pages in the place of what a reader found. A page that failed keeps the text of its layer; without one it is `failed`.
 *
 * @param outcomes by page number; pages that are not in it stay as they are.
 */
export function mergePages(raw: RawExtraction, outcomes: ReadonlyMap<number, PageOutcome>): RawExtraction {
  const merge = new Merge(raw, outcomes);
  return merge.run();
}

class Merge {
  readonly #replaced = new Set<number>();
  readonly #warnings: Warning[] = [];
  readonly #unreadable: ReadonlySet<number>;

  constructor(
    private readonly raw: RawExtraction,
    private readonly outcomes: ReadonlyMap<number, PageOutcome>,
  ) {
    const unreadable = raw.warnings.filter(({ code }) => code === 'unreadable_characters');
    this.#unreadable = new Set(unreadable.flatMap(({ page }) => (page === undefined ? [] : [page])));
  }

  run(): RawExtraction {
    const pages = this.raw.pages.map((page, index) => this.#mergePage(page, index + 1));
    const kept = this.raw.warnings.filter(({ code, page }) => {
      return code !== 'pages_without_text' && !(OF_LAYER.has(code) && this.#replaced.has(page ?? 0));
    });
    const without = pages.flatMap(({ status }, index) => (status === 'no_text_layer' ? [index + 1] : []));
    return {
      ...this.raw,
      pages,
      warnings: [
        ...kept,
        ...(without.length > 0 ? [warning('pages_without_text', { detail: pageRanges(without) })] : []),
        ...this.#recognised(pages),
        ...this.#warnings,
      ],
      // Where the text they were anchored in is gone, remarks stand by their page.
      remarks: this.raw.remarks?.map(({ at, ...remark }) =>
        at && !this.#replaced.has(remark.page ?? 0) ? { ...remark, at } : remark,
      ),
    };
  }

  #mergePage(page: RawPage, number: number): RawPage {
    const outcome = this.outcomes.get(number);
    if (!outcome) return page;
    const { text, status } = page;
    const letters = lettersIn(contentOf(page));
    if ('failed' in outcome) {
      this.#warnings.push(warning('page_not_recognised', { page: number, detail: outcome.failed }));
      return letters > 0 ? { text, status } : { text, status: 'failed' };
    }
    if (outcome.text.trim() === '') return { text, status: outcome.blank && letters === 0 ? 'empty' : status };
    if (letters > 0 && !this.#isBetter(outcome, letters, number)) return { text, status };
    this.#replaced.add(number);
    if (outcome.confidence < LOW_CONFIDENCE) {
      const detail = outcome.confidence.toFixed(2);
      this.#warnings.push(warning('low_confidence', { page: number, detail }));
    }
    return { text: outcome.text, confidence: outcome.confidence };
  }

  #isBetter({ text, confidence }: RecognisedPage, letters: number, number: number): boolean {
    const share = this.#unreadable.has(number) ? UNREADABLE_SHARE : READABLE_SHARE;
    return confidence >= TRUSTED && lettersIn(text) >= letters * share;
  }

  #recognised(pages: readonly RawPage[]): Warning[] {
    const numbers = [...this.#replaced];
    if (numbers.length === 0) return [];
    const sum = numbers.reduce((total, number) => total + (pages[number - 1]?.confidence ?? 0), 0);
    return [warning('recognised', { detail: `${pageRanges(numbers)} (${(sum / numbers.length).toFixed(2)})` })];
  }
}

function contentOf({ text }: RawPage): string {
  if (typeof text === 'string') return text;
  return text
    .map((block) => ('rows' in block ? block.rows.flat().map((cell) => cell.text) : [block.text]))
    .flat()
    .join('\n');
}

function lettersIn(text: string): number {
  return text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
}
