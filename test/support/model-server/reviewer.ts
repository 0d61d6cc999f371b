import { answerJson, type Answer, type ChatBody, type RecordedRequest, type Responder } from './behaviours.js';

/**
 * A model whose accuracy is known, so that what measures accuracy can be proven: it finds the document in the prompt and
 * answers reviews and summaries with verbatim quotes. All chance comes from the seed and the question, never from the
 * order of requests.
 */
export interface ReviewerOptions {
  seed?: number;
  /** What is true. A quote counts for a request when the part of the document in its prompt holds it. */
  truth?: readonly { rule: string; quote: string }[];
  /** Probability that a true clause is reported; 1 unless told. */
  hit?: number;
  /** Probability, for each rule asked for (each sentence of a summary), of a quote that no document holds; 0 unless told. */
  invent?: number;
  /** Probability, for each rule asked for, of quoting a real sentence that has nothing to do with it; 0 unless told. */
  mislabel?: number;
  /** Sentences a summary takes from a part; 4 unless told. */
  sentences?: number;
  /** Draws anew for each repeat of the same prompt, as a model with a temperature would. */
  vary?: boolean;
  markers?: { start: string; end: string };
  /** Fields of every answer: delay, trace, usage. */
  answer?: Partial<Omit<Answer, 'kind' | 'content'>>;
}

type Draw = (...about: string[]) => number;

/** A number in [0, 1) that depends on its words alone (FNV-1a, finished by murmur3's mixer). */
function hashed(seed: number, words: readonly string[]): number {
  let hash = 0x811c9dc5 ^ seed;
  for (const char of words.join('\u0000')) hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

function sentencesOf(text: string): string[] {
  return (text.match(/[^.!?。\n]+[.!?。]?/gu) ?? [])
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence.length >= 20);
}

function inventedQuote(about: string): string {
  return `The undersigned fictitious undertaking concerning ${about} shall be performed on the far side of the moon.`;
}

/** The document in the prompt, and the prompt without it. */
function splitPrompt(
  body: ChatBody,
  { start, end }: { start: string; end: string },
): { document: string; rest: string } {
  const prompt = body.messages.filter((message) => message.role === 'user').map((message) => message.content)[0] ?? '';
  const from = prompt.indexOf(start);
  const to = prompt.indexOf(end, from + start.length);
  if (from < 0 || to < 0) return { document: '', rest: prompt };
  return {
    document: prompt.slice(from + start.length, to).trim(),
    rest: prompt.slice(0, from) + prompt.slice(to + end.length),
  };
}

type Task = 'review' | 'summary' | 'merge' | 'unknown';

/** The task, told by the fields of the schema in the request or in its system message. */
function taskOf(body: ChatBody): Task {
  const system = body.messages.find((message) => message.role === 'system')?.content ?? '';
  const schema = `${JSON.stringify(body.responseFormat)} ${system}`;
  if (schema.includes('"clauses"')) return 'review';
  if (schema.includes('"sources"')) return 'merge';
  return schema.includes('"quotes"') ? 'summary' : 'unknown';
}

function review(document: string, rest: string, options: ReviewerOptions, draw: Draw): unknown {
  const rules = [...rest.matchAll(/^- ([\w-]+): /gm)].map((match) => match[1]!);
  const sentences = sentencesOf(document);
  const part = String(hashed(0, [document]));
  const clauses = rules.flatMap((rule) => {
    const found: { rule: string; quote: string; explanation: string }[] = [];
    const report = (quote: string): void => void found.push({ rule, quote, explanation: `It concerns ${rule}.` });
    for (const { quote } of options.truth?.filter((entry) => entry.rule === rule) ?? []) {
      if (document.includes(quote) && draw('hit', rule, quote) < (options.hit ?? 1)) report(quote);
    }
    const other = sentences[Math.floor(draw('which', rule, part) * sentences.length)];
    if (other !== undefined && draw('mislabel', rule, part) < (options.mislabel ?? 0)) report(other);
    if (draw('invent', rule, part) < (options.invent ?? 0)) report(inventedQuote(rule));
    return found;
  });
  return { clauses };
}

function withSection(body: ChatBody, sentence: object): object {
  const system = body.messages.find((message) => message.role === 'system')?.content ?? '';
  return `${JSON.stringify(body.responseFormat)} ${system}`.includes('"section"')
    ? { ...sentence, section: 'Terms' }
    : sentence;
}

function summary(body: ChatBody, document: string, options: ReviewerOptions, draw: Draw): unknown {
  const all = sentencesOf(document);
  const wanted = Math.min(options.sentences ?? 4, all.length);
  const sentences = Array.from({ length: wanted }, (_, index) => {
    const quote = all[Math.floor((index * all.length) / wanted)]!;
    const invented = draw('invent', quote) < (options.invent ?? 0);
    const text = `In short: ${quote.slice(0, 60)}.`;
    return withSection(body, { text, quotes: [invented ? inventedQuote(quote.slice(0, 12)) : quote] });
  });
  return { sentences };
}

function merge(body: ChatBody, document: string, options: ReviewerOptions, draw: Draw): unknown {
  const numbered = [...document.matchAll(/^\[(\d+)\] (.*)$/gm)].map((match) => ({
    number: Number(match[1]),
    text: match[2]!,
  }));
  const sentences = numbered.map(({ number, text }) => {
    const invented = draw('invent', text) < (options.invent ?? 0);
    return withSection(body, { text, sources: [invented ? number + 10_000 : number] });
  });
  return { sentences };
}

export function simulatedReviewer(options: ReviewerOptions = {}): Responder {
  const markers = options.markers ?? { start: '⟦document⟧', end: '⟦/document⟧' };
  const repeats = new Map<string, number>();
  return (request: RecordedRequest) => {
    const body = request.body!;
    const repeat = repeats.get(request.raw) ?? 0;
    repeats.set(request.raw, repeat + 1);
    const salt = options.vary === true ? [String(repeat), String(body.seed)] : [];
    const draw: Draw = (...about) => hashed(options.seed ?? 1, [...about, ...salt]);
    const { document, rest } = splitPrompt(body, markers);
    const task = taskOf(body);
    if (task === 'review') return answerJson(review(document, rest, options, draw), options.answer);
    if (task === 'merge') return answerJson(merge(body, document, options, draw), options.answer);
    return answerJson(task === 'summary' ? summary(body, document, options, draw) : { text: 'OK' }, options.answer);
  };
}
