import { describe, expect, it } from '@jest/globals';
import { type CreateModel, CreateModelSchema } from '../model.schema.js';
import { findEntry, retirementOf, retirementWarnings, shippedCatalogue } from './catalogue.js';
import { CatalogueSchema } from './catalogue.schema.js';
import { priceAt } from './prices.js';
import { resolveModel } from './resolve.js';

const NOW = new Date('2026-11-23T12:00:00Z');
const create = (input: object): CreateModel => CreateModelSchema.parse({ name: 'mine', ...input });

describe(findEntry, () => {
  it('knows a model by name, by id and by alias', () => {
    for (const name of ['solar-pro4', 'solar-pro4-260806'])
      expect(findEntry(name).model.modelId).toBe('solar-pro4-260806');
    expect(findEntry('gpt-4.1-2025-04-14').model.name).toBe('gpt-4.1');
    expect(() => findEntry('solar-pro9')).toThrow(expect.objectContaining({ code: 'catalogue.unknown_model' }));
  });
});

describe('the schema', () => {
  it('refuses a model without its provider, without its dialect, or twice', () => {
    const { models, ...rest } = shippedCatalogue();
    const [first] = models;
    for (const wrong of [[{ ...first, provider: 'none' }], [{ ...first, dialect: 'none' }], [first, first]]) {
      expect(CatalogueSchema.safeParse({ ...rest, models: wrong }).success).toBe(false);
    }
  });
});

describe(retirementOf, () => {
  it.each([
    [null, null],
    ['2026-11-22', 'retired'],
    ['2026-10', 'retired'],
    ['2025', 'retired'],
    ['2026-12-31', 'soon'],
    ['2026-11', 'soon'],
    ['2027-06', null],
    ['2027', null],
  ])('%s: %s', (retires, expected) => {
    expect(retirementOf({ retires }, NOW)).toBe(expected);
  });

  it('warns of a model that was retired', () => {
    expect(retirementWarnings(findEntry('solar-pro2').model, NOW)).toMatchObject([{ code: 'model.retired' }]);
    expect(retirementWarnings(findEntry('solar-pro4').model, NOW)).toEqual([]);
  });
});

describe(priceAt, () => {
  it('is that of the day, and null where none is known', () => {
    const prices = [
      { from: '2026-01-01', until: '2026-06-30', inputPerMillion: 1, outputPerMillion: 2 },
      { from: '2026-07-01', until: null, inputPerMillion: 3, outputPerMillion: 4 },
    ];
    expect(priceAt({ prices }, new Date('2026-03-01'))?.inputPerMillion).toBe(1);
    expect(priceAt({ prices }, NOW)?.inputPerMillion).toBe(3);
    expect(priceAt({ prices }, new Date('2025-12-31'))).toBeNull();
  });
});

describe(resolveModel, () => {
  it('takes from the catalogue what is not given', () => {
    const resolved = resolveModel(create({ catalogueEntry: 'hcx-007', settings: { timeoutMs: 5000 } }), NOW);
    expect(resolved).toMatchObject({
      modelId: 'HCX-007',
      baseUrl: 'https://clovastudio.stream.ntruss.com/v1/openai',
      catalogueEntry: 'hcx-007',
      settings: {
        contextWindow: 128_000,
        timeoutMs: 5000,
        prices: null,
        reasoning: { field: 'reasoning_effort', effort: 'low', lowerEffort: 'none', excludesSchema: true },
      },
    });
  });

  it('asks for the effort that is wanted, and refuses words that the dialect has not', () => {
    const withEffort = (effort: string) => () => resolveModel(create({ catalogueEntry: 'solar-pro4', effort }), NOW);
    expect(withEffort('high')().settings.reasoning).toMatchObject({ effort: 'high', lowerEffort: 'medium' });
    expect(withEffort('none')().settings.reasoning).toMatchObject({ effort: 'none' });
    expect(withEffort('ultra')).toThrow(expect.objectContaining({ code: 'catalogue.unknown_effort' }));
  });

  it('wants to be told what nobody knows', () => {
    const self = { catalogueEntry: 'ax-k2' };
    expect(() => resolveModel(create(self), NOW)).toThrow(expect.objectContaining({ code: 'catalogue.not_callable' }));
    expect(resolveModel(create({ ...self, baseUrl: 'http://10.0.0.5:8000/v1' }), NOW).modelId).toBe('skt/A.X-K2');
    expect(() => create({ modelId: 'x' })).toThrow();
  });

  it('leaves a model that is given whole as it was', () => {
    const whole = create({ modelId: 'm', baseUrl: 'http://localhost:1/v1' });
    expect(resolveModel(whole, NOW)).toMatchObject({ catalogueEntry: null, settings: { contextWindow: 32_768 } });
  });
});
