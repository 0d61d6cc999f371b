import { z } from 'zod';
import { type CatalogueEntry, findEntry, shippedCatalogue } from '../../src/models/catalogue/catalogue.js';
import type { Dialect } from '../../src/models/catalogue/catalogue.schema.js';
import { type Effort, settingsOf } from '../../src/models/catalogue/settings.js';
import { Gateway } from '../../src/models/gateway.js';
import type { ModelAnswer } from '../../src/models/types.js';
import { startModelServer } from './model-server.js';
import { countTokens } from './model-server/tokens.js';
import { respondAs, type Understood, vendors } from './model-server/vendors/index.js';

export const modes = ['plain', 'structured', 'streaming', 'long', 'reasoning on', 'reasoning off'] as const;
export type Mode = (typeof modes)[number];

/** `null`: it works. A text: what went wrong. `n/a`: the dialect has no such mode. */
export type Verdict = null | 'n/a' | (string & {});

const CONTENT = 'The term is three years.';
const ITEMS = { items: [{ id: 1, quote: 'three years' }] };
const schema = {
  name: 'items',
  schema: z.object({ items: z.array(z.object({ id: z.int(), quote: z.string() })) }),
};
const NOW = new Date('2026-11-23');
const OUTPUT_TOKENS = 512;

/** Models of the catalogue that can be called and are not retired, with a server of one's own beside them. */
export function conformingModels(): string[] {
  return shippedCatalogue()
    .models.filter(({ modelId, retires }) => modelId !== null && retires === null)
    .map(({ name }) => name);
}

/** The effort that a mode asks for; null where the dialect cannot. */
function effortOf(mode: Mode, { reasoning }: Dialect): Effort | null {
  if (mode === 'reasoning on') return reasoning ? (reasoning.efforts.at(-1) ?? null) : null;
  if (mode === 'reasoning off') return reasoning?.efforts.includes('none') ? 'none' : null;
  return 'default';
}

/**
 * Calls a model as a dialect says on the strict emulator of the vendor's server, and compares what the server understood with what
 * was meant.
 *
 * @param other a dialect in place of the model's own, or the server of another model, to show that the test tells them apart.
 */
export async function tryCell(
  name: string,
  mode: Mode,
  { dialect, server: vendorName = name }: { dialect?: Dialect; server?: string } = {},
): Promise<Verdict> {
  const own = findEntry(name);
  // What is meant is what the model's own dialect would mean; how it is said is the other's.
  const effort = effortOf(mode, own.dialect);
  if (effort === null) return 'n/a';
  const entry: CatalogueEntry = { ...own, dialect: dialect ?? own.dialect };
  const vendor = vendors[vendorName];
  if (!vendor) return 'there is no emulator of its server';
  let understood: Understood | null = null;
  const server = await startModelServer({
    respond: (request) => {
      const said = respondAs(vendor, request, { content: CONTENT, json: JSON.stringify(ITEMS) });
      understood = said.understood;
      return said.behaviour;
    },
  });
  try {
    const settings = settingsOf(entry, foreignEffort(entry.dialect, effort), NOW);
    const endpoint = {
      ...settings,
      name,
      modelId: own.model.modelId ?? '',
      baseUrl: server.url,
      allowPrivateNetwork: true,
    };
    const pieces: string[] = [];
    const words = mode === 'long' ? 'party '.repeat(longPrompt(settings.contextWindow)) : '';
    const answer = await new Gateway({ clock: { sleep: async () => undefined } }).complete(endpoint, {
      task: 'conformance',
      messages: [{ role: 'user', content: `How long is the term? ${words}` }],
      maxOutputTokens: OUTPUT_TOKENS,
      ...(mode === 'structured' || mode === 'long' ? { schema } : {}),
      ...(mode === 'streaming' ? { onText: (piece: string) => void pieces.push(piece) } : {}),
    });
    const meant = settingsOf(own, effort, NOW);
    return check(mode, own, meant.reasoning?.effort ?? 'none', {
      answer,
      understood,
      pieces,
      tries: server.completions().length,
    });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await server.close();
  }
}

