import { splitSentences } from '../../contracts/sentences.js';
import type { Span } from '../../contracts/types.js';
import { fold, weigh, type Cue } from '../evidence.js';
import type { Segment } from '../segments.js';
import { termsOf } from './vectors.js';

/** A line of a transcript: who speaks, with the time perhaps, and a colon. */
const LABEL =
  /^(?:[[(]?\d{1,2}:\d{2}(?::\d{2})?[\])]?\s+)?(\p{Lu}[^:\n]{0,90}|[가-힣][가-힣A-Z\d ()]{0,20})[:：](?:\s|$)/u;
const HANGUL = /[가-힣]/;
/** From this many turns on, this share of all lines, a text is a transcript. */
const TURNS = { least: 6, share: 0.6 };
/** Of this many words one is a filler in speech written down, even where no speakers are named. */
const WORDS_A_FILLER = 60;
const SAMPLE = 40_000;

/** What speakers say while they think, and marks of the transcriber. */
const FILLER =
  /\{\w+\}|\[\w+\]|\b(?:uh|um|uhm|er|hmm?|mm|mm-hmm|yeah|yep|huh|oh|eh|ah|okay|ok|you know|i mean|sort of|kind of|well|like)\b|(?:^|\s)(?:음|어|아|저기|네|예|그러니까|뭐|이제)(?=[\s,.]|$)/g;
const HESITATION = /\b(?:uh|um|uhm|hmm|mm-hmm|yeah)\b|\{\w+\}/g;
/** A word said twice, or one broken off. */
const STUMBLE = /\b([\p{L}']+)(?: ,)? \1\b|\{(?:disfmarker|gap)\}|(?<![\p{L}\p{N}_'’])[b-hj-z] \p{L}|--|\.\.\./u;
/** Words that point at speakers and at what was said before; a summary's reader sees neither. */
const DEIXIS = /\b(?:i|you|me|my|your|he|she|it|that|this one|here|there)\b/g;
/** Words of connected statements; chatter is poor in them. */
const CONNECTED = /\b(?:the|of|to|and|in|for|with|on|by|be|are|their|from|which|between)\b/g;

