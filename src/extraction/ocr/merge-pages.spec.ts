import { describe, expect, it } from '@jest/globals';
import type { RawExtraction, RawPage } from '../extraction.js';
import { warning } from '../warnings.js';
import { mergePages, type PageOutcome, pagesToRecognise } from './merge-pages.js';

const scanned: RawPage = { text: '', status: 'no_text_layer', wants: 'ocr' };
const recognised = (text: string, confidence = 0.95): PageOutcome => ({ text, confidence, blank: false });

function raw(pages: RawPage[], more: Partial<RawExtraction> = {}): RawExtraction {
  return { pages, warnings: [], metadata: {}, ...more };
}

function merge(extraction: RawExtraction, outcomes: Record<number, PageOutcome>): RawExtraction {
  return mergePages(extraction, new Map(Object.entries(outcomes).map(([page, outcome]) => [Number(page), outcome])));
}

describe(pagesToRecognise.name, () => {
  it('counts from one', () => {
    expect(pagesToRecognise(raw([{ text: 'a' }, scanned, { text: '', status: 'empty' }, scanned]))).toEqual([2, 4]);
  });
});

describe(mergePages.name, () => {
  it('gives scanned pages their text, and says which', () => {
    const warnings = [warning('pages_without_text', { detail: '2-4' })];
    const { pages, warnings: said } = merge(raw([{ text: 'typed' }, scanned, scanned, scanned], { warnings }), {
      2: recognised('two', 0.9),
      3: { text: '', confidence: 0, blank: false },
      4: { text: '', confidence: 0, blank: true },
    });
    expect(pages).toEqual([
      { text: 'typed' },
      { text: 'two', confidence: 0.9 },
      { text: '', status: 'no_text_layer' },
      { text: '', status: 'empty' },
    ]);
    expect(said.map(({ code }) => code)).toEqual(['pages_without_text', 'recognised']);
    expect(said[0]?.message).toContain(': 3.');
    expect(said[1]?.message).toContain('2 (0.90)');
  });

  it('fails a page that could not be recognised, and keeps the layer of one that has any', () => {
    const stamped: RawPage = { text: 'Envelope 7', wants: 'ocr' };
    const { pages, warnings } = merge(raw([scanned, stamped]), {
      1: { failed: 'extract.timeout' },
      2: { failed: 'extract.crashed' },
    });
    expect(pages).toMatchObject([{ text: '', status: 'failed' }, { text: 'Envelope 7' }]);
    expect(pages[1]).not.toHaveProperty('confidence');
    expect(warnings).toMatchObject([
      { code: 'page_not_recognised', page: 1, message: expect.stringContaining('extract.timeout') },
      { code: 'page_not_recognised', page: 2 },
    ]);
  });

  it('takes a stamp for less than what the page says, and a good layer for more than a poor reading', () => {
    const layer: RawPage = { text: 'Envelope 7', wants: 'ocr' };
    const warnings = [warning('page_may_be_scanned', { page: 1 })];
    const better = merge(raw([layer], { warnings }), { 1: recognised('Envelope 7 and the whole contract') });
    expect(better.pages).toMatchObject([{ text: 'Envelope 7 and the whole contract', confidence: 0.95 }]);
    expect(better.warnings.map(({ code }) => code)).toEqual(['recognised']);
    for (const poorer of [recognised('Env'), recognised('Envelope 7 and noise', 0.4)]) {
      const kept = merge(raw([layer], { warnings }), { 1: poorer });
      expect(kept.pages).toMatchObject([{ text: 'Envelope 7' }]);
      expect(kept.warnings).toEqual(warnings);
    }
  });

  it('replaces a layer that cannot be read by less', () => {
    const garbage: RawPage = { text: 'Ϡϡ'.repeat(30), wants: 'ocr' };
    const warnings = [warning('unreadable_characters', { page: 1 })];
    const { pages } = merge(raw([garbage], { warnings }), { 1: recognised('What the page really says') });
    expect(pages[0]?.text).toBe('What the page really says');
  });

  it('warns of what is unsure', () => {
    const { warnings } = merge(raw([scanned]), { 1: recognised('perhaps', 0.62) });
    expect(warnings).toContainEqual(expect.objectContaining({ code: 'low_confidence', page: 1 }));
  });

  it('takes the anchors of remarks off pages whose text is another now', () => {
    const remarks = [1, 2].map((page) => ({
      kind: 'comment' as const,
      text: `on ${page}`,
      page,
      at: { block: 0, start: 0, end: 1 },
    }));
    const merged = merge(raw([scanned, { text: 'typed' }], { remarks }), { 1: recognised('one') });
    expect(merged.remarks).toEqual([{ kind: 'comment', text: 'on 1', page: 1 }, remarks[1]]);
  });
});
