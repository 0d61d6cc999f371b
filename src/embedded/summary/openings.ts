import type { Span } from '../../contracts/types.js';
import type { Segment } from '../segments.js';
import type { TaggedSpan } from '../tagger.js';

/** From two names on, a sentence is taken for the one that introduces the parties. */
const NAMES_OF_PREAMBLE = 2;
const SURE = 0.5;
/** How a sentence introduces the parties, beside their names. */
const INTRODUCTION =
  /\b(?:between|among|amongst)\b|\b(?:made|entered|dated|effective)\b.{0,80}\b(?:by|with|as of)\b|(?:이하|계약을 체결)/;

/** So far into a text, as a share of its sentences, a contract says what it is for. */
const OPENING = 0.35;
/** Sentences at most that are taken for each way of saying it; a contract says it early or not at all. */
const MOST_OF_A_KIND = 2;

const DEALS =
  'appoints?|engages?|retains?|hires?|employs?|purchases?|sells?|buys?|leases?|licen[sc]es?|sponsors?|provides?|performs?|renders?|suppl(?:y|ies)|manufactures?|distributes?|markets?|promotes?|develops?|hosts?|maintains?|transports?|operates?|collaborates?|cooperates?|outsources?|services?|grants?|obtains?|establish(?:es)?|resells?|designs?';
/** What every contract promises beside its object. */
const ASIDE =
  /\b(?:notices?|insurance|copy|copies|evidence|records?|reports?|indemni\w+|confidential\w*|warrant\w*|invoices?|certificates?|means|defined|terminat\w+|assign\w*|amend\w*|such|nothing|each|not to(?! the))\b/;

/** Ways of saying what a contract is for, the surest first. */
const PURPOSES: readonly { pattern: RegExp; worth: number }[] = [
  {
    pattern:
      /\b(?<!for (?:the )?)(?:purposes? of this (?:agreement|contract|lease)|this (?:agreement|contract) (?:sets? (?:forth|out)|governs|covers|relates to|concerns))\b/,
    worth: 0.75,
  },
  {
    pattern:
      /\b(?:hereby (?:\w+ ){0,2}|agrees? to )(?:appoints?|engages?|retains?|hires?|employs?|leases?|sells?|sponsors?|designates?)\b/,
    worth: 0.9,
  },
  {
    pattern: new RegExp(
      `\\b(?:wish(?:es)?|desires?|intends?|(?:has|have) agreed|agrees?)(?: to (?:\\w+ ){0,2}(?:${DEALS})|,? (?:for|that)? ?(?:\\w+ ){1,6}(?:to|shall|will) (?:${DEALS}))\\b|\\bdesirous of (?:\\w+ )?\\w+ing\\b`,
    ),
    worth: 0.85,
  },
  { pattern: new RegExp(`\\b(?:shall|will) (?:${DEALS})\\b`), worth: 0.6 },
];

/**
 * The sentence that introduces the parties, as its index: the first that holds names found by form, or that lies in a
 * passage which a model takes for their introduction and reads like one.
 *
 * @param isQuotable Whether the sentence at an index could stand in a summary.
 */
export function preambleOf(
  segments: readonly Segment[],
  spans: readonly TaggedSpan[],
  isQuotable: (segment: Segment) => boolean,
): number | undefined {
  const names = new Map<number, number>();
  let from = 0;
  for (const span of spans) {
    if (span.clauseType !== 'Parties' || span.probability < SURE) continue;
    while ((segments[from]?.end ?? Infinity) <= span.start) from += 1;
    for (let at = from; (segments[at]?.start ?? Infinity) < span.end; at += 1) {
      const segment = segments[at];
      if (segment === undefined || segment.isHeading) continue;
      const introduces =
        span.evidence === 'model' && INTRODUCTION.test(segment.folded) && !segment.folded.startsWith('whereas');
      if (introduces || span.evidence === 'form')
        names.set(at, (names.get(at) ?? 0) + (introduces ? NAMES_OF_PREAMBLE : 1));
    }
  }
  const candidates = [...names].filter(([, count]) => count >= NAMES_OF_PREAMBLE).map(([at]) => at);
  return candidates
    .sort((a, b) => a - b)
    .find((at) => {
      const segment = segments[at];
      return segment !== undefined && isQuotable(segment);
    });
}

/** Where a sentence begins behind a title that runs into it, as where line breaks were lost. */
const BEHIND_TITLE = /(?:\s{2,}|[A-Z]{4,}["”)]*\s)(?=(?:THIS|This)\s)/g;
const INTRODUCES = /\b(?:between|among|amongst|made|entered|dated)\b/i;

/** The sentence that introduces the parties without the title that it begins with. */
export function withoutTitle(text: string, { start, end }: Span): Span {
  const sentence = text.slice(start, end);
  const title = sentence.slice(0, INTRODUCES.exec(sentence)?.index ?? 0);
  const behind = [...title.matchAll(BEHIND_TITLE)].at(-1);
  return { start: start + (behind === undefined ? 0 : behind.index + behind[0].length), end };
}

/** Sentences of an English contract's opening that say what it is for, by index, each with its worth in a summary. */
export function purposesOf(segments: readonly Segment[]): ReadonlyMap<number, number> {
  const purposes = new Map<number, number>();
  const counts = PURPOSES.map(() => 0);
  const until = Math.ceil(segments.length * OPENING);
  for (const [at, { folded, isHeading, hangul }] of segments.slice(0, until).entries()) {
    if (isHeading || hangul || ASIDE.test(folded)) continue;
    const kind = PURPOSES.findIndex(
      ({ pattern }, index) => (counts[index] ?? 0) < MOST_OF_A_KIND && pattern.test(folded),
    );
    const purpose = PURPOSES[kind];
    if (purpose === undefined) continue;
    counts[kind] = (counts[kind] ?? 0) + 1;
    purposes.set(at, purpose.worth);
  }
  return purposes;
}
