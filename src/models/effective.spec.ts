import { describe, expect, it } from '@jest/globals';
import { shippedCatalogue } from './catalogue/catalogue.js';
import type { Catalogue } from './catalogue/catalogue.schema.js';
import { effectiveModel } from './effective.js';
import { type ModelSettings, ModelSettingsSchema } from './model.schema.js';

const NOW = new Date('2026-11-23T12:00:00Z');
const stored = ModelSettingsSchema.parse({ contextWindow: 111_000, timeoutMs: 7000 });

const model = (more: object = {}) => ({
  name: 'mine',
  modelId: 'solar-pro4-260806',
  baseUrl: 'https://api.upstage.ai/v1',
  settings: stored,
  ownSettings: {},
  catalogueEntry: 'solar-pro4' as string | null,
  effort: null as string | null,
  entryModelId: 'solar-pro4-260806' as string | null,
  ...more,
});

function changed(name: string, change: object): Catalogue {
  const { models, ...rest } = shippedCatalogue();
  return { ...rest, models: models.map((each) => (each.name === name ? { ...each, ...change } : each)) };
}

function settings(more: object = {}, catalogue = shippedCatalogue(), defaults: Partial<ModelSettings> = {}) {
  return effectiveModel(model(more), catalogue, defaults, NOW).settings;
}

describe(effectiveModel, () => {
  it('is what the entry says, but for what the server does otherwise, but for what the admin gave', () => {
    expect(settings()).toMatchObject({ contextWindow: 524_288, structuredOutput: 'json_schema', timeoutMs: 300_000 });
    const defaults = { structuredOutput: 'prompt', timeoutMs: 5000 } as const;
    const ownSettings = { timeoutMs: 9000 };
    expect(settings({ ownSettings }, shippedCatalogue(), defaults)).toMatchObject({
      contextWindow: 524_288,
      structuredOutput: 'prompt',
      timeoutMs: 9000,
    });
  });

  it('is what the admin gave where there is no entry, with the defaults of a server', () => {
    const whole = { catalogueEntry: null, entryModelId: null, ownSettings: { contextWindow: 4096 } };
    expect(settings(whole, shippedCatalogue(), { timeoutMs: 5000 })).toMatchObject({
      contextWindow: 4096,
      maxOutputTokens: 4096,
      timeoutMs: 5000,
    });
  });

  it('has the batch endpoint of its provider, and of no other server', () => {
    const entry = { catalogueEntry: 'gpt-4.1', entryModelId: null };
    const at = (baseUrl: string) => settings({ ...entry, baseUrl }).batch;
    expect(at('https://api.openai.com/v1/')).toEqual({ priceShare: 0.5, minimum: 20 });
    expect([at('https://proxy.example/v1'), settings().batch]).toEqual([undefined, undefined]);
    const ownSettings = { batch: { priceShare: 0.4, minimum: 1 } };
    expect(settings({ ...entry, baseUrl: 'https://proxy.example/v1', ownSettings }).batch).toEqual(ownSettings.batch);
  });

  it('goes on as it was where the entry is gone, speaks of another snapshot, or lost the word for the effort', () => {
    const lost = [
      effectiveModel(model({ catalogueEntry: 'no-such-entry' }), shippedCatalogue(), {}, NOW),
      effectiveModel(model(), changed('solar-pro4', { modelId: 'solar-pro4-270101' }), {}, NOW),
      effectiveModel(model({ effort: 'high' }), changed('solar-pro4', { dialect: 'solar-plain' }), {}, NOW),
      effectiveModel(model(), changed('solar-pro4', { dialect: 'no-such-dialect' }), {}, NOW),
    ];
    for (const { settings: kept, priceSchedule } of lost) {
      expect([kept, priceSchedule]).toEqual([stored, null]);
    }
    expect(lost.map(({ warnings }) => warnings.map(({ code }) => code))).toEqual([
      [],
      ['model.other_snapshot'],
      ['catalogue.unknown_effort'],
      [],
    ]);
  });

  it('follows an entry whose snapshot was not known when it was made, or that it has caught up with', () => {
    const later = changed('solar-pro4', { modelId: 'solar-pro4-270101', contextWindow: 600_000 });
    expect(settings({ entryModelId: null }, later)).toMatchObject({ contextWindow: 600_000 });
    expect(settings({ modelId: 'solar-pro4-270101' }, later)).toMatchObject({ contextWindow: 600_000 });
  });

  it('has the prices of the day and the schedule they are from, unless the admin gave a price', () => {
    const prices = [
      { from: '2026-01', until: '2026-11', inputPerMillion: 1, outputPerMillion: 2 },
      { from: '2026-12', until: null, inputPerMillion: 3, outputPerMillion: 4 },
    ];
    const priced = changed('solar-pro4', { prices });
    const { settings: now, priceSchedule } = effectiveModel(model(), priced, {}, NOW);
    expect(now.prices).toEqual({ inputPerMillion: 1, outputPerMillion: 2 });
    expect(priceSchedule?.map(({ from }) => from)).toEqual(['2026-01', '2026-12']);
    expect(priceSchedule?.[0]?.prices).toBe(now.prices);
    for (const own of [null, { inputPerMillion: 0, outputPerMillion: 0 }]) {
      const given = effectiveModel(model({ ownSettings: { prices: own } }), priced, {}, NOW);
      expect([given.settings.prices, given.priceSchedule]).toEqual([own, null]);
    }
  });
});
