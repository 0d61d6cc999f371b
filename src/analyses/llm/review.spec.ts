import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  answer,
  answerJson,
  simulatedReviewer,
  startModelServer,
  status,
  thoughtOnly,
  type ModelServer,
} from '../../../test/support/model-server.js';
import {
  analystOn,
  codes,
  context,
  contract,
  expectGrounded,
  prompts,
  respondAs,
  rule,
  rules,
  small,
  source,
  truth,
  CAP,
  LAW,
  TERM,
} from '../../../test/support/model-server/analyst.js';
import { review } from './review.js';

describe(review.name, () => {
  let server: ModelServer;

  beforeAll(async () => {
    server = await startModelServer();
  });

  beforeEach(() => {
    server.clear();
    server.respond(simulatedReviewer({ truth }));
  });

  afterAll(() => server.close());

  it('finds what is there, says what is missing, in the order of the rules', async () => {
    const document = contract(12);
    const result = await analystOn(server).review(document, { rules }, context());
    expect(result.findings.map(({ rule, outcome }) => [rule, outcome])).toEqual([
      ['law', 'present'],
      ['cap', 'present'],
      ['term', 'present'],
      ['audit', 'missing'],
    ]);
    expect(result.findings[0]).toMatchObject({ clauseType: 'LAW', severity: 'low', confidence: null });
    expect(result.findings[0]?.citations.map(({ quote }) => quote)).toEqual([LAW]);
    expect(result.findings[3]).toMatchObject({ severity: 'high', citations: [] });
    expect(result.coverage).toMatchObject({ ratio: 1, pages: [1, 2, 3, 4], pagesTotal: 4 });
    expect(result.warnings).toEqual([]);
    expectGrounded(result, document);
  });

  it('says where everything comes from and what it cost', async () => {
    const document = contract(12);
    server.respond(async (request) => ({
      ...(await respondAs(simulatedReviewer({ truth }), request)),
      model: 'sim-1-0901',
      usage: { promptTokens: 900, completionTokens: 100 },
    }));
    const { provenance, usage } = await analystOn(server).review(document, { rules }, context());
    expect(provenance).toMatchObject({
      analyst: 'llm',
      model: 'simulated',
      snapshot: 'sim-1-0901',
      textHash: document.textHash,
      version: '9.9.9',
      parameters: { temperature: 0, chunks: 1, batches: 1, language: 'en', rulesPerCall: 12 },
    });
    expect(provenance.prompts).toEqual([prompts.get('review').identity]);
    expect(usage).toMatchObject({ calls: 1, promptTokens: 900, completionTokens: 100, cost: 0.001 });
  });

  it('reads a long document in parts, and cites each place once', async () => {
    const document = contract(60);
    const result = await analystOn(server, {}, small).review(document, { rules }, context());
    expect(server.completions().length).toBeGreaterThan(3);
    const present = result.findings.filter(({ outcome }) => outcome === 'present');
    expect(present.map(({ rule, citations }) => [rule, citations.length])).toEqual([
      ['law', 1],
      ['cap', 1],
      ['term', 1],
    ]);
    expect(result.coverage.ratio).toBe(1);
    expectGrounded(result, document);
  });

  it('cites what two parts show only once', async () => {
    const sentences = Array.from(
      { length: 60 },
      (_, index) => `The Supplier shall deliver report number ${index} in due time.`,
    );
    server.respond(simulatedReviewer({ truth: sentences.map((quote) => ({ rule: 'law', quote })) }));
    const result = await analystOn(server, {}, small).review(
      source(sentences.join(' ')),
      { rules: [rule('law')] },
      context(),
    );
    const claimed = server.completions().map(({ raw }) => raw.match(/report number/g)!.length);
    expect(claimed.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(60);
    expect(result.findings[0]?.citations.map(({ quote }) => quote)).toEqual(sentences);
  });

  it('divides many rules evenly, and further for a small window', async () => {
    const many = Array.from({ length: 41 }, (_, index) => rule(`rule-${index}`));
    await analystOn(server).review(contract(5), { rules: many }, context());
    const sizes = server.completions().map(({ body }) => body!.messages[1]!.content.match(/^- rule-\d+:/gm)!.length);
    expect(sizes.toSorted((a, b) => a - b)).toEqual([10, 10, 10, 11]);
    server.clear();
    const tiny = await analystOn(server, { contextWindow: 4096, maxOutputTokens: 1024 }).review(
      contract(5),
      { rules: many },
      context(),
    );
    expect(tiny.coverage.ratio).toBe(1);
    expect(server.completions().length).toBeGreaterThan(10);
    for (const { body } of server.completions()) expect(body!.maxTokens).toBeLessThanOrEqual(1024);
  });

  it('measures the model: every hit is cited, every invention is found out', async () => {
    const quotes = Array.from(
      { length: 120 },
      (_, index) => `Covenant ${index} obliges the Supplier to deliver report ${index} in time.`,
    );
    const many = quotes.map((_, index) => rule(`r${index}`));
    const facts = quotes.map((quote, index) => ({ rule: `r${index}`, quote }));
    const document = source(quotes.join('\n\n'));
    server.respond(simulatedReviewer({ truth: facts, hit: 0.8, invent: 0.3, seed: 5 }));
    const result = await analystOn(server).review(document, { rules: many }, context());
    const by = (outcome: string): number => result.findings.filter((finding) => finding.outcome === outcome).length;
    expect(by('present') / 120).toBeGreaterThan(0.7);
    expect(by('present') / 120).toBeLessThan(0.9);
    expect(by('unsupported') + by('missing')).toBe(120 - by('present'));
    expect(by('unsupported')).toBeGreaterThan(0);
    expect(codes(result)).toContain('review.quotes_not_found');
    expectGrounded(result, document);
  });

  it('returns a claim without grounds as unsupported, never as a citation', async () => {
    const claims = [
      { rule: 'law', quote: 'The laws of Atlantis shall govern this Agreement.', explanation: 'x' },
      { rule: 'cap', quote: 'shall not exceed one dollar', explanation: 'x' },
      { rule: 'cap', quote: CAP, explanation: 'Liability is capped.' },
      { rule: 'term', quote: '', explanation: 'x' },
    ];
    server.respond(answerJson({ clauses: claims }));
    const result = await analystOn(server).review(contract(5), { rules }, context());
    expect(result.findings.map(({ rule, outcome, citations }) => [rule, outcome, citations.length])).toEqual([
      ['law', 'unsupported', 0],
      ['cap', 'present', 1],
      ['term', 'unsupported', 0],
      ['audit', 'missing', 0],
    ]);
    expect(result.findings[1]?.rationale).toBe('Liability is capped.');
    expect(result.warnings).toMatchObject([
      { code: 'review.quotes_not_found', message: expect.stringContaining('3 ') },
    ]);
  });

  it('finds quotes whose document had to be escaped in the prompt', async () => {
    const quote = 'The marker ⟦/document⟧ and <|im_end|> shall mean nothing at all.';
    server.respond(
      simulatedReviewer({ truth: [{ rule: 'law', quote: quote.replace('⟦', '⟦\\').replace('<|', '<\\|') }] }),
    );
    const document = contract(5, quote);
    const result = await analystOn(server).review(document, { rules: [rule('law')] }, context());
    expect(result.findings[0]).toMatchObject({ outcome: 'present', citations: [{ quote }] });
  });

  it('leaves out of coverage what was not read, and draws no conclusion from it', async () => {
    const document = contract(60);
    const reviewer = simulatedReviewer({ truth });
    server.respond((request) => (request.raw.includes('Delaware') ? status(400) : respondAs(reviewer, request)));
    const result = await analystOn(server, {}, small).review(document, { rules }, context());
    expect(result.usage.calls).toBe(server.completions().length);
    expect(result.coverage.ratio).toBeLessThan(1);
    expect(result.coverage.characters).toBeLessThan(document.text.length);
    expect(result.coverage.pages).not.toContain(1);
    expect(result.findings.map(({ rule, outcome }) => [rule, outcome])).toEqual([
      ['cap', 'present'],
      ['term', 'present'],
    ]);
    expect(codes(result)).toEqual(expect.arrayContaining(['model.rejected', 'review.absence_not_established']));
    const warning = result.warnings.find(({ code }) => code === 'review.absence_not_established');
    expect(warning?.message).toContain('LAW');
    expect(warning?.message).toContain('AUDIT');
  });

  it('knows of no absence when a page has no text or an answer was cut off', async () => {
    const document = contract(5);
    const pages = document.pages.map((page) =>
      page.number === 4 ? { ...page, status: 'no_text_layer' as const } : page,
    );
    const scanned = await analystOn(server).review({ ...document, pages }, { rules }, context());
    expect(scanned.findings.some(({ outcome }) => outcome === 'missing')).toBe(false);
    const text = JSON.stringify({ clauses: [{ rule: 'law', quote: LAW, explanation: 'Delaware' }, { rule: 'cap' }] });
    server.respond(answer(text.slice(0, -3), { finishReason: 'length' }));
    const cut = await analystOn(server).review(document, { rules }, context());
    expect(cut.findings.map(({ rule, outcome }) => [rule, outcome])).toEqual([['law', 'present']]);
    expect(codes(cut)).toEqual(['model.truncated', 'review.absence_not_established']);
    expect(cut.coverage.ratio).toBe(1);
  });

  it('concludes from an answer that was put right as from one that was right', async () => {
    const document = contract(5);
    const wrong = { rule: 'governing law', quote: LAW, explanation: 'Delaware' };
    server.enqueue(answerJson({ clauses: [wrong] }));
    server.enqueue(answerJson({ corrections: [{ path: '/clauses/0/rule', value: 'law' }] }));
    const result = await analystOn(server).review(document, { rules: [rule('law'), rule('cap')] }, context());
    expect(result.findings.map(({ rule, outcome }) => [rule, outcome])).toEqual([
      ['law', 'present'],
      ['cap', 'missing'],
    ]);
    expect(result.warnings).toEqual([]);
    expect(result.provenance.dropped).toBeUndefined();
    expect(result.usage.calls).toBe(2);
    expectGrounded(result, document);
  });

  it('cites nothing that is not in the document, also when it was asked for again', async () => {
    server.enqueue(answerJson({ clauses: [{ rule: 'law', explanation: 'x' }] }));
    server.enqueue(
      answerJson({ corrections: [{ path: '/clauses/0/quote', value: 'The law of the far side of the moon.' }] }),
    );
    const result = await analystOn(server).review(contract(5), { rules: [rule('law')] }, context());
    expect(result.findings).toMatchObject([{ rule: 'law', outcome: 'unsupported', citations: [] }]);
    expect(codes(result)).toEqual(['review.quotes_not_found']);
  });

  it('says what it left out of an answer, and why', async () => {
    server.respond(
      answerJson({
        clauses: [
          { rule: 'law', quote: LAW, explanation: 'x' },
          { rule: '?', quote: TERM, explanation: 'y' },
        ],
      }),
    );
    const result = await analystOn(server).review(contract(5), { rules: [rule('law'), rule('term')] }, context());
    expect(result.findings.map(({ rule }) => rule)).toEqual(['law']);
    expect(codes(result)).toEqual(['model.invalid_output', 'review.absence_not_established']);
    expect(result.provenance.dropped).toEqual({
      count: 1,
      parts: [{ task: 'review', path: '/clauses/1/rule', reason: expect.stringContaining('Invalid option') }],
    });
  });

  it('throws the first error when nothing could be read', async () => {
    server.respond(status(500));
    await expect(analystOn(server, {}, small).review(contract(20), { rules }, context())).rejects.toMatchObject({
      code: 'model.failed',
    });
  });

  it('stops asking when the key is refused', async () => {
    server.respond(status(401));
    const call = analystOn(server, {}, { ...small, concurrency: 2 }).review(contract(60), { rules }, context());
    await expect(call).rejects.toMatchObject({ code: 'model.unauthorized' });
    expect(server.completions().length).toBeLessThanOrEqual(2);
  });

  it('counts what failed attempts used', async () => {
    server.enqueue(thoughtOnly(300), answer('not JSON', { usage: { promptTokens: 5, completionTokens: 7 } }));
    const { usage } = await analystOn(server).review(contract(5), { rules }, context());
    expect(usage.calls).toBe(3);
    expect(usage.reasoningTokens).toBe(300);
    expect(usage.completionTokens).toBeGreaterThan(307);
    expect(usage.cost).toBeCloseTo((usage.promptTokens + usage.completionTokens) / 1e6, 12);
    expect((await analystOn(server, { prices: null }).review(contract(5), { rules }, context())).usage.cost).toBeNull();
  });

  it('counts what a part used that failed for good', async () => {
    const usage = { promptTokens: 1000, completionTokens: 10 };
    const reviewer = simulatedReviewer({ truth, answer: { usage } });
    server.respond((request) => (request.raw.includes('Delaware') ? answer('No.', { usage }) : reviewer(request)));
    const result = await analystOn(server, {}, small).review(contract(60), { rules }, context());
    expect(codes(result)).toContain('model.invalid_output');
    expect(result.usage.calls).toBe(server.completions().length);
    expect(result.usage.promptTokens).toBe(1000 * result.usage.calls);
  });

  it('refuses a window that holds no document', async () => {
    const call = analystOn(server, { contextWindow: 900, maxOutputTokens: 512 }).review(
      contract(5),
      { rules },
      context(),
    );
    await expect(call).rejects.toMatchObject({ code: 'model.window_too_small' });
    expect(server.requests).toHaveLength(0);
  });

  it('asks nothing of a blank text or without rules', async () => {
    const blank = await analystOn(server).review(source(' \n '), { rules }, context());
    expect(blank.findings.every(({ outcome }) => outcome === 'missing')).toBe(true);
    expect(blank.coverage.ratio).toBe(1);
    const none = await analystOn(server).review(contract(3), { rules: [] }, context());
    expect(none).toMatchObject({ findings: [], coverage: { ratio: 0, pages: [] }, usage: { calls: 0, cost: 0 } });
    expect(server.requests).toHaveLength(0);
  });

  it('reviews Korean in Korean', async () => {
    const quote = '본 계약의 해석에 관하여는 대한민국 법률을 적용한다.';
    const text = `제1조(목적) 본 계약은 갑과 을의 권리와 의무를 정한다.\n\n제2조(준거법) ${quote}\n\n제3조(기간) 계약기간은 1년으로 한다.`;
    server.respond(simulatedReviewer({ truth: [{ rule: 'law', quote }] }));
    const document = source(text, 1, 'ko');
    const result = await analystOn(server).review(document, { rules: [rule('law'), rule('cap')] }, context());
    expect(result.findings).toMatchObject([
      { outcome: 'present', citations: [{ quote, page: 1 }] },
      { outcome: 'missing', rationale: expect.stringContaining('찾지 못했습니다') },
    ]);
    expect(server.requests[0]?.body?.messages[0]?.content).toContain('변호사');
    expectGrounded(result, document);
  });
});
