import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AnalysisView } from '../../analyses/analysis.views.js';
import type { Finding } from '../../analyses/analyst.js';
import { renderContest } from './contest.js';
import { renderDocuments } from './documents.js';
import { renderModels } from './models.js';
import { renderReview } from './review.js';
import { renderSummary } from './summary.js';
import { columnsOf } from './text.js';

beforeAll(() => {
  Object.defineProperty(process.stdout, 'columns', { value: 120, configurable: true });
});

const usage = {
  calls: 0,
  promptTokens: 0,
  completionTokens: 0,
  reasoningTokens: 0,
  cachedTokens: 0,
  cost: 0,
  milliseconds: 41.6,
};

function analysis(results: Partial<AnalysisView>, language = 'en'): AnalysisView {
  return {
    parameters: {},
    coverage: { pages: [1, 2], pagesTotal: 2, characters: 100, charactersTotal: 100, ratio: 1 },
    provenance: { snapshot: 'lexicon-1', parameters: { playbook: `default.${language}@1.0.0` } },
    usage,
    warnings: [],
    ...results,
  } as AnalysisView;
}

function finding(
  clauseType: string,
  severity: Finding['severity'],
  quotes: string[],
  rest: Partial<Finding> = {},
): Finding {
  const citations = quotes.map((quote, index) => ({ start: 0, end: quote.length, page: index + 9, quote }));
  return { rule: 'r', clauseType, outcome: 'present', severity, rationale: '', confidence: null, citations, ...rest };
}

const lines = (text: string): string[] => text.split('\n');

describe(renderReview.name, () => {
  it('puts the gravest first, each with the page and the words it rests on', () => {
    const findings = [
      finding('Governing Law', 'info', ['governed by\nthe laws of Ontario']),
      finding('Insurance', 'low', [], { outcome: 'missing', rationale: 'Nothing was found.' }),
      finding('Cap on Liability', 'high', ['shall not exceed', 'in the aggregate']),
    ];
    expect(lines(renderReview(analysis({ findings })))).toEqual([
      'severity  clause            outcome  page  quote',
      'high      Cap on Liability  present     9  “shall not exceed” (+1)',
      'low       Insurance         missing        Nothing was found.',
      'info      Governing Law     present     9  “governed by the laws of Ontario”',
      '',
      'Read 100 % of the text (2 of 2 pages) · lexicon-1 · no cost · 42 ms',
    ]);
  });

  it('names clauses in the language of the playbook', () => {
    const findings = [finding('Governing Law', 'info', ['대한민국 법률에 따른다'])];
    expect(renderReview(analysis({ findings }, 'ko'))).toContain('준거법');
    expect(renderReview(analysis({ findings }, 'en'))).toContain('Governing Law');
  });

  it('fits the columns there are, whatever the outcome and the script', () => {
    const long = '당사자는 본 계약을 위반하여 상대방에게 손해를 입힌 때에는 그 손해를 배상한다. '.repeat(5);
    const findings = [
      finding('Notice Period to Terminate Renewal', 'medium', [long, long], { outcome: 'unsupported' }),
      finding('Governing Law', 'info', [], { outcome: 'missing', rationale: long }),
    ];
    const [, first, second] = lines(renderReview(analysis({ findings })));
    for (const line of [first!, second!]) {
      expect(columnsOf(line)).toBeGreaterThan(115);
      expect(columnsOf(line)).toBeLessThanOrEqual(120);
    }
  });

  it('lets no quote steer the terminal', () => {
    expect(renderReview(analysis({ findings: [finding('Parties', 'info', ['A\x1b[2J\x07B'])] }))).toContain(
      '“A [2J B”',
    );
  });

  it('says what was not read, what it cost and what to beware of', () => {
    const rendered = renderReview(
      analysis({
        findings: [],
        coverage: { pages: [1], pagesTotal: 3, characters: 1, charactersTotal: 3, ratio: 0.9999 },
        usage: { ...usage, calls: 2, promptTokens: 900, completionTokens: 100, cost: 0.01234, milliseconds: 5 },
        warnings: [{ code: 'part_failed', message: 'A part could not be read.' }],
      }),
    );
    expect(rendered).toContain(
      'Read 99.9 % of the text (1 of 3 pages) · lexicon-1, 2 calls, 1000 tokens · $0.0123 · 5 ms',
    );
    expect(rendered).toContain('warning: A part could not be read. [part_failed]');
    expect(renderReview(analysis({ findings: [], usage: { ...usage, cost: null } }))).toContain('cost unknown');
  });
});

