import { AppError } from '../common/errors/app-error.js';
import { newId } from '../common/ids.js';
import type { AttemptKind, Clock } from './attempts.js';
import { type Account, type Ledger, UNBOUND } from './ledger.js';
import type { Ending, Resilience } from './resilience/resilience.js';
import type { Waiting } from './resilience/turnstile.js';
import { estimateTokens } from './tokens.js';
import type { ModelEndpoint, ModelRequest } from './types.js';
import { costOf } from './usage.js';

export interface LeaveTools {
  clock: Clock;
  ledger?: { account: Account; book: Ledger };
  resilience: Resilience;
  callId: string;
}

/** An attempt that somebody wants to make. */
export interface Intent {
  attempt: number;
  kind: AttemptKind;
  body: Record<string, unknown>;
  /** Output limit that is sent, trace included. */
  outputTokens: number;
}

/** Leave to make an attempt: a place among the calls to the provider, and an entry in the ledger. */
export interface Leave {
  /** Of the ledger. */
  entry: string;
  /** Nothing waits for its outcome to be written down: see {@link UNBOUND}. */
  isUnbound: boolean;
  /** Gives the place back; called once, whatever became of the attempt. */
  end(ending: Ending | null): void;
}

/** How long after its last moment an attempt may take to be settled, in milliseconds. */
const SETTLE_MS = 60_000;

/** Estimates of prompts are seldom too low, and then by a few per cent. */
const PROMPT_MARGIN = 1.2;

/** Room may come earlier than was foreseen, since attempts use less than they hold: it is asked for at least so often. */
const LONGEST_PAUSE_MS = 1000;

/**
 * Gets leave for an attempt, waiting until there is room for it.
 *
 * @throws AppError `model.unavailable`, `model.rate_limited`, `budget.*`: the attempt may not be made
 * @throws what the signal or the ledger say
 */
export async function obtainLeave(
  tools: LeaveTools,
  endpoint: ModelEndpoint,
  request: ModelRequest,
  intent: Intent,
): Promise<Leave> {
  const { clock, ledger, resilience } = tools;
  const { deadline, signal } = request;
  const most = ledger && mostTokens(endpoint, intent);
  const waiting = (): Waiting => ({ signal, patienceMs: deadline === undefined ? undefined : deadline - clock.now() });
  const ask = (): Promise<Leave | number> => askOnce(tools, endpoint, request, { ...intent, most }, waiting());
  if (!ledger || !(endpoint.limits ?? endpoint.provider?.limits)) {
    const leave = await ask();
    if (typeof leave === 'number') throw new Error('Only limits make an attempt wait');
    return leave;
  }
  const next = await resilience.line(`${ledger.account.workspaceId} ${endpoint.name}`, waiting());
  try {
    for (;;) {
      const leave = await ask();
      if (typeof leave !== 'number') return leave;
      const left = deadline === undefined ? Infinity : deadline - clock.now();
      if (left <= 0) throw noRoom(leave);
      await clock.sleep(Math.min(leave, LONGEST_PAUSE_MS, left), signal);
    }
  } finally {
    next();
  }
}

function noRoom(milliseconds: number): AppError {
  const retryAfter = Math.ceil(milliseconds / 1000);
  return new AppError('model.rate_limited', 'its limits left no room in time', { retryAfter });
}

/** Leave, or the milliseconds after which it is worth asking again. */
async function askOnce(
  { clock, ledger, resilience, callId }: LeaveTools,
  endpoint: ModelEndpoint,
  request: ModelRequest,
  { attempt, kind, outputTokens, most }: Intent & { most: MostTokens | undefined },
  waiting: Waiting,
): Promise<Leave | number> {
  const admission = await resilience.admit(endpoint, () => clock.now(), waiting);
  const entry = newId();
  const end = (ending: Ending | null): void => admission.end(ending);
  if (!ledger) return { entry, isUnbound: true, end };
  const { name, modelId, limits, provider, timeoutMs } = endpoint;
  const promptTokens = most?.promptTokens ?? 0;
  const left = request.deadline === undefined ? Infinity : request.deadline - clock.now();
  let wait = 0;
  let reserved = false;
  try {
    wait = await ledger.book.reserve({
      id: entry,
      account: ledger.account,
      callId,
      attempt,
      kind,
      task: request.task,
      model: name,
      modelId,
      cost: most ? costOf({ ...most, reasoningTokens: 0, cachedTokens: 0 }, endpoint.prices) : null,
      limits: limits && { ...limits, tokens: promptTokens + outputTokens },
      shared: provider?.limits && { ...provider.limits, providerId: provider.id, tokens: promptTokens + outputTokens },
      streamed: request.onText !== undefined,
      lifetimeMs: Math.max(0, Math.min(timeoutMs, left)) + SETTLE_MS,
    });
    reserved = wait <= 0;
  } finally {
    if (!reserved) end(null);
  }
  return reserved ? { entry, isUnbound: wait === UNBOUND, end } : wait;
}

interface MostTokens {
  promptTokens: number;
  completionTokens: number;
}

/** What the attempt may use at most, where anything hangs on it. All of the request counts as prompt, a schema too. */
function mostTokens(endpoint: ModelEndpoint, { body, outputTokens }: Intent): MostTokens | undefined {
  const { prices, limits, provider } = endpoint;
  const isFree = prices?.inputPerMillion === 0 && prices.outputPerMillion === 0;
  const areTokensLimited = (limits?.tokensPerMinute ?? provider?.limits?.tokensPerMinute) !== undefined;
  if (!prices && !areTokensLimited) return undefined;
  const isCounted = !isFree || areTokensLimited;
  const promptTokens = isCounted ? Math.ceil(estimateTokens(JSON.stringify(body)) * PROMPT_MARGIN) : 0;
  return { promptTokens, completionTokens: outputTokens };
}
