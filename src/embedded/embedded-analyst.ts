import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type {
  AnalysisNote,
  Analyst,
  AnalystContext,
  ClauseRule,
  Coverage,
  Finding,
  Provenance,
  ReviewOptions,
  ReviewResult,
  SummaryOptions,
  SummaryResult,
  Usage,
} from '../analyses/analyst.js';
import { GroundingIndex } from '../contracts/grounding.js';
import type { SourceText } from '../contracts/types.js';
import { missingRationale, presentRationale, type RationaleLanguage } from './rationale.js';
import { summarise } from './summariser.js';
import type { ClauseTagger, TaggedSpan } from './tagger.js';

/** Citations of one finding at most: the surest ones. A rule may still have more passages; the rationale says how many. */
const MOST_CITATIONS = 5;
const DEFAULT_THRESHOLD = 0.5;

/** Surest first; of equals the one that stands first. */
function bySureness(a: TaggedSpan, b: TaggedSpan): number {
  return b.probability - a.probability || a.start - b.start;
}

function fullCoverage({ text, pages }: SourceText): Coverage {
  const { length } = text;
  const numbers = pages.map(({ number }) => number);
  return { pages: numbers, pagesTotal: pages.length, characters: length, charactersTotal: length, ratio: 1 };
}

function noUsage(since: number): Usage {
  const milliseconds = Math.round(performance.now() - since);
  return { calls: 0, promptTokens: 0, completionTokens: 0, reasoningTokens: 0, cachedTokens: 0, cost: 0, milliseconds };
}

/**
 * The analyst that runs on this machine: a clause tagger and an extractive summariser, no network, no generated prose.
 * Its result is a function of the text, the options and the tagger's version; only `usage.milliseconds` varies.
 */
export class EmbeddedAnalyst implements Analyst {
  /**
   * @param model Name in the catalogue, e.g. `embedded` or `keyword`.
   * @param version Version of Johang, for provenance.
   */
  constructor(
    private readonly tagger: ClauseTagger,
    private readonly model: string,
    private readonly version: string,
  ) {}

  /**
   * Findings in the order of the rules: `present` with the surest passages as citations, `missing` where the rule wants
   * a row for it. `confidence` is the surest passage's probability, of `missing` its complement.
   *
   * @throws the signal's reason when it aborts.
   */
  async review(source: SourceText, options: ReviewOptions, context: AnalystContext): Promise<ReviewResult> {
    const began = performance.now();
    await stage(context, 0, 2, 'tag');
    const byType = groupByType(this.tagger.tag(source));
    await stage(context, 1, 2, 'cite');
    const index = new GroundingIndex(source.text, source.pages);
    const language = rationaleLanguage(source, options.language);
    const findings = options.rules.flatMap((rule) =>
      this.finding(rule, byType.get(rule.clauseType) ?? [], index, language),
    );
    await stage(context, 2, 2, 'done');
    const provenance = this.provenance(source, { language, threshold: this.threshold });
    return {
      findings,
      coverage: fullCoverage(source),
      provenance,
      usage: noUsage(began),
      warnings: readingWarning(source, language),
    };
  }

  /**
   * Sentences of the source, word by word, each with the citation that it is.
   *
   * @throws the signal's reason when it aborts.
   */
  async summarize(source: SourceText, options: SummaryOptions, context: AnalystContext): Promise<SummaryResult> {
    const began = performance.now();
    const { style, maxSentences } = options;
    await stage(context, 0, 2, 'tag');
    const clauses = this.tagger.tag(source);
    await stage(context, 1, 2, 'select');
    const chosen = summarise(source, { style, maxSentences, clauses });
    const index = new GroundingIndex(source.text, source.pages);
    const sentences = chosen.map(({ span, section }) => {
      const citation = index.cite(span);
      return { text: citation.quote, ...(section === undefined ? {} : { section }), citations: [citation] };
    });
    await stage(context, 2, 2, 'done');
    const provenance = this.provenance(source, { style, ...(maxSentences === undefined ? {} : { maxSentences }) });
    const warnings = [
      ...readingWarning(source, rationaleLanguage(source, options.language)),
      ...translationWarning(source, options.language),
    ];
    return { sentences, coverage: fullCoverage(source), provenance, usage: noUsage(began), warnings };
  }

