import type { ErrorCode } from '../common/errors/catalogue.js';
import type { ProviderReport } from './errors.js';
import type { RawAnswer } from './response.js';
import { parseStructured, type StructuredOutput } from './structured.js';
import type { ModelEndpoint, ModelRequest, OutputIssue } from './types.js';

/** Why an attempt is no success, and what the retry policy has to know of it. */
export interface Failure {
  code: ErrorCode;
  what: string;
  report: ProviderReport;
  transient: boolean;
  headers?: Headers;
  /** Where it is known without any headers: in how many seconds another try makes sense. */
  retryAfter?: number;
  /** Of a structured answer in the wrong form: what was wrong, for the repair. */
  issues?: OutputIssue[];
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
function judgeContent(raw: RawAnswer, endpoint: ModelEndpoint): Verdict | null {
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

/** Judges an answer: usable as a whole, in part (a failure with an output), or not at all. Pure. */
export function judge(raw: RawAnswer, endpoint: ModelEndpoint, request: ModelRequest): Verdict {
  const content = judgeContent(raw, endpoint);
  if (content !== null) return content;
  const cut = raw.finishReason === 'length';
  if (request.schema === undefined) {
    return cut ? failed('model.truncated', 'reached its output limit') : { failure: null, output: null };
  }
  const parsed = parseStructured(raw.text, request.schema);
  if (parsed.value === undefined) {
    if (cut) return failed('model.truncated', 'reached its output limit');
    const failure = failureFor('model.invalid_output', 'answered in the wrong form');
    return { failure: { ...failure, issues: parsed.issues }, output: null };
  }
  const output = { ...parsed, truncated: parsed.truncated || cut };
  // Asked again it would be cut off again: what is there has to do.
  if (output.issues.length === 0 || output.truncated) return { failure: null, output };
  const failure = failureFor('model.invalid_output', 'answered partly in the wrong form');
  return { failure: { ...failure, issues: output.issues }, output };
}
