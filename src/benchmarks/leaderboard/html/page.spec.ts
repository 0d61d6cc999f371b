import { describe, expect, it } from '@jest/globals';
import { Parser } from 'htmlparser2';
import type { LeaderboardReport, LeaderboardRow } from '../leaderboard.js';
import { decisionBar, scale, ticks } from './scale.js';
import { renderHtml } from './page.js';

const hostile = `</style><script>alert(1)</script>"><img src=x onerror='alert(2)'>`;

function row(model: string, value: number, more: Partial<LeaderboardRow> = {}): LeaderboardRow {
  const interval = { value, low: value - 0.05, high: value + 0.05 };
  return { model, metrics: { aupr: interval, f1: interval }, cases: 20, failed: 0, usage: null, ...more };
}

function report(more: Partial<LeaderboardReport> = {}): LeaderboardReport {
  return {
    suite: { name: 'cuad-sample', version: 1, hash: 'ab'.repeat(32), task: 'clause-extraction', cases: 20 },
    metric: 'aupr',
    rows: [
      row('first', 0.8),
      row(hostile, 0.6, {
        failed: 3,
        differenceToBest: { value: -0.2, low: -0.3, high: 0.01 },
        againstReference: { ratio: { value: 0.75, low: 0.7, high: 0.8 }, decision: 'not_met' },
      }),
    ],
    reference: { model: 'first', bar: 0.95 },
    generatedAt: '2026-01-02T03:04:05.000Z',
    curves: [
      {
        model: 'first',
        curve: [
          { threshold: 1, recall: 0, precision: 1 },
          { threshold: 0.5, recall: 0.5, precision: 0.8 },
          { threshold: 0, recall: 0.5, precision: 0.8 },
        ],
      },
      { model: hostile, curve: [] },
    ],
    categories: [
      { category: 'Insurance', label: { en: 'Insurance', ko: '보험' }, gold: 7, cases: 4, scores: { first: 0.5 } },
    ],
    provenance: {
      version: '0.1.0',
      revision: 'f'.repeat(40),
      seed: 7,
      resamples: 2000,
      confidence: 0.95,
      commands: ['johang bench run cuad-sample --models a,b', 'johang bench leaderboard cuad-sample'],
      models: [
        {
          model: hostile,
          snapshot: 'snap-1',
          runId: 'run-1',
          prompts: [{ name: 'extract', version: '2', hash: 'c'.repeat(64) }],
          parameters: { temperature: 0, note: hostile },
        },
      ],
    },
    ...more,
  };
}

interface Page {
  tags: { name: string; attributes: Record<string, string> }[];
  text: string;
}

/** The page as a browser would see it; throws on a tag that is closed in the wrong place. */
function parse(markup: string): Page {
  const page: Page = { tags: [], text: '' };
  const open: string[] = [];
  const empty = new Set(['meta', 'input', 'line', 'circle', 'path', '!doctype']);
  const parser = new Parser({
    onopentag: (name, attributes) => {
      page.tags.push({ name, attributes });
      open.push(name);
    },
    ontext: (text) => {
      if (!['style', 'title'].includes(open.at(-1) ?? '')) page.text += text;
    },
    onclosetag: (name, implied) => {
      const last = open.pop();
      if (last !== name || (implied && !empty.has(name))) throw new Error(`</${name}> closes <${last}>`);
    },
  });
  parser.end(markup);
  return page;
}

function of(page: Page, name: string): Record<string, string>[] {
  return page.tags.filter((tag) => tag.name === name).map((tag) => tag.attributes);
}