/** What meetings are held for: aims, proposals, reasons, agreements, tasks. */
const SUBSTANCE: readonly Cue[] = [
  [
    /\b(?:decid\w*|decisions?|agree[ds]?|agreement|conclu\w+|settled|approved?|motion|in summary|to summari[sz]e)\b/,
    0.15,
  ],
  [/\b(?:propos\w+|suggest\w*|recommend\w*|should|needs? to|ha(?:s|ve) to|must|plan\w*|going to|will)\b/, 0.1],
  [
    /\b(?:goals?|aims?|purpose|important|main\w*|focus\w*|requirements?|problems?|issues?|concern\w*|results?|because)\b/,
    0.1,
  ],
  [/\b(?:budget|costs?|price|deadline|project|meeting|agenda|next (?:step|week|meeting)|report\w*|present\w*)\b/, 0.05],
  [/결정|합의|하기로|확정|의결|가결|결론|정리하(?:면|자면)/, 0.3],
  [/제안|건의|필요|해야|검토|추진|계획|목표|중요|문제|이유|때문|까지|예산|일정|담당|보고/, 0.15],
];
const ASIDE: readonly Cue[] = [
  // What only continues another's sentence, or answers it.
  [/^(?:and (?:who|that's|then)|or|'cause|because|no|yes|yeah|which|exactly|with|without|just|for)\b/, -0.15],
  [/\?/, -0.35],
  [
    /\b(?:thank|thanks|sorry|please|welcome|hello|hi|bye|good (?:morning|afternoon)|joke|laugh\w*|lunch|coffee)\b/,
    -0.15,
  ],
  [/감사합니다|안녕하|수고하|죄송/, -0.2],
];

/** Words of any conversation, which tell nothing of this one's subject. */
const SMALL_TALK = new Set(
  (
    'think know thing just like good get got going want need really one two three something maybe look make say said see ' +
    'come mean kind sort bit lot way time yeah okay right well people back put take let work try much guess sure actually ' +
    'yes minister member government'
  ).split(' '),
);
/** So many terms are taken for what the talk is about, if they come up in at least `LASTING` of its `PARTS`. */
const KEY_TERMS = 40;
const PARTS = 12;
const LASTING = 3;

/** Whether the text is talk written down: a line a turn with its speaker's name, or full of hesitation. */
export function isDialogue(text: string): boolean {
  const counts = new Map<string, number>();
  let lines = 0;
  for (const line of text.slice(0, SAMPLE).split('\n')) {
    if (line.trim() === '') continue;
    lines += 1;
    const name = LABEL.exec(line)?.[1];
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const speakers = [...counts.values()].filter((count) => count > 1);
  const turns = speakers.reduce((sum, count) => sum + count, 0);
  if (speakers.length > 1 && turns >= TURNS.least && turns >= lines * TURNS.share) return true;
  const sample = text.slice(0, SAMPLE).toLowerCase();
  const words = sample.split(/\s+/).length;
  return words > 10 * WORDS_A_FILLER && (sample.match(HESITATION)?.length ?? 0) > words / WORDS_A_FILLER;
}

/** The sentences of a transcript: none goes beyond its line, which is a turn. Linear in the text. */
export function dialogueSegments(text: string): Segment[] {
  const segments: Segment[] = [];
  for (let start = 0, turn = 0; start < text.length; turn += 1) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    for (const span of splitSentences(text, { start, end })) segments.push(segmentOf(text, span, turn));
    start = end + 1;
  }
  return segments;
}

function segmentOf(text: string, { start, end }: Span, article: number): Segment {
  const sentence = text.slice(start, end);
  const folded = fold(withoutLabel(sentence));
  return { start, end, folded, heading: '', article, isHeading: false, hangul: HANGUL.test(sentence) };
}

function withoutLabel(sentence: string): string {
  const label = LABEL.exec(sentence);
  return label === null ? sentence : sentence.slice(label[0].length);
}

function wordsIn(folded: string): number {
  return folded.match(/[\p{L}\p{N}][\p{L}\p{N}'_-]*/gu)?.length ?? 0;
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

/** Whether a sentence of a transcript states something: it is whole, and more than a backchannel. */
export function isStatement({ folded, hangul }: Segment): boolean {
  const words = wordsIn(folded.replace(FILLER, ' '));
  if (words < (hangul ? 4 : 6) || folded.length > 700) return false;
  return /[.!?。]["'”’)]*$/.test(folded) || (hangul && /[다요까죠]$/.test(folded));
}

/** The terms that most sentences are about, small talk and passing subjects aside. */
export function keyTermsOf(segments: readonly Segment[]): ReadonlySet<string> {
  const uses = new Map<string, { sentences: number; parts: Set<number> }>();
  for (const [index, { folded }] of segments.entries()) {
    const part = Math.floor((PARTS * index) / segments.length);
    for (const term of new Set(termsOf(folded.replace(FILLER, ' ')))) {
      if (term.length <= 1 || SMALL_TALK.has(term)) continue;
      const use = uses.get(term) ?? { sentences: 0, parts: new Set() };
      uses.set(term, use);
      use.sentences += 1;
      use.parts.add(part);
    }
  }
  const lasting = [...uses].filter(([, { sentences, parts }]) => sentences >= 3 && parts.size >= LASTING);
  lasting.sort(([a, inA], [b, inB]) => inB.sentences - inA.sentences || (a < b ? -1 : 1));
  return new Set(lasting.slice(0, KEY_TERMS).map(([term]) => term));
}

/**
 * What a sentence of a transcript is worth in its summary: connected statements about the talk's subject, of a
 * comfortable length, that can be understood where they stand.
 *
 * @param centrality Cosine to the centroid of the transcript, in [0, 1].
 */
export function dialogueRelevance(segment: Segment, centrality: number, keyTerms: ReadonlySet<string>): number {
  const { folded, hangul } = segment;
  const words = Math.max(1, wordsIn(folded));
  const comfortable = hangul ? 12 : 20;
  const length = (0.4 * Math.min(words, comfortable)) / comfortable - 0.025 * Math.max(0, words - 1.4 * comfortable);
  const terms = new Set(termsOf(folded).filter((term) => keyTerms.has(term))).size;
  const register = (2 * count(folded, CONNECTED) - count(folded, DEIXIS) - 2 * count(folded, FILLER)) / words;
  const stumbles = STUMBLE.test(folded) ? 0.4 : 0;
  const subject = terms === 0 ? -0.3 : 0.15 * Math.min(3, terms);
  return 0.8 * centrality + length + register + subject - stumbles + weigh(SUBSTANCE, folded) + weigh(ASIDE, folded);
}
