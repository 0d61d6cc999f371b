import { z } from 'zod';
import { estimateTokens } from '../../models/tokens.js';
import { jsonSchemaOf } from '../../models/output/json-schema.js';
import type { SummarySentence, SummaryStyle } from '../analyst.js';
import { documentBlock } from './document-block.js';
import { ANSWER_OVERHEAD, messagesOf, outputTokens, windowBudget } from './parts.js';
import { chunkTokens } from './planner.js';
import { formOf, sentenceOf } from './sentence.js';
import type { Session } from './session.js';

/** Each round makes fewer of them; a document of any length is done by then. */
const MAX_ROUNDS = 6;

interface Merged {
  text: string;
  sources: number[];
  section?: string;
}

export interface MergeOptions {
  style: SummaryStyle;
  /** Sentences the summary may have. */
  wanted: number;
}

function schemaFor(style: SummaryStyle, count: number): z.ZodType<{ sentences: Merged[] }> {
  const sentence = z.object({ text: z.string().min(1), sources: z.array(z.int().min(1).max(count)).min(1) });
  return z.object({ sentences: z.array(style === 'sections' ? sentence.extend({ section: z.string() }) : sentence) });
}

function line({ text, section }: SummarySentence, number: number): string {
  return `[${number}] ${section === undefined ? '' : `(${section}) `}${text}`;
}

/** `count` of the sentences, spread evenly over their order. */
function spread(sentences: readonly SummarySentence[], count: number): SummarySentence[] {
  if (sentences.length <= count) return [...sentences];
  return Array.from({ length: count }, (_, index) => sentences[Math.floor((index * sentences.length) / count)]!);
}

/** Groups in order, each of which fits into `tokens`. */
function groupsWithin(sentences: readonly SummarySentence[], tokens: number): SummarySentence[][] {
  const groups: SummarySentence[][] = [];
  let free = 0;
  for (const sentence of sentences) {
    const cost = estimateTokens(line(sentence, 1000)) + 1;
    if (groups.length === 0 || cost > free) {
      groups.push([]);
      free = tokens;
    }
    groups.at(-1)!.push(sentence);
    free -= cost;
  }
  return groups;
}

function values(session: Session, { style, wanted }: MergeOptions, document: string): Parameters<typeof messagesOf>[2] {
  const wording = session.prompt('summary').render(session.language, style);
  const form = formOf(style, '"sources": [1]');
  return { system: { count: String(wanted) }, user: { style: wording, form, document } };
}

/**
 * Makes one summary of the sentences of several parts. The model chooses and merges by number; the citations go with the
 * numbers, so that nothing new can be cited, and numbers that do not exist are dropped. What fits already stays as it is.
 * Where a call fails, sentences are chosen evenly, and a warning says so.
 */
export async function mergeSentences(
  session: Session,
  candidates: readonly SummarySentence[],
  options: MergeOptions,
): Promise<SummarySentence[]> {
  const { settings, endpoint } = session.tools;
  let current = [...candidates];
  for (let round = 0; round < MAX_ROUNDS && current.length > options.wanted; round++) {
    const wantedOutput = ANSWER_OVERHEAD + options.wanted * settings.tokensPerSentence;
    const output = Math.min(outputTokens(endpoint, wantedOutput), Math.floor(endpoint.contextWindow / 3));
    const frame = messagesOf(session.prompt('merge'), session.language, values(session, options, ''));
    const schemaText = JSON.stringify(jsonSchemaOf(schemaFor(options.style, current.length)));
    const groups = groupsWithin(current, chunkTokens(windowBudget(session, frame, output, schemaText)));
    // Groups of one cannot be merged: the window holds no two sentences.
    if (groups.length === current.length) break;
    const wanted =
      groups.length === 1 ? options.wanted : Math.max(1, Math.ceil((options.wanted * 1.5) / groups.length));
    const results = await session.each(groups, 'merge', (group) =>
      mergeGroup(session, group, { ...options, wanted }, output),
    );
    const failed = results.filter((result) => result.status === 'rejected' || result.value.length === 0).length;
    if (failed > 0) session.warn('summary.not_merged', WORDS.notMerged[session.language]);
    current = results.flatMap((result, index) =>
      result.status === 'fulfilled' && result.value.length > 0
        ? result.value.slice(0, wanted)
        : spread(groups[index]!, wanted),
    );
  }
  return spread(current, options.wanted);
}

async function mergeGroup(
  session: Session,
  group: readonly SummarySentence[],
  options: MergeOptions,
  output: number,
): Promise<SummarySentence[]> {
  const document = documentBlock(group.map((sentence, index) => line(sentence, index + 1)).join('\n'));
  const { value } = await session.ask({
    task: 'summary.merge',
    messages: messagesOf(session.prompt('merge'), session.language, values(session, options, document)),
    name: 'summary_merge',
    schema: schemaFor(options.style, group.length),
    outputTokens: output,
  });
  return value.sentences.flatMap((draft) => {
    const citations = draft.sources.flatMap((number) => group[number - 1]?.citations ?? []);
    return sentenceOf(draft, citations) ?? [];
  });
}

const WORDS = {
  notMerged: {
    en: 'The sentences of the parts could not be merged by the model; they were chosen evenly instead.',
    ko: '모델이 부분별 문장을 합치지 못하여 고르게 선택했습니다.',
  },
} as const;
