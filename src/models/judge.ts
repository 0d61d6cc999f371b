import type { ErrorCode } from '../common/errors/catalogue.js';
import type { ProviderReport } from './errors.js';
import { isRecord } from './record.js';
import type { RawAnswer } from './response.js';
import { hasValue, parseStructured, type Reading, type StructuredOutput } from './output/parse.js';
import type { Repair } from './output/repair.js';
import type { ModelEndpoint, ModelRequest } from './types.js';

/** Why an attempt is no success, and what the retry policy has to know of it. */
export interface Failure {
  code: ErrorCode;
  what: string;
  report: ProviderReport;
  transient: boolean;
  headers?: Headers;
  /** Where it is known without any headers: in how many seconds another try makes sense. */
  retryAfter?: number;
  /** A structured answer in which something is wrong or missing that can be asked for. */
  reading?: Reading;
}

export interface Verdict {
  failure: Failure | null;
  /** What could be kept of a structured answer; may stand beside a failure. */
  output: StructuredOutput | null;
}

export function failureFor(code: ErrorCode, what: string, transient = false): Failure {
  return { code, what, report: {}, transient };
}

function failed(code: ErrorCode, what: string, transient = false): Verdict {
  return { failure: failureFor(code, what, transient), output: null };
}

/** What is wrong with an answer as such, before its form is looked at; null when nothing is. */
export function judgeContent(raw: RawAnswer, endpoint: ModelEndpoint): Verdict | null {
  if (raw.refused) return failed('model.rejected', 'declined to answer');
  if (!raw.complete) return failed('model.truncated', 'its stream ended before the answer did', true);
  if (raw.text === '') {
    const spent = raw.usage === null ? '' : ` after ${raw.usage.completionTokens} output tokens`;
    return failed('model.empty', `answered nothing${spent}`);
  }
  if (raw.usage === null && endpoint.missingUsage !== 'estimate') {
    return failed('model.no_usage', 'did not say what it used');
  }
  return null;
}

/**
 * Judges an answer: usable as a whole, in part (a failure with an output), or not at all. Pure.
 *
 * @param repair the turn that it answers, where it is not the first
 */
export function judge(raw: RawAnswer, endpoint: ModelEndpoint, request: ModelRequest, repair?: Repair): Verdict {
  const content = judgeContent(raw, endpoint);
  if (content !== null) return content;
  const isCut = raw.finishReason === 'length';
  if (request.schema === undefined) {
    return isCut ? failed('model.truncated', 'reached its output limit') : { failure: null, output: null };
  }
  if (repair !== undefined) return judgeReading(repair.read(raw.text, !isCut));
  const reading = parseStructured(raw.text, request.schema, { isWhole: !isCut });
  if (isCut && !hasEntries(reading.raw)) return cutWithoutEntries(reading);
  const { failure, output } = judgeReading(reading);
  const whole = output && { ...output, truncated: output.truncated || isCut };
  return { failure: failure && { ...failure, reading }, output: whole };
}

/** Whether something is there to be continued. */
function hasEntries(raw: unknown): boolean {
  if (Array.isArray(raw)) return raw.length > 0;
  return isRecord(raw) && Object.values(raw).some(hasEntries);
}

/** Asked again it would be cut off again: what is there has to do. */
function cutWithoutEntries(reading: Reading): Verdict {
  if (!hasValue(reading)) return failed('model.truncated', 'reached its output limit');
  return { failure: null, output: { ...reading, truncated: true } };
}

function judgeReading(reading: Reading): Verdict {
  const output = hasValue(reading) ? reading : null;
  if (output !== null && reading.issues.length === 0 && !reading.truncated) return { failure: null, output };
  if (reading.truncated) return { ...failed('model.truncated', 'ended before its answer did'), output };
  const what = output === null ? 'answered in the wrong form' : 'answered partly in the wrong form';
  return { ...failed('model.invalid_output', what), output };
}
