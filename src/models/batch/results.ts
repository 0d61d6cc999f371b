import type { ErrorCode } from '../../common/errors/catalogue.js';
import { codeOfStatus, failureMessage, identifier, reportOf } from '../errors.js';
import { judgeContent } from '../judge.js';
import { fieldOf } from '../record.js';
import { readCompletion } from '../response.js';
import type { ModelEndpoint, Prices } from '../types.js';
import { costOf, usageOrEstimate } from '../usage.js';
import type { ModelBatchItemEntity } from './batch.entity.js';
import type { ResultLine } from './batch-file.js';
import type { ItemResult } from './batch-store.js';

type SentItem = Pick<ModelBatchItemEntity, 'id' | 'body' | 'opensInTrace'>;

/** What a batch is known by when its lines are read. */
export interface ReadingTerms {
  endpoint: ModelEndpoint;
  prices: Prices | null;
  /** Since it was handed over. */
  milliseconds: number;
  /** Somebody wanted no more answers: what has none shall not be asked for in another way. */
  isCancelled: boolean;
}

/** What a line says of a request. Pure. */
export function resultOf(line: ResultLine, item: SentItem, terms: ReadingTerms): ItemResult {
  if (line.error !== null || line.status === null) return notAnswered(line, item, terms);
  const requestId = identifier(line.requestId, terms.endpoint.apiKey) ?? null;
  if (line.status < 200 || line.status > 299) {
    const code = codeOfStatus(line.status);
    const report = reportOf(line.body, { status: line.status }, terms.endpoint, { messages: messagesOf(item) });
    const message = failureMessage(terms.endpoint.name, 'refused a request of a batch', report);
    return returned(item.id, code, message, { status: line.status, requestId, milliseconds: terms.milliseconds });
  }
  const raw = readCompletion(line.body, item.opensInTrace);
  if (raw === null) {
    const message = failureMessage(terms.endpoint.name, 'its answer in a batch is no chat completion', {});
    return returned(item.id, 'model.failed', message, { ...terms, status: line.status, requestId });
  }
  const usage = usageOrEstimate(raw, messagesOf(item));
  const cost = costOf(usage, terms.prices);
  return {
    id: item.id,
    state: 'answered',
    outcome: { kind: 'raw', raw, usage, requestId: requestId ?? raw.id, cost },
    record: {
      outcome: judgeContent(raw, terms.endpoint)?.failure?.code ?? 'ok',
      status: line.status,
      requestId: requestId ?? identifier(raw.id, terms.endpoint.apiKey) ?? null,
      snapshot: raw.model,
      usage,
      cost,
      milliseconds: terms.milliseconds,
    },
  };
}

/** A request that has no answer: it may be asked again in the ordinary way. */
export function returned(
  id: string,
  code: ErrorCode,
  message: string,
  { status = null, requestId = null, milliseconds }: Attempted,
): ItemResult {
  return {
    id,
    state: 'returned',
    outcome: { kind: 'error', error: { code, message } },
    record: { outcome: code, status, requestId, snapshot: null, usage: null, cost: null, milliseconds },
  };
}

interface Attempted {
  status?: number | null;
  requestId?: string | null;
  milliseconds: number;
}

function notAnswered(line: ResultLine, { id }: SentItem, terms: ReadingTerms): ItemResult {
  const providerCode = identifier(line.error?.code, terms.endpoint.apiKey);
  const message = failureMessage(terms.endpoint.name, 'did not answer a request of a batch', { providerCode });
  if (terms.isCancelled) return { ...returned(id, 'batch.cancelled', message, terms), state: 'final' };
  return returned(id, providerCode === 'batch_expired' ? 'batch.expired' : 'batch.incomplete', message, terms);
}

/** What was sent, so that no message of the provider repeats it. */
function messagesOf({ body }: SentItem): { role: 'user'; content: string }[] {
  const messages = fieldOf(JSON.parse(body), 'messages');
  const list: unknown[] = Array.isArray(messages) ? messages : [];
  return list.map((message) => {
    const content = fieldOf(message, 'content');
    return { role: 'user', content: typeof content === 'string' ? content : '' };
  });
}