  private get threshold(): number {
    return this.tagger.threshold ?? DEFAULT_THRESHOLD;
  }

  private finding(
    rule: ClauseRule,
    spans: readonly TaggedSpan[],
    index: GroundingIndex,
    language: RationaleLanguage,
  ): Finding[] {
    const { id, clauseType, severityPresent, severityMissing } = rule;
    const found = spans.filter(({ probability }) => probability >= this.threshold).sort(bySureness);
    const [surest] = found;
    if (surest !== undefined) {
      const citations = found.slice(0, MOST_CITATIONS).map((span) => index.cite(span));
      const { probability, evidence = 'model' } = surest;
      const counts = { passages: found.length, cited: citations.length };
      const rationale = presentRationale(clauseType, language, { ...counts, probability, evidence });
      return [
        {
          rule: id,
          clauseType,
          outcome: 'present',
          severity: severityPresent,
          rationale,
          confidence: probability,
          citations,
        },
      ];
    }
    if (severityMissing === null) return [];
    const closest = Math.max(0, ...spans.map(({ probability }) => probability));
    const rationale = missingRationale(clauseType, language, closest);
    return [
      {
        rule: id,
        clauseType,
        outcome: 'missing',
        severity: severityMissing,
        rationale,
        confidence: 1 - closest,
        citations: [],
      },
    ];
  }

  private provenance({ textHash }: SourceText, parameters: Record<string, unknown>): Provenance {
    const { model, version } = this;
    return { analyst: 'embedded', model, snapshot: this.tagger.version, textHash, prompts: [], parameters, version };
  }
}

/** Reports a stage and lets other work run before it; the work in between is not interruptible. */
async function stage({ signal, progress }: AnalystContext, done: number, total: number, step: string): Promise<void> {
  await nextTurn();
  signal.throwIfAborted();
  progress(done, total, step);
}

function groupByType(spans: readonly TaggedSpan[]): ReadonlyMap<string, TaggedSpan[]> {
  const groups = new Map<string, TaggedSpan[]>();
  for (const span of spans) {
    const group = groups.get(span.clauseType);
    if (group === undefined) groups.set(span.clauseType, [span]);
    else group.push(span);
  }
  return groups;
}

function rationaleLanguage(source: SourceText, wanted: RationaleLanguage | undefined): RationaleLanguage {
  return wanted ?? (source.language === 'ko' ? 'ko' : 'en');
}

/** Its evidence is English and Korean: of another language it finds little, and "missing" then means little. */
function readingWarning({ language }: SourceText, inLanguage: RationaleLanguage): AnalysisNote[] {
  if (['en', 'ko', 'und'].includes(language)) return [];
  const message =
    inLanguage === 'ko'
      ? `내장 분석기는 영어와 한국어만 다룹니다. 이 문서(${language})의 결과는 신뢰하기 어렵습니다.`
      : `The embedded analyst reads English and Korean; what it says of this document (${language}) is not reliable.`;
  return [{ code: 'analysis.language', message }];
}

/** The embedded analyst quotes and does not translate: asked for another language, it says so. */
function translationWarning({ language }: SourceText, wanted: RationaleLanguage | undefined): AnalysisNote[] {
  if (wanted === undefined || language === wanted || language === 'und') return [];
  const message =
    wanted === 'ko'
      ? '내장 분석기는 원문 문장을 그대로 인용하며 번역하지 않습니다.'
      : 'The embedded analyst quotes the source and does not translate.';
  return [{ code: 'summary.language', message }];
}
