import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { z } from 'zod';
import { CatalogueAnswerSchema } from '../src/models/catalogue/catalogue.schema.js';
import { ChangeSchema, EntrySchema } from '../src/models/catalogue/entry.schema.js';
import { ModelListSchema } from '../src/models/model.schema.js';
import { ProviderListSchema, ProviderReportSchema, ProviderSchema } from '../src/models/providers/provider.schema.js';
import { catalogueEntry } from './support/route-calls.js';
import { type CommandLine, type CommandLineFolder, newCommandLine, resultOf } from './support/command-line.js';
import { answerJson, type ModelServer, startModelServer } from './support/model-server.js';

const KEY = 'sk-first-key-of-the-command-line';
const NEW_KEY = 'sk-second-key-of-the-command-line';
const SOURCE = ['--source', 'https://example.com/prices', '--reason', 'Their letter'];

// A dozen processes in one test: minutes on a machine that is busy with other things.
jest.setTimeout(180_000);

let own: CommandLineFolder;
let johang: CommandLine;
let server: ModelServer;

beforeAll(async () => {
  own = await newCommandLine({ FIRST_KEY: KEY, NEW_KEY });
  ({ johang } = own);
  server = await startModelServer({ respond: answerJson({ word: 'clause', length: 6 }), models: ['solar-pro2'] });
});
afterAll(async () => {
  await own.close();
  await server.close();
});

const soon = () => new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);

describe('johang catalogue', () => {
  it('adds from a file and from standard input, edits, retires, shows and takes back', async () => {
    const file = await own.file('entry.json', JSON.stringify(catalogueEntry('vendor-one')));
    const added = await johang.json(EntrySchema, 'catalogue', 'add', file);
    expect([added.code, added.answer.origin, added.answer.entry.contextWindow]).toEqual([0, 'own', null]);

    const child = johang.start('catalogue', 'add', '-', '--json');
    child.stdin.end(JSON.stringify(catalogueEntry('vendor-two')));
    await once(child.stdin, 'finish');
    expect(EntrySchema.parse(JSON.parse((await resultOf(child)).stdout)).name).toBe('vendor-two');

    const prices = '[{"from":"2026","inputPerMillion":1,"outputPerMillion":2}]';
    const set = ['--set', 'contextWindow=131072', '--set', `prices=${prices}`, '--set', 'released=2026'];
    const edited = await johang.json(EntrySchema, 'catalogue', 'edit', 'vendor-one', ...set, ...SOURCE);
    expect(edited.answer).toMatchObject({
      revision: 2,
      entry: { contextWindow: 131_072, released: '2026', prices: [{ inputPerMillion: 1, until: null }] },
      facts: { contextWindow: { by: 'system', reason: 'Their letter', source: { from: SOURCE[1] } } },
    });
    const stale = await johang.run(
      'catalogue',
      'edit',
      'vendor-one',
      '--set',
      'licence=null',
      ...SOURCE,
      '--revision',
      '1',
    );
    expect([stale.code, stale.stderr]).toEqual([1, expect.stringContaining('[catalogue.changed]')]);

    const retired = await johang.run('catalogue', 'retire', 'vendor-one', '--on', soon(), ...SOURCE);
    expect(retired).toMatchObject({ code: 0, stderr: expect.stringContaining(`will be retired on ${soon()}`) });
    const shown = await johang.run('catalogue', 'show', 'vendor-one');
    expect(shown.stdout).toContain('vendor-one (models, own, revision 3)');
    expect(shown.stdout).toMatch(/retires +\d{4}-\d\d-\d\d +system .*https:\/\/example.com\/prices/);
    const list = await johang.run('catalogue', 'list');
    expect(list.stdout).toMatch(new RegExp(`vendor-one .*131,072 .*1 / 2 .*retires ${soon()}`));
    const all = await johang.json(CatalogueAnswerSchema, 'models', 'catalogue');
    expect(all.answer.models.map(({ name }) => name)).toContain('vendor-two');

    const history = await johang.json(z.object({ items: z.array(ChangeSchema) }), 'catalogue', 'history', 'vendor-one');
    expect(history.answer.items.map(({ action }) => action)).toEqual(['retired', 'edited', 'added']);
    expect((await johang.run('catalogue', 'reset', 'vendor-two')).code).toBe(0);
    expect((await johang.run('catalogue', 'show', 'vendor-two')).stderr).toContain('[catalogue.not_found]');
  });

  it('says what is wrong, field by field', async () => {
    const wrong = await johang.run('catalogue', 'edit', 'solar-pro4', '--set', 'contextWindow=large', ...SOURCE);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('set.contextWindow: ')]);
    const unsourced = await johang.run('catalogue', 'edit', 'solar-pro4', '--set', 'licence=null');
    expect([unsourced.code, unsourced.stderr]).toEqual([2, expect.stringContaining('Say where the facts come from')]);
    const noJson = await johang.run('catalogue', 'add', await own.file('no.json', 'name: x'));
    expect([noJson.code, noJson.stderr]).toEqual([2, expect.stringContaining('is not JSON')]);
    expect((await johang.run('catalogue', 'edit', 'solar-pro4', '--set', 'licence')).code).toBe(2);
  });
});

