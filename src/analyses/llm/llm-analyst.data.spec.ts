import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unseenContracts, type LabelledContract } from '../../../test/fixtures/embedded/cuad.js';
import { simulatedReviewer, startModelServer, type ModelServer } from '../../../test/support/model-server.js';
import { packageRoot } from '../../config/paths.js';
import { canonicalText, sha256Hex } from '../../contracts/normalise.js';
import { parseProvisions } from '../../contracts/provisions.js';
import type { SourceText, Span } from '../../contracts/types.js';
import { Gateway } from '../../models/gateway.js';
import type { ModelEndpoint } from '../../models/types.js';
import { defaultRules } from '../../playbooks/default-rules.js';
import { LlmAnalyst } from './llm-analyst.js';
import { loadPrompts } from './prompts.js';

const rules = defaultRules('en');

interface Case {
  source: SourceText;
  gold: (Span & { rule: string })[];
}

function caseOf({ text, labels }: LabelledContract): Case {
  // Offsets of the labels hold only where the published text is canonical already.
  const canonical = canonicalText(text);
  const pages = [{ number: 1, start: 0, end: canonical.length, status: 'ok' as const }];
  const source = {
    text: canonical,
    textHash: sha256Hex(canonical),
    pages,
    provisions: parseProvisions(canonical),
    language: 'en',
  };
  const gold = rules.flatMap(({ id, clauseType }) =>
    (labels[clauseType] ?? []).map(({ start, end }) => ({ rule: id, start, end })),
  );
  return { source, gold: canonical === text ? gold : [] };
}

describe(`${LlmAnalyst.name} on real contracts`, () => {
  const cases = unseenContracts(20)
    .map(caseOf)
    .filter(({ gold }) => gold.length > 0);
  let server: ModelServer;
  beforeAll(async () => {
    server = await startModelServer();
  });
  afterAll(() => server.close());

  it('loses next to nothing of what a perfect model quotes, in many small parts', async () => {
    const endpoint: ModelEndpoint = {
      name: 'perfect',
      modelId: 'perfect',
      baseUrl: server.url,
      contextWindow: 12_000,
      maxOutputTokens: 4096,
      structuredOutput: 'json_object',
      timeoutMs: 20_000,
      allowPrivateNetwork: true,
    };
    const prompts = loadPrompts(join(packageRoot, 'src/analyses/prompts'));
    const analyst = new LlmAnalyst({ gateway: new Gateway() }, endpoint, prompts, 'test', { maxChunkTokens: 4_000 });
    let gold = 0;
    let cited = 0;
    let parts = 0;
    for (const { source, gold: spans } of cases) {
      const truth = spans.map(({ rule, start, end }) => ({ rule, quote: source.text.slice(start, end) }));
      server.respond(simulatedReviewer({ truth }));
      const context = { signal: new AbortController().signal, progress: () => undefined };
      const result = await analyst.review(source, { rules }, context);
      expect(result.coverage.ratio).toBe(1);
      parts += Number(result.provenance.parameters.chunks);
      const byRule = new Map(result.findings.map(({ rule, citations }) => [rule, citations]));
      for (const citations of byRule.values()) {
        for (const { start, end, quote } of citations) expect(source.text.slice(start, end)).toBe(quote);
      }
      gold += spans.length;
      cited += spans.filter(({ rule, start, end }) =>
        byRule.get(rule)?.some((found) => found.start < end && start < found.end),
      ).length;
    }
    expect(cases.length).toBeGreaterThan(10);
    expect(parts).toBeGreaterThan(cases.length * 2);
    expect(cited / gold).toBeGreaterThan(0.98);
  }, 120_000);
});
