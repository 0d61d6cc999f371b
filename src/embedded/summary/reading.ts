import type { SourceText } from '../../contracts/types.js';
import { segmentsOf, type Segment } from '../segments.js';
import type { TaggedSpan } from '../tagger.js';
import { dialogueRelevance, dialogueSegments, isDialogue, isStatement, keyTermsOf } from './dialogue.js';
import { factsOf, type Fact } from './facts.js';
import { caselessSegments, isCaseless, isCaselessProse, isPassage, passageJudge } from './passage.js';
import { withoutTitle } from './openings.js';
import type { PassageWordModel } from './passage-words.js';
import { isPreamble, isProse, recurringLines } from './prose.js';
import { attachmentsFrom, contractRelevance, isContract, reportRelevance } from './relevance.js';
import { sectionAt, sectionsOf } from './sections.js';
import { centroidOf, cosine, vectorise, type Vector } from './vectors.js';

/** A transcript has no sections: it is covered in so many equal parts. */
const PARTS_OF_TALK = 12;

/** What a sentence loses by not being in the text's language: an abstract in another one says the same again. */
const OTHER_LANGUAGE = 0.4;

/** A quotable sentence, judged. */
export interface Sentence extends Segment {
  relevance: number;
  vector: Vector;
  fact: Fact | undefined;
  part: Part;
}

/** What is quotable of a text, and what each sentence is worth to a reader of the whole. */
interface Reading {
  sentences: readonly { segment: Segment; index: number }[];
  facts: ReadonlyMap<number, Fact>;
  /** @param centrality Cosine to the centroid of the quotable sentences, in [0, 1]. */
  worth: (segment: Segment, centrality: number, fact: Fact | undefined) => number;
  partOf: (segment: Segment) => Part;
}

/** A part of the text that a summary should not draw on twice where others are silent. */
export interface Part {
  key: string;
  title?: string;
}

function numbered(segments: readonly Segment[]): { segment: Segment; index: number }[] {
  return segments.map((segment, index) => ({ segment, index }));
}

function readDialogue(text: string): Reading {
  const segments = dialogueSegments(text);
  const keyTerms = keyTermsOf(segments);
  return {
    sentences: numbered(segments).filter(({ segment }) => isStatement(segment)),
    facts: new Map(),
    worth: (segment, centrality) => dialogueRelevance(segment, centrality, keyTerms),
    partOf: ({ start }) => ({ key: String(Math.floor((PARTS_OF_TALK * start) / text.length)) }),
  };
}

function readCaseless(source: SourceText, model?: PassageWordModel): Reading {
  const segments = caselessSegments(source).filter(isCaselessProse);
  return {
    sentences: numbered(segments),
    facts: new Map(),
    worth: passageJudge(segments, model),
    partOf: ({ start }) => ({ key: String(start) }),
  };
}

function readDocument(source: SourceText, clauses: readonly TaggedSpan[], model?: PassageWordModel): Reading {
  const { text } = source;
  const segments = segmentsOf(source);
  const recurring = recurringLines(text);
  const contract = isContract(text);
  const facts = contract ? factsOf(segments, clauses, (segment) => isPreamble(text, segment)) : new Map<number, Fact>();
  const attachments = attachmentsFrom(source);
  const sections = sectionsOf(text, source.provisions, recurring);
  const isNamed = (index: number): boolean => facts.get(index)?.clauseType === 'Parties';
  const worth: Reading['worth'] = (segment, centrality, fact) => {
    const place = 1 - segment.start / Math.max(1, text.length);
    const isForeign = segment.hangul ? source.language === 'en' : source.language === 'ko';
    const foreign = isForeign ? OTHER_LANGUAGE : 0;
    return contract
      ? contractRelevance(segment, centrality, place, attachments, fact) - foreign
      : reportRelevance(segment, centrality, place) - foreign;
  };
  const sentences = numbered(segments).flatMap(({ segment, index }) => {
    if (isNamed(index)) return [{ segment: { ...segment, ...withoutTitle(text, segment) }, index }];
    return isProse(text, segment, recurring) ? [{ segment, index }] : [];
  });
  const alone = sections.length === 0 && facts.size === 0 && isPassage(text);
  return {
    sentences,
    facts,
    worth: alone
      ? passageJudge(
          sentences.map(({ segment }) => segment),
          model,
        )
      : worth,
    partOf: ({ start }) => {
      const section = sectionAt(sections, start);
      return section === undefined ? { key: String(start) } : { key: String(section.start), title: section.title };
    },
  };
}

function readingOf(source: SourceText, clauses: readonly TaggedSpan[], model?: PassageWordModel): Reading {
  if (isDialogue(source.text) && !isContract(source.text)) return readDialogue(source.text);
  return isCaseless(source.text) ? readCaseless(source, model) : readDocument(source, clauses, model);
}

/**
 * The quotable sentences of a text, in order, with what each is worth in its summary. What that means depends on the
 * kind of text: a transcript, a passage without capitals, a contract, a report.
 *
 * @param model What judges the sentences of a passage of terms; by default the one that ships.
 */
export function sentencesOf(source: SourceText, clauses: readonly TaggedSpan[], model?: PassageWordModel): Sentence[] {
  const { sentences, facts, worth, partOf } = readingOf(source, clauses, model);
  const vectors = vectorise(sentences.map(({ segment }) => segment.folded));
  const centroid = centroidOf(vectors);
  return sentences.map(({ segment, index }, at) => {
    const vector = vectors[at] ?? new Map<string, number>();
    const fact = facts.get(index);
    const relevance = worth(segment, cosine(vector, centroid), fact);
    return { ...segment, relevance, vector, fact, part: partOf(segment) };
  });
}
