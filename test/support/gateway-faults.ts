import { setTimeout as sleep } from 'node:timers/promises';
import { randomFrom } from './random.js';
import type { TestDatabase } from './database.js';
import { GatewayLoad, type LoadOptions } from './gateway-load.js';
import {
  answer,
  answerJson,
  type Behaviour,
  countTokens,
  hang,
  raw,
  type RecordedRequest,
  reset,
  status,
  thoughtOnly,
} from './model-server.js';

const GOOD = 'The laws of Korea govern. 대한민국 법에 따른다.';

const wellFormed = ({ body }: RecordedRequest): Behaviour =>
  body?.responseFormat ? answerJson({ clauses: [{ quote: GOOD }] }) : answer(GOOD);

/** Every kind of fault that a provider shows. */
export const faults: Record<string, (request: RecordedRequest) => Behaviour> = {
  rateLimited: () => status(429, { headers: { 'retry-after-ms': '10' } }),
  failed: () => status(500),
  unavailable: () => status(503),
  timedOut: () => status(408),
  conflict: () => status(409),
  overloadedFor: () => status(529, { headers: { 'x-should-retry': 'true' } }),
  refused: () => status(400),
  hangs: () => hang('request'),
  hangsAfterHeaders: () => hang('headers'),
  hangsInBody: () => hang('body'),
  resets: () => reset('request'),
  resetsInBody: () => reset('body'),
  cut: () => answer(GOOD, { end: 'cut' }),
  resetsInStream: () => answer(GOOD, { end: 'reset' }),
  hangsInStream: () => answer(GOOD, { end: 'hang' }),
  notJson: () => answer('It is {"clauses": [{"quote": '),
  wrongForm: () => answerJson({ clauses: [{ words: 1 }, { quote: GOOD }] }),
  brokenBody: () => raw('{"id": "chatcmpl", "choices": ['),
  webPage: () => raw('<html>Bad gateway</html>', { contentType: 'text/html' }),
  errorInAnswer: () => raw(JSON.stringify({ error: { message: 'Overloaded', code: 503 } })),
  noUsage: (request) => ({ ...wellFormed(request), usage: 'omit' }) as Behaviour,
  zeroUsage: (request) => ({ ...wellFormed(request), usage: 'zero' }) as Behaviour,
  empty: () => answer(''),
  // No more than the limit that is sent: what a provider bills beyond it no reservation can foresee.
  thoughtOnly: () => thoughtOnly(48),
  cutShort: () => answer(GOOD, { finishReason: 'length' }),
};

/** Faults on so many of a hundred requests, every kind as often as any other; well-formed answers otherwise. */
export function faultyModel(percent: number, seed: number): (request: RecordedRequest) => Behaviour {
  const random = randomFrom(seed);
  const kinds = Object.values(faults);
  let next = 0;
  return (request) => {
    if (random() * 100 >= percent) return wellFormed(request);
    next += 1;
    return kinds[next % kinds.length]!(request);
  };
}

/** Tokens of prompt and answer, counted here from what went over the wire. */
export interface Count {
  prompt: number;
  completion: number;
}

/** By request id: what the model server reported for answers that it sent to the end. */
export class TokenCounter {
  readonly counts = new Map<string, Count>();
  /** Requests by the worker that sent them. */
  readonly senders = new Map<string, string>();

  /** The responder, with its answers counted. */
  watch(respond: (request: RecordedRequest) => Behaviour): (request: RecordedRequest) => Behaviour {
    return (request) => {
      const behaviour = respond(request);
      const id = `req-${request.index}`;
      this.senders.set(id, /worker (\S+) call/.exec(request.raw)?.[1] ?? '');
      if (behaviour.kind !== 'answer' || behaviour.usage === 'omit' || behaviour.usage === 'zero') return behaviour;
      const streamed = request.body?.stream === true;
      if (streamed && behaviour.end !== undefined && behaviour.end !== 'done') return behaviour;
      this.counts.set(id, {
        prompt: request.promptTokens,
        completion:
          typeof behaviour.usage === 'object'
            ? (behaviour.usage.completionTokens ?? 0)
            : countTokens(behaviour.content ?? ''),
      });
      return behaviour;
    };
  }
}

export interface FaultsReport {
  outcomes: Map<number, string>;
  /** How far the budgets were from being passed at the worst moment that was seen, in USD; below zero: passed. */
  leastRoom: number;
  looks: number;
  /** Calls that had no outcome when their process was killed. */
  unfinished: number;
}

/**
 * Makes the calls in two processes, kills one in the middle, and gives what it left undone to a third. Watches all the while that no
 * budget is passed.
 */
export async function runFaults(options: LoadOptions, database: TestDatabase, calls: number): Promise<FaultsReport> {
  const numbers = Array.from({ length: calls }, (_, call) => call);
  const half = Math.ceil(calls / 2);
  const watch = watchBudgets(database);
  const survivor = new GatewayLoad(options, 'one', 'user:one', numbers.slice(0, half));
  const victim = new GatewayLoad(options, 'two', 'user:two', numbers.slice(half));
  await victim.killAfter(Math.floor((calls - half) / 2));
  const left = numbers.slice(half).filter((call) => !victim.outcomes.has(call));
  const heir = new GatewayLoad(options, 'three', 'user:three', left);
  const codes = await Promise.all([survivor.ended(), heir.ended()]);
  if (codes.some((code) => code !== 0)) throw new Error(`A process that makes calls ended with ${codes.join(', ')}`);
  return {
    outcomes: new Map([...survivor.outcomes, ...victim.outcomes, ...heir.outcomes]),
    unfinished: left.length,
    ...(await watch.stop()),
  };
}

function watchBudgets(database: TestDatabase): { stop(): Promise<{ leastRoom: number; looks: number }> } {
  let leastRoom = Infinity;
  let looks = 0;
  const stopping = new AbortController();
  const look = async (): Promise<void> => {
    const [row] = await database.query(
      `SELECT min(b.monthly_limit - m.spent - m.reserved) AS room FROM budgets b JOIN budget_months m ON m.budget_id = b.id`,
    );
    if (row?.room !== null) leastRoom = Math.min(leastRoom, Number(row?.room));
    looks += 1;
  };
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      await look();
      await sleep(25);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await watching;
      await look();
      return { leastRoom, looks };
    },
  };
}
