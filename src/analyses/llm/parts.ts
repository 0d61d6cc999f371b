import type { SourceText, Span } from '../../contracts/types.js';
import { estimateMessages } from '../../models/tokens.js';
import type { Message, ModelEndpoint } from '../../models/types.js';
import { addressesModel, documentBlock } from './document-block.js';
import { planChunks, type Chunk, type WindowBudget } from './planner.js';
import type { Prompt, PromptLanguage } from './prompts.js';
import type { Partiality, Session } from './session.js';

/** Tokens of an answer beside those of its items: braces, names, an unasked-for sentence. */
export const ANSWER_OVERHEAD = 400;

/** Tokens the trace may take, as the entry sets them aside. */
export function reasoningTokens({ reasoning }: ModelEndpoint): number {
  return reasoning === undefined || reasoning.effort === 'none' ? 0 : reasoning.reserveTokens;
}

/** The answer's share of the model's output limit: what `wanted` is, unless the trace leaves less. */
export function outputTokens(endpoint: ModelEndpoint, wanted: number): number {
  return Math.max(64, Math.min(wanted, endpoint.maxOutputTokens - reasoningTokens(endpoint)));
}

/** System and user message of a prompt. */
export function messagesOf(
  prompt: Prompt,
  language: PromptLanguage,
  values: { system: Record<string, string>; user: Record<string, string> },
): Message[] {
  return [
    { role: 'system', content: prompt.render(language, 'system', values.system) },
    { role: 'user', content: prompt.render(language, 'user', values.user) },
  ];
}

/** The budget of calls that have these messages around the document and may answer with so many tokens. */
export function windowBudget(
  session: Session,
  frame: readonly Message[],
  output: number,
  schemaText: string,
): WindowBudget {
  const { endpoint, settings } = session.tools;
  // The schema costs prompt tokens whether it goes into the prompt or the server puts it there.
  const promptTokens =
    estimateMessages([...frame, { content: schemaText }]) + estimateMessages([{ content: documentBlock('') }]);
  return {
    contextWindow: endpoint.contextWindow,
    promptTokens,
    outputTokens: output,
    reasoningTokens: reasoningTokens(endpoint),
    maxChunkTokens: settings.maxChunkTokens,
    overlapTokens: settings.overlapTokens,
  };
}

/** The parts of the source to show; none for a text without words. Warns when the text speaks to models. */
export function planParts(session: Session, budget: WindowBudget): Chunk[] {
  const { text, provisions } = session.source;
  if (addressesModel(text)) {
    session.warn('document.addresses_model', MESSAGES.addressesModel[session.language]);
  }
  return text.trim() === '' ? [] : planChunks(text, provisions, budget);
}

const MESSAGES = {
  addressesModel: {
    en: 'The document holds text that seems to give instructions to a language model. It was treated as text; read the result with care.',
    ko: '문서에 언어 모델에게 지시하는 것으로 보이는 문구가 있습니다. 본문으로만 취급했으나 결과를 주의해서 확인하십시오.',
  },
  'model.truncated': {
    en: "the model's answer ended early; what was complete of it was kept.",
    ko: '모델의 답변이 중간에 끊겨 완결된 부분만 사용했습니다.',
  },
  'model.invalid_output': {
    en: "a part of the model's answer was not in the form that was asked for and was left out.",
    ko: '모델의 답변 일부가 요청한 형식이 아니어서 제외했습니다.',
  },
} as const;

/** The pages a span touches, as words. */
export function pagesOf({ pages }: Pick<SourceText, 'pages'>, { start, end }: Span, language: PromptLanguage): string {
  const numbers = pages.filter((page) => page.start < end && page.end > start).map(({ number }) => number);
  const first = numbers[0];
  const last = numbers.at(-1);
  const range = first === last ? `${first}` : `${first}–${last}`;
  if (language === 'ko') return first === undefined ? `${start}–${end}자 구간` : `${range}쪽`;
  if (first === undefined) return `Characters ${start}–${end}`;
  return first === last ? `Page ${range}` : `Pages ${range}`;
}

/** Warns of a part whose call failed, under the code of the failure. */
export function warnOfFailure(session: Session, span: Span, error: unknown): void {
  const { language } = session;
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'model.failed';
  const message = error instanceof Error ? error.message : String(error);
  const pages = pagesOf(session.source, span, language);
  session.warn(code, language === 'ko' ? `${pages}: 읽지 못했습니다 (${message})` : `${pages}: not read (${message})`);
}

/** Warns of a part whose answer is not whole. */
export function warnOfPartial(session: Session, span: Span, why: Partiality): void {
  const { language, source } = session;
  session.warn(why, `${pagesOf(source, span, language)}: ${MESSAGES[why][language]}`);
}

/** Words of a model made fit to be shown and stored: one line, no control characters, no half characters, at most `most`. */
export function tidy(text: string, most: number): string {
  const flat = text
    .replace(/[\p{Cs}\p{Cf}]/gu, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  if (flat.length <= most) return flat;
  const cut = flat.slice(0, most - 1).replace(/\p{Cs}/gu, '');
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), most / 2)).trimEnd()}…`;
}
