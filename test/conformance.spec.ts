import { describe, expect, it } from '@jest/globals';
import { findEntry, shippedCatalogue } from '../src/models/catalogue/catalogue.js';
import { conformingModels, modes, tryCell, tryRepair } from './support/conformance.js';

const models = conformingModels();

describe('every model of the catalogue, on a strict emulator of its server', () => {
  it('is of every team', () => {
    const teams = new Set(models.map((name) => findEntry(name).model.team));
    for (const team of ['SK Telecom', 'NAVER Cloud', 'Upstage', 'NC AI', 'LG AI Research'])
      expect(teams).toContain(team);
  });

  describe.each(models)('%s', (name) => {
    it.each(modes)('%s', async (mode) => {
      expect([null, 'n/a']).toContain(await tryCell(name, mode));
    });

    it('a wrong field of a structured answer is put right', async () => {
      expect(await tryRepair(name)).toBeNull();
    });

    it.each(modes)('%s: fails in a dialect, or on a server, of another vendor', async (mode) => {
      if ((await tryCell(name, mode)) === 'n/a') return;
      const { model } = findEntry(name);
      const { dialects } = shippedCatalogue();
      const foreign = [
        ...Object.keys(dialects).flatMap((other) => (other === model.dialect ? [] : [{ dialect: dialects[other] }])),
        ...models.flatMap((other) => (findEntry(other).model.team === model.team ? [] : [{ server: other }])),
      ];
      const verdicts: unknown[] = [];
      for (const other of foreign) verdicts.push(await tryCell(name, mode, other));
      expect(verdicts.filter((verdict) => typeof verdict === 'string' && verdict !== 'n/a')).not.toEqual([]);
    });
  });
});