/**
 * Asks a model for a structured answer on the emulator of its server, which gets a field of it wrong at first: whether the server takes
 * the turn that asks for that field, and what comes of it is right.
 */
export async function tryRepair(name: string): Promise<Verdict> {
  const own = findEntry(name);
  const vendor = vendors[name];
  if (!vendor) return 'there is no emulator of its server';
  const answers = [
    { items: [{ id: 'one', quote: 'three years' }] },
    { corrections: [{ path: '/items/0/id', value: 1 }] },
  ];
  let understood: Understood | null = null;
  const server = await startModelServer({
    respond: (request) => {
      const json = JSON.stringify(answers[request.index]);
      const said = respondAs(vendor, request, { content: json, json });
      understood = said.understood;
      return said.behaviour;
    },
  });
  try {
    const settings = settingsOf(own, 'default', NOW);
    const { modelId } = own.model;
    const endpoint = { ...settings, name, modelId: modelId ?? '', baseUrl: server.url, allowPrivateNetwork: true };
    const { parsed, attempts } = await new Gateway({ clock: { sleep: async () => undefined } }).complete(endpoint, {
      task: 'conformance',
      messages: [{ role: 'user', content: 'How long is the term?' }],
      maxOutputTokens: OUTPUT_TOKENS,
      schema,
    });
    if (attempts !== 2 || understood === null) return `it took ${attempts} tries`;
    return JSON.stringify(parsed) === JSON.stringify(ITEMS) ? null : 'the answer was not put right';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await server.close();
  }
}

/** Words of a prompt that leaves room for the answer and for thinking, and is as long as the window allows, up to 100,000. */
function longPrompt(window: number): number {
  return Math.min(100_000, Math.floor(window * 0.6));
}

/** The nearest that a foreign dialect has to an effort. */
function foreignEffort({ reasoning }: Dialect, effort: Effort): Effort {
  if (effort === 'default' || !reasoning) return 'default';
  if (reasoning.efforts.includes(effort)) return effort;
  return effort === 'none' ? 'default' : (reasoning.efforts.at(-1) ?? 'default');
}

interface Outcome {
  answer: ModelAnswer;
  understood: Understood | null;
  pieces: string[];
  tries: number;
}

function check(mode: Mode, { model, dialect }: CatalogueEntry, effort: string, outcome: Outcome): Verdict {
  const { answer, understood, pieces, tries } = outcome;
  const structured = mode === 'structured' || mode === 'long';
  if (understood === null) return 'the server understood nothing';
  if (tries !== 1) return `it took ${tries} tries`;
  if (understood.effort !== effort) return `meant effort ${effort}, understood ${understood.effort}`;
  if (understood.outputLimit === null) return 'the output limit was not understood';
  const { temperature, topP } = model.parameters ?? {};
  if (understood.sampling.temperature !== temperature || understood.sampling.top_p !== topP)
    return 'sampling was not understood';
  if (structured && JSON.stringify(answer.parsed) !== JSON.stringify(ITEMS)) return 'the answer is not in its form';
  if (
    structured &&
    dialect.structuredOutput === 'json_schema' &&
    !dialect.reasoning?.excludesSchema &&
    !understood.schema
  ) {
    return 'the schema was not understood';
  }
  if (!structured && answer.text !== CONTENT) return 'the answer is not what was said';
  if (mode === 'streaming' && (pieces.join('') !== CONTENT || pieces.length < 2)) return 'it did not stream';
  if (answer.usage.estimated === true || answer.usage.promptTokens < countTokens('How long is the term?'))
    return 'usage is missing';
  const shown = effort !== 'none' && dialect.trace !== 'hidden' && dialect.trace !== 'none';
  if (shown !== (answer.reasoning !== undefined)) return shown ? 'the trace is lost' : 'there is a trace';
  if (effort !== 'none' && answer.usage.reasoningTokens === 0) return 'reasoning is not counted';
  return null;
}
