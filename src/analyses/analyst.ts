import type { Citation, SourceText } from '../contracts/types.js';
import type { Exposure } from '../models/masking/exposure.js';

export type AnalysisKind = 'summary' | 'review';
export type FindingOutcome = 'present' | 'missing' | 'deviates' | 'unsupported';
export type Severity = 'info' | 'low' | 'medium' | 'high';
export type SummaryStyle = 'executive' | 'bullets' | 'sections';

/** One row of a review. `citations` is empty for `missing`; `unsupported` says the analyst claimed a clause it could not quote. */
export interface Finding {
  /** Identifier of the rule within its playbook, e.g. `governing-law`. */
  rule: string;
  /** Clause type of the shared vocabulary, e.g. `Governing Law`. */
  clauseType: string;
  outcome: FindingOutcome;
  severity: Severity;
  rationale: string;
  suggestion?: string;
  /** Probability in [0, 1] that the outcome holds; null when the analyst has no calibrated one. */
  confidence: number | null;
  citations: Citation[];
}

/** A sentence of a summary with what it rests on. A sentence without any grounded citation is never emitted. */
export interface SummarySentence {
  text: string;
  section?: string;
  citations: Citation[];
}

/** What the analyst really read. `pages` are page numbers; characters count UTF-16 code units of the text. */
export interface Coverage {
  pages: number[];
  pagesTotal: number;
  characters: number;
  charactersTotal: number;
  /** `characters / charactersTotal`, 1 for an empty text. */
  ratio: number;
}

/** Enough to repeat the analysis: which code or model, with which prompt and parameters, on which text. */
export interface Provenance {
  analyst: 'embedded' | 'llm';
  /** Model name as catalogued, e.g. `embedded`, `solar-pro4`. */
  model: string;
  /** The exact snapshot: the provider's model id as answered, or the embedded model's version. */
  snapshot: string;
  textHash: string;
  prompts: { name: string; version: string; hash: string }[];
  parameters: Record<string, unknown>;
  /** What was masked before the model saw it, by label: how many different things, in how many places. Never what. */
  masked?: Record<string, { entities: number; places: number }>;
  /** Personal data that was not masked, and by whose leave; absent where none was shown by anybody's. */
  shown?: Exposure;
  /**
   * What of the model's answers was not in the form that was asked for, also when it was asked for again, and was left out:
   * where in the answer (a JSON pointer) and why. Of many the first are named.
   */
  dropped?: { count: number; parts: { task: string; path: string; reason: string }[] };
  /** Models of the route that were asked before and could not answer, and why. */
  fallbacks?: { model: string; code: string; message: string }[];
  /** Version of Johang that ran it. */
  version: string;
}

export interface Usage {
  calls: number;
  promptTokens: number;
  completionTokens: number;
  reasoningTokens: number;
  cachedTokens: number;
  /** Price in USD; null when the catalogue has no price for the model. */
  cost: number | null;
  milliseconds: number;
}

export interface AnalysisNote {
  code: string;
  message: string;
}

export interface ReviewResult {
  findings: Finding[];
  coverage: Coverage;
  provenance: Provenance;
  usage: Usage;
  warnings: AnalysisNote[];
}

export interface SummaryResult {
  sentences: SummarySentence[];
  coverage: Coverage;
  provenance: Provenance;
  usage: Usage;
  warnings: AnalysisNote[];
}

export interface ReviewOptions {
  /** Clause rules to review against, in the order they are reported. */
  rules: readonly ClauseRule[];
  /** Language of rationales; the document's own by default. */
  language?: 'en' | 'ko';
}

export interface SummaryOptions {
  style: SummaryStyle;
  language?: 'en' | 'ko';
  /** Upper bound of the summary's sentences. */
  maxSentences?: number;
}

/** What a review asks of a document for one clause type. */
export interface ClauseRule {
  id: string;
  clauseType: string;
  /** Severity of the finding when the clause is there. */
  severityPresent: Severity;
  /** Severity when it is not; null when its absence is not worth a row. */
  severityMissing: Severity | null;
  question: string;
}

/** Progress in whole steps; `total` may grow while the work is planned. */
export type ReportProgress = (done: number, total: number, step: string) => void;

export interface AnalystContext {
  signal: AbortSignal;
  progress: ReportProgress;
}

/**
 * Turns a text into a result. Implementations ground every citation in the text they were given and throw `AppError`
 * (catalogued) when the work as a whole failed; a partial failure is a warning and shows in `coverage`.
 */
export interface Analyst {
  review(source: SourceText, options: ReviewOptions, context: AnalystContext): Promise<ReviewResult>;
  summarize(source: SourceText, options: SummaryOptions, context: AnalystContext): Promise<SummaryResult>;
}