describe(renderHtml.name, () => {
  it('is well formed, and a name in it stays text', () => {
    const page = parse(renderHtml(report()));
    expect(of(page, 'script')).toEqual([]);
    expect(of(page, 'img')).toEqual([]);
    expect(page.text).toContain(hostile);
    expect(
      page.tags.flatMap(({ attributes }) => Object.keys(attributes)).filter((name) => name.startsWith('on')),
    ).toEqual([]);
  });

  it('loads nothing and runs nothing', () => {
    const markup = renderHtml(report());
    const page = parse(markup);
    const addresses = page.tags.flatMap(({ attributes }) => [
      attributes.src,
      attributes.href,
      attributes['xlink:href'],
    ]);
    expect(addresses.filter((address) => address !== undefined)).toEqual([]);
    expect(markup).not.toMatch(/url\(|@import|https?:/);
    expect(of(page, 'meta').find((meta) => meta['http-equiv'])?.content).toBe(
      "default-src 'none'; style-src 'unsafe-inline'",
    );
  });

  it('is labelled for assistive technology', () => {
    const page = parse(renderHtml(report()));
    const ids = new Set(page.tags.map(({ attributes }) => attributes.id).filter((id) => id !== undefined));
    const named = page.tags.flatMap(({ attributes }) =>
      (attributes['aria-labelledby'] ?? '').split(' ').filter(Boolean),
    );
    for (const id of named) expect(ids).toContain(id);
    expect(of(page, 'table')).toHaveLength(3);
    expect(of(page, 'caption')).toHaveLength(3);
    for (const { scope } of of(page, 'th')) expect(['col', 'row']).toContain(scope);
    const figures = of(page, 'svg').filter((svg) => svg['aria-hidden'] !== 'true');
    expect(figures).toHaveLength(2);
    for (const svg of figures) expect(svg).toMatchObject({ role: 'img' });
  });

  it.each(['en', 'ko'] as const)('opens in the language %p and holds both', (language) => {
    const page = parse(renderHtml(report(), language));
    expect(of(page, 'html')).toEqual([{ lang: language }]);
    expect(
      of(page, 'input')
        .filter((input) => 'checked' in input)
        .map((input) => input.id),
    ).toEqual([`language-${language}`]);
    for (const text of ['Leaderboard', '리더보드', 'Insurance', '보험', 'not told apart', '구별되지 않음']) {
      expect(page.text).toContain(text);
    }
  });

  it('shows the figures and what is needed to get them again', () => {
    const { text } = parse(renderHtml(report()));
    const folded = text.replace(/\s+/g, ' ');
    for (const part of ['0.800 [0.750, 0.850]', '−0.200 [−0.300, +0.010]', '0.750 [0.700, 0.800]', 'not met']) {
      expect(folded).toContain(part);
    }
    for (const part of ['ab'.repeat(32), 'f'.repeat(40), '2,000', '95 %', 'snap-1', 'run-1', 'extract 2']) {
      expect(folded).toContain(part);
    }
    expect(text).toContain('johang bench run cuad-sample --models a,b\njohang bench leaderboard cuad-sample');
  });

  it('draws the intervals and the curves to scale', () => {
    const page = parse(renderHtml(report()));
    const x = scale([0, 0.9], [200, 690]);
    const ranges = of(page, 'line').filter((line) => line.class === 'range');
    expect(ranges.map((line) => [Number(line.x1), Number(line.x2)])).toEqual([
      [x(0.75), x(0.85)],
      [x(0.55), x(0.65)],
    ]);
    const bar = of(page, 'line').find((line) => line.class === 'bar');
    expect(Number(bar?.x1)).toBe(x(0.95 * 0.8));
    expect(of(page, 'path').find((path) => path.class === 'curve series-0')?.d).toBe('M52 12L341 88');
  });

  it('does without what it is not given', () => {
    const bare = report({ rows: [row('only', 0.5)], reference: undefined, curves: undefined, categories: undefined });
    const page = parse(renderHtml(bare));
    expect(of(page, 'table')).toHaveLength(2);
    expect(page.text).not.toContain('Reference');
    expect(page.text).not.toContain('Precision and recall');
    const empty = parse(renderHtml(report({ rows: [] })));
    expect(empty.text).toContain('No model has been run on this suite yet.');
    expect(empty.text).toContain('ab'.repeat(32));
  });
});

describe('scales', () => {
  it('place, and mark even steps', () => {
    expect(scale([0, 2], [10, 20])(1)).toBe(15);
    expect(ticks([0, 1])).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(ticks([0, 0.3])).toEqual([0, 0.1, 0.2, 0.3]);
    expect(ticks([0, 0.9])).toEqual([0, 0.2, 0.4, 0.6, 0.8]);
  });

  it('have a bar only where the reference has a score', () => {
    expect(decisionBar(report())).toBeCloseTo(0.76, 12);
    expect(decisionBar(report({ reference: undefined }))).toBeNull();
    expect(decisionBar(report({ reference: { model: 'absent', bar: 0.95 } }))).toBeNull();
  });
});
