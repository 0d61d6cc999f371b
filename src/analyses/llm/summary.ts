import { z } from 'zod';
import { GroundingIndex } from '../../contracts/grounding.js';
import type { Citation } from '../../contracts/types.js';
import { jsonSchemaOf } from '../../models/output/json-schema.js';
import type { SummaryOptions, SummaryResult, SummarySentence, SummaryStyle } from '../analyst.js';
import { coverageOf } from './coverage.js';
import { documentBlock } from './document-block.js';
import { mergeSentences } from './merge.js';
import {
  ANSWER_OVERHEAD,
  messagesOf,
  outputTokens,
  planParts,
  warnOfFailure,
  warnOfPartial,
  windowBudget,
} from './parts.js';
import type { Chunk } from './planner.js';
import { groundQuote } from './quotes.js';
import { formOf, sentenceOf } from './sentence.js';
import { throwIfNothing } from './review.js';
import type { Reply, Session } from './session.js';

const USUAL_SENTENCES: Record<SummaryStyle, number> = { executive: 8, bullets: 12, sections: 20 };

interface Draft {
  text: string;
  quotes: string[];
  section?: string;
}

type Drafts = { sentences: Draft[] };

function schemaFor(style: SummaryStyle): z.ZodType<Drafts> {
  const sentence = z.object({ text: z.string().min(1), quotes: z.array(z.string()).min(1) });
  return z.object({ sentences: z.array(style === 'sections' ? sentence.extend({ section: z.string() }) : sentence) });
}

function valuesFor(
  session: Session,
  style: SummaryStyle,
  count: number,
): { system: Record<string, string>; user: Record<string, string> } {
  const prompt = session.prompt('summary');
  const user = { style: prompt.render(session.language, style), form: formOf(style, '"quotes": ["…"]') };
  return { system: { count: String(count) }, user };
}

/** Sentences to ask of each part: together half as many again as are wanted, so that merging has a choice. */
function sentencesPerPart(wanted: number, parts: number): number {
  return parts === 1 ? wanted : Math.min(wanted, Math.max(2, Math.ceil((wanted * 1.5) / parts)));
}

/** Summarises the source. @throws the first error when every call failed */
export async function summarize(session: Session, options: SummaryOptions): Promise<SummaryResult> {
  const { source, tools, language } = session;
  const { style } = options;
  const wanted = options.maxSentences ?? USUAL_SENTENCES[style];
  const schema = schemaFor(style);
  const output = outputTokens(tools.endpoint, ANSWER_OVERHEAD + wanted * tools.settings.tokensPerSentence);
  const outline = valuesFor(session, style, wanted);
  const frame = messagesOf(session.prompt('summary'), language, {
    ...outline,
    user: { ...outline.user, part: '00', parts: '00', document: '' },
  });
  const budget = windowBudget(session, frame, affordable(session, output), JSON.stringify(jsonSchemaOf(schema)));
  const chunks = wanted <= 0 ? [] : planParts(session, budget);
  const values = valuesFor(session, style, sentencesPerPart(wanted, chunks.length));

  const ask = (chunk: Chunk): Promise<Reply<Drafts>> => {
    const document = documentBlock(source.text.slice(chunk.start, chunk.end));
    const user = { ...values.user, part: String(chunk.index + 1), parts: String(chunks.length), document };
    const messages = messagesOf(session.prompt('summary'), language, { ...values, user });
    return session.ask({ task: 'summary', messages, name: 'summary', schema, outputTokens: budget.outputTokens });
  };
  const results = await session.each(chunks, 'summarize', ask);
  throwIfNothing(results);

  const candidates = ground(session, chunks, results);
  const sentences = await mergeSentences(session, candidates, { style, wanted });
  if (sentences.length === 0 && chunks.length > 0) session.warn('summary.empty', WORDS.empty[language]);
  const seen = chunks.filter((_, index) => results[index]?.status === 'fulfilled');
  const provenance = session.provenance({ style, maxSentences: wanted, chunks: chunks.length });
  return {
    sentences,
    coverage: coverageOf(source, seen),
    provenance,
    usage: session.usage(),
    warnings: session.warnings,
  };
}

/** The answer's tokens, but at most a third of the window: a short window shall not go to the answer alone. */
function affordable({ tools }: Session, output: number): number {
  return Math.min(output, Math.floor(tools.endpoint.contextWindow / 3));
}

/** Sentences with their citations; those without any are dropped and counted. */
function ground(
  session: Session,
  chunks: readonly Chunk[],
  results: readonly PromiseSettledResult<Reply<Drafts>>[],
): SummarySentence[] {
  const { source, language } = session;
  const index = new GroundingIndex(source.text, source.pages);
  let dropped = 0;
  const sentences: SummarySentence[] = [];
  for (const [position, result] of results.entries()) {
    const chunk = chunks[position]!;
    if (result.status === 'rejected') {
      warnOfFailure(session, chunk, result.reason);
      continue;
    }
    if (result.value.partial !== null) warnOfPartial(session, chunk, result.value.partial);
    for (const draft of result.value.value.sentences) {
      const citations = draft.quotes.flatMap((quote): Citation[] => groundQuote(index, quote, chunk) ?? []);
      const sentence = sentenceOf(draft, citations);
      if (sentence === null) dropped += 1;
      else sentences.push(sentence);
    }
  }
  if (dropped > 0)
    session.warn('summary.sentences_not_grounded', WORDS.dropped[language].replace('{n}', String(dropped)));
  return sentences;
}

const WORDS = {
  dropped: {
    en: '{n} sentences of the model rest on words that are not in the document and were dropped.',
    ko: '모델이 쓴 문장 {n}개는 근거 문구가 문서에 없어 제외했습니다.',
  },
  empty: {
    en: 'The model gave no sentence that the document supports.',
    ko: '문서로 뒷받침되는 문장을 모델이 제시하지 못했습니다.',
  },
} as const;
