import { describe, expect, it } from '@jest/globals';
import { findEntry, shippedCatalogue } from './catalogue.js';
import { type Catalogue, CatalogueSchema } from './catalogue.schema.js';
import type { EntryKind, Fact } from './entry.schema.js';
import { entryOf, mergeCatalogue, type Overlay } from './merge.js';

const shipped = shippedCatalogue();
const fact = (from: string): Fact => ({
  by: 'user:1',
  at: '2026-11-23T00:00:00Z',
  reason: null,
  source: { from, read: '2026-11' },
});

function overlay(kind: EntryKind, name: string, changes: Record<string, unknown>, from = 'a price list'): Overlay {
  return { kind, name, changes, facts: Object.fromEntries(Object.keys(changes).map((field) => [field, fact(from)])) };
}

function released(change: (catalogue: Catalogue) => void): Catalogue {
  const later = structuredClone(shipped);
  change(later);
  return later;
}

describe(mergeCatalogue, () => {
  it('is what ships where nothing is said, and leaves that alone', () => {
    expect(mergeCatalogue(shipped, [])).toBe(shipped);
    const before = JSON.stringify(shipped);
    mergeCatalogue(shipped, [overlay('models', 'solar-pro4', { contextWindow: 1000 })]);
    expect(JSON.stringify(shipped)).toBe(before);
  });

  it('lets an update of what ships through, but for the fields that were changed', () => {
    const changes = [overlay('models', 'solar-pro4', { contextWindow: 400_000 })];
    const later = released((catalogue) => {
      const model = catalogue.models.find(({ name }) => name === 'solar-pro4')!;
      Object.assign(model, { contextWindow: 600_000, maxOutputTokens: 200_000, retires: '2027-06-30' });
      catalogue.dialects.solar!.structuredOutput = 'prompt';
    });
    const { model, dialect } = findEntry('solar-pro4', mergeCatalogue(later, changes));
    expect(model).toMatchObject({ contextWindow: 400_000, maxOutputTokens: 200_000, retires: '2027-06-30' });
    expect(dialect.structuredOutput).toBe('prompt');
  });

  it('goes on with an entry of its own that ships later, and with a changed one that ships no more', () => {
    const own = { ...shipped.models[0]!, name: 'brand-new', contextWindow: 5000 };
    const { name: _, ...fields } = own;
    const changes = [overlay('models', 'brand-new', fields)];
    const later = released(({ models }) => models.push({ ...own, contextWindow: 9000, notes: ['Ships now.'] }));
    expect(findEntry('brand-new', mergeCatalogue(later, changes)).model.contextWindow).toBe(5000);
    const fewer = released((catalogue) => {
      catalogue.models = catalogue.models.filter(({ name }) => name !== 'solar-pro4');
    });
    const left = mergeCatalogue(fewer, [overlay('models', 'solar-pro4', { contextWindow: 400_000 })]);
    expect(entryOf(left, 'models', 'solar-pro4')).toMatchObject({ contextWindow: 400_000 });
  });

  it('says of each change where it comes from, beside the sources that shipped', () => {
    const changes = overlay('models', 'solar-pro4', { retires: '2027-01-31', contextWindow: 400_000 });
    changes.facts.licence = fact('its terms');
    const { sources } = findEntry('solar-pro4', mergeCatalogue(shipped, [changes])).model;
    expect(sources.slice(-2)).toEqual([
      { facts: 'contextWindow, retires', from: 'a price list', read: '2026-11' },
      { facts: 'licence', from: 'its terms', read: '2026-11' },
    ]);
  });

  it('holds together with providers and dialects that were added', () => {
    const merged = mergeCatalogue(shipped, [
      overlay('dialects', 'mine', { ...shipped.dialects.plain }),
      overlay('providers', 'here', { label: 'Here', kind: 'self_hosted', baseUrl: null, batch: null, source: 'me' }),
      overlay('models', 'motif', { provider: 'here', dialect: 'mine', modelId: 'motif-1' }),
    ]);
    expect(CatalogueSchema.safeParse(merged).error).toBeUndefined();
    expect(entryOf(merged, 'dialects', 'mine')).toMatchObject({ name: 'mine', trace: 'none' });
    expect(entryOf(merged, 'dialects', 'constructor')).toBeUndefined();
  });
});