describe('johang providers', () => {
  it('comes with the first model, is shared, changes its key once, and warns of what is retired or off', async () => {
    const add = (name: string, ...more: string[]) =>
      johang.run('models', 'add', name, '--from', 'solar-pro2', '--base-url', server.url, ...more);
    const first = await add('one', '--api-key-env', 'FIRST_KEY');
    expect(first).toMatchObject({ code: 0, stderr: expect.stringContaining('was retired') });
    expect((await add('two')).code).toBe(0);
    const { answer } = await johang.json(ProviderListSchema.pick({ items: true }), 'providers', 'list');
    const [provider] = answer.items;
    expect(provider).toMatchObject({ hasApiKey: true, models: [{ name: 'one' }, { name: 'two' }] });

    const { name } = provider!;
    const tested = await johang.json(ProviderReportSchema, 'providers', 'test', name);
    expect([tested.code, tested.answer]).toMatchObject([0, { ok: true, missing: [] }]);
    expect((await johang.run('providers', 'rotate-key', name, '--api-key-env', 'NEW_KEY')).code).toBe(0);
    expect((await johang.run('models', 'test', 'two')).code).toBe(0);
    expect(server.completions().at(-1)!.headers.authorization).toBe(`Bearer ${NEW_KEY}`);

    const limited = await johang.json(
      ProviderSchema,
      'providers',
      'edit',
      name,
      '--requests-per-minute',
      '60',
      '--disable',
    );
    expect(limited.answer).toMatchObject({ enabled: false, limits: { requestsPerMinute: 60 } });
    const listed = await johang.run('models', 'list');
    expect(listed.stderr).toContain('warning: one: Solar Pro 2 was retired on');
    expect(listed.stderr).toContain('is switched off');
    const switched = await johang.run('models', 'switch', 'review', 'one');
    expect(switched.stderr).toContain('warning: one: ');
    expect((await johang.run('models', 'routes')).stderr).toContain('warning: review: one: ');
    expect((await johang.run('models', 'test', 'one')).stderr).toContain('[model.disabled]');

    const all = await Promise.all([
      johang.run('providers', 'list'),
      johang.json(ModelListSchema.pick({ items: true }), 'models', 'list'),
    ]);
    for (const { stdout, stderr } of [first, tested, limited, ...all]) {
      for (const key of [KEY, NEW_KEY]) expect(`${stdout}${stderr}`).not.toContain(key);
    }
    expect((await johang.run('providers', 'remove', name)).stderr).toContain('[provider.in_use]');
  });
});
