import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  answerJson,
  simulatedReviewer,
  startModelServer,
  status,
  type ModelServer,
} from '../../../test/support/model-server.js';
import {
  analystOn,
  codes,
  context,
  contract,
  expectGrounded,
  medium,
  respondAs,
  small,
  truth,
} from '../../../test/support/model-server/analyst.js';
import { summarize } from './summary.js';

describe(summarize.name, () => {
  let server: ModelServer;

  beforeAll(async () => {
    server = await startModelServer();
  });

  beforeEach(() => {
    server.clear();
    server.respond(simulatedReviewer({ truth }));
  });

  afterAll(() => server.close());

  it.each(['executive', 'bullets', 'sections'] as const)('%s: grounded sentences of one part', async (style) => {
    const document = contract(12);
    const result = await analystOn(server).summarize(document, { style }, context());
    expect(result.sentences).toHaveLength(4);
    for (const { citations, section } of result.sentences) {
      expect(citations.length).toBeGreaterThan(0);
      expect(section).toBe(style === 'sections' ? 'Terms' : undefined);
    }
    expect(server.completions()).toHaveLength(1);
    expect(result.provenance.prompts.map(({ name }) => name)).toEqual(['summary']);
    expect(result.coverage.ratio).toBe(1);
    expectGrounded(result, document);
  });

  it('merges the sentences of several parts by number', async () => {
    const document = contract(60);
    const result = await analystOn(server, {}, medium).summarize(
      document,
      { style: 'executive', maxSentences: 5 },
      context(),
    );
    expect(result.sentences).toHaveLength(5);
    expect(result.provenance.prompts.map(({ name }) => name)).toEqual(['summary', 'merge']);
    expect(server.completions().filter(({ raw }) => raw.includes('Numbered sentences'))).toHaveLength(1);
    expectGrounded(result, document);
  });

  it('cites only what the numbers stand for, and drops numbers that do not exist', async () => {
    const document = contract(60);
    const mapped: string[] = [];
    server.respond(async (request) => {
      if (!request.raw.includes('Numbered sentences')) return respondAs(simulatedReviewer(), request);
      mapped.push(request.body!.messages[1]!.content);
      const sentences = [
        { text: 'Both of them.', sources: [1, 3, 9999] },
        { text: 'Nothing at all.', sources: [0, 5000] },
        { text: 'Only the second.', sources: [2] },
      ];
      return answerJson({ sentences });
    });
    const result = await analystOn(server, {}, medium).summarize(
      document,
      { style: 'bullets', maxSentences: 3 },
      context(),
    );
    expect(result.sentences.map(({ text }) => text)).toEqual(['Both of them.', 'Only the second.']);
    expect(result.sentences[0]?.citations).toHaveLength(2);
    const second = /^\[2\] In short: (.*)\.$/m.exec(mapped[0]!)![1]!;
    expect(result.sentences[1]?.citations.map(({ quote }) => quote.slice(0, second.length))).toEqual([second]);
    expectGrounded(result, document);
    expect(mapped.length).toBe(2);
  });

  it('drops and counts sentences without grounds', async () => {
    server.respond(simulatedReviewer({ invent: 0.5, sentences: 20, seed: 3 }));
    const result = await analystOn(server).summarize(contract(40), { style: 'bullets', maxSentences: 20 }, context());
    expect(result.sentences.length).toBeGreaterThan(3);
    expect(result.sentences.length).toBeLessThan(17);
    expect(result.warnings).toMatchObject([{ code: 'summary.sentences_not_grounded' }]);
    expect(result.warnings[0]?.message).toContain(String(20 - result.sentences.length));
    server.respond(simulatedReviewer({ invent: 1 }));
    const empty = await analystOn(server).summarize(contract(5), { style: 'bullets' }, context());
    expect(empty.sentences).toEqual([]);
    expect(codes(empty)).toContain('summary.empty');
  });

  it('chooses evenly when merging fails, and says so', async () => {
    const document = contract(60);
    const reviewer = simulatedReviewer();
    server.respond((request) =>
      request.raw.includes('Numbered sentences') ? status(400) : respondAs(reviewer, request),
    );
    const result = await analystOn(server, {}, medium).summarize(
      document,
      { style: 'executive', maxSentences: 4 },
      context(),
    );
    expect(result.sentences).toHaveLength(4);
    expect(codes(result)).toEqual(['summary.not_merged']);
    expectGrounded(result, document);
  });

  it('merges in rounds when the sentences do not fit at once', async () => {
    const document = contract(250);
    const result = await analystOn(server, {}, { ...small, maxChunkTokens: 400 }).summarize(
      document,
      { style: 'executive', maxSentences: 3 },
      context(),
    );
    const merges = server.completions().filter(({ raw }) => raw.includes('Numbered sentences'));
    expect(merges.length).toBeGreaterThan(2);
    expect(result.sentences).toHaveLength(3);
    expectGrounded(result, document);
  });

  it('writes Korean on request', async () => {
    await analystOn(server).summarize(contract(5), { style: 'bullets', language: 'ko' }, context());
    expect(server.requests[0]?.body?.messages[0]?.content).toContain('한국어');
  });
});