describe(renderSummary.name, () => {
  const sentences = [
    {
      text: 'Revenue grew.',
      section: '1 Results',
      citations: [1, 1, 2].map((page) => ({ start: 0, end: 1, page, quote: 'x' })),
    },
    { text: '• 매출이 늘었다.', section: '2 국문', citations: [{ start: 0, end: 1, page: 8, quote: 'x' }] },
    { text: '-4% is a fall.', section: '2 국문', citations: [{ start: 0, end: 1, page: 9, quote: 'x' }] },
  ];

  it('gives each sentence one mark and its pages', () => {
    expect(lines(renderSummary(analysis({ sentences })))).toEqual([
      '• Revenue grew. (p. 1, 2)',
      '• 매출이 늘었다. (p. 8)',
      '• -4% is a fall. (p. 9)',
      '',
      'Read 100 % of the text (2 of 2 pages) · lexicon-1 · no cost · 42 ms',
    ]);
  });

  it('has a heading for each section where sections were asked for', () => {
    expect(lines(renderSummary(analysis({ sentences, parameters: { style: 'sections' } }))).slice(0, 6)).toEqual([
      '1 Results',
      '• Revenue grew. (p. 1, 2)',
      '',
      '2 국문',
      '• 매출이 늘었다. (p. 8)',
      '• -4% is a fall. (p. 9)',
    ]);
  });
});

describe(renderDocuments.name, () => {
  it('has a row a file, and below what is to be said of single ones', () => {
    const row = { id: 'x', status: 'ready' as const, pages: 11, characters: 41_739, language: 'en', warnings: [] };
    const rendered = renderDocuments([
      { ...row, file: 'a.pdf', warnings: [{ code: 'no_text', message: 'The page has no text', page: 3 }] },
      { ...row, file: '계약.docx', pages: 9, characters: 938, language: 'ko' },
      {
        ...row,
        file: 'x\x1b[1m.pdf',
        id: null,
        status: 'failed',
        pages: null,
        characters: null,
        language: null,
        error: { code: 'extract.damaged', message: 'The file is damaged' },
      },
    ]);
    expect(lines(rendered)).toEqual([
      'status  pages  characters  language  file',
      'ready      11       41739  en        a.pdf',
      'ready       9         938  ko        계약.docx',
      'failed                               x [1m.pdf',
      '',
      'a.pdf: page 3: The page has no text [no_text]',
      'x [1m.pdf: The file is damaged [extract.damaged]',
    ]);
  });
});

describe(renderContest.name, () => {
  it('has a row a model, with what has no score left blank', () => {
    const score = { value: 0.53712, low: 0.5, high: 0.856 };
    const model = {
      runId: 'r',
      status: 'done',
      failed: 0,
      usage: { ...usage, milliseconds: 1500 },
      error: null,
      batches: [],
    };
    const rendered = renderContest({
      id: 'c-1',
      suite: 'sample',
      status: 'done',
      settings: {},
      models: [
        { ...model, model: 'embedded', cases: 3, metrics: { aupr: score, f1: score } },
        { ...model, model: 'solar', cases: 3, failed: 3, metrics: {}, usage: null },
      ],
    });
    expect(lines(rendered)).toEqual([
      'model     AUPR [95 %]         without Parties  P@80R  F1                  cases  failed  a case',
      'embedded  0.537 [0.50, 0.86]                          0.537 [0.50, 0.86]      3       0  500 ms',
      'solar                                                                         3       3',
      '',
      'Contest c-1 on sample. Every answer is stored; compare with: johang bench leaderboard sample',
    ]);
  });
});

describe(renderModels.name, () => {
  it('tells of a key only whether there is one', () => {
    const rendered = renderModels([
      {
        name: 'embedded',
        kind: 'embedded',
        modelId: 'e-1',
        provider: null,
        baseUrl: null,
        hasApiKey: false,
        settings: null,
        ownSettings: [],
        catalogueEntry: null,
        effort: null,
        warnings: [],
        createdAt: null,
      },
      {
        name: 'solar',
        kind: 'llm',
        modelId: 's-1',
        provider: 'x',
        baseUrl: 'http://x/v1',
        hasApiKey: true,
        settings: { contextWindow: 32_768 },
        ownSettings: [],
        catalogueEntry: null,
        effort: null,
        warnings: [],
        createdAt: null,
      },
    ]);
    expect(lines(rendered)).toEqual([
      'name      kind      model id  base URL           window  key',
      'embedded  embedded  e-1       (in this process)',
      'solar     llm       s-1       http://x/v1         32768  yes',
    ]);
  });
});
