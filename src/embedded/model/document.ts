import type { Provision, SourceText, Span } from '../../contracts/types.js';
import { dateCandidates } from '../extractors/dates.js';
import { partyCandidates } from '../extractors/parties.js';
import { titleCandidates } from '../extractors/titles.js';
import { segmentsOf, type Segment } from '../segments.js';
import { piecesOf } from './pieces.js';

/** What a unit is: the first stage of the model judges each on its own words and surroundings. */
export const UNIT_KINDS = ['sentence', 'piece', 'title', 'party', 'date'] as const;
export type UnitKind = (typeof UNIT_KINDS)[number];

/** A range that the first stage of the model judges. */
export interface Unit extends Span {
  kind: UnitKind;
  /** The sentence in which it begins. */
  sentence: number;
  /** Context of a phrase as the extractors describe it (`extractors/context.ts`). */
  context?: string;
}

/** A range that may be a whole clause: a unit, or a run of pieces or sentences. */
export interface Candidate extends Span {
  /** The units it consists of, a half-open range; for phrases the one unit. */
  firstUnit: number;
  lastUnit: number;
  firstSentence: number;
  lastSentence: number;
  shape: CandidateShape;
}

export const CANDIDATE_SHAPES = ['sentence', 'piece', 'pieces', 'sentences', 'provision', 'phrase'] as const;
export type CandidateShape = (typeof CANDIDATE_SHAPES)[number];

/** A text cut into what the model judges. Units begin with the sentences: unit i is sentence i. */
export interface ModelDocument {
  text: string;
  sentences: Segment[];
  units: Unit[];
  candidates: Candidate[];
}

/** Longest run of whole sentences, and longest provision taken as one candidate, in sentences. */
const LONGEST_RUN = 4;
const LONGEST_PROVISION = 12;
/** Of a sentence with more pieces than this, only short runs of pieces are candidates. */
const FREE_RUNS = 6;
const SHORT_RUN = 2;
const LONGEST_CANDIDATE = 6_000;

/** Cuts a text into units and candidates. Linear in its length. */
export function readDocument(source: SourceText): ModelDocument {
  const { text } = source;
  const sentences = segmentsOf(source);
  const units: Unit[] = sentences.map(({ start, end }, sentence) => ({ kind: 'sentence', start, end, sentence }));
  const candidates: Candidate[] = units.map(({ start, end, sentence }) => ({
    start,
    end,
    firstUnit: sentence,
    lastUnit: sentence + 1,
    firstSentence: sentence,
    lastSentence: sentence,
    shape: 'sentence',
  }));
  addPieces(text, sentences, units, candidates);
  addRuns(sentences, candidates);
  addProvisions(source.provisions, sentences, candidates);
  addPhrases(text, sentences, units, candidates);
  return { text, sentences, units, candidates };
}

function addPieces(text: string, sentences: readonly Segment[], units: Unit[], candidates: Candidate[]): void {
  for (const [sentence, span] of sentences.entries()) {
    const pieces = piecesOf(text, span);
    if (pieces.length < 2) continue;
    const base = units.length;
    for (const piece of pieces) units.push({ kind: 'piece', sentence, ...piece });
    for (let first = 0; first < pieces.length; first += 1) {
      for (let last = first; last < pieces.length; last += 1) {
        const isWhole = last - first === pieces.length - 1;
        if (isWhole || (pieces.length > FREE_RUNS && last - first >= SHORT_RUN)) continue;
        candidates.push({
          start: pieces[first]!.start,
          end: pieces[last]!.end,
          firstUnit: base + first,
          lastUnit: base + last + 1,
          firstSentence: sentence,
          lastSentence: sentence,
          shape: first === last ? 'piece' : 'pieces',
        });
      }
    }
  }
}

function runOf(sentences: readonly Segment[], first: number, last: number, shape: CandidateShape): Candidate {
  const [start, end] = [sentences[first]!.start, sentences[last]!.end];
  return { start, end, firstUnit: first, lastUnit: last + 1, firstSentence: first, lastSentence: last, shape };
}

function addRuns(sentences: readonly Segment[], candidates: Candidate[]): void {
  for (let first = 0; first < sentences.length; first += 1) {
    const most = Math.min(sentences.length - 1, first + LONGEST_RUN - 1);
    for (let last = first + 1; last <= most; last += 1) {
      const run = runOf(sentences, first, last, 'sentences');
      if (run.end - run.start > LONGEST_CANDIDATE) break;
      candidates.push(run);
    }
  }
}

function addProvisions(provisions: readonly Provision[], sentences: readonly Segment[], candidates: Candidate[]): void {
  const visit = ({ start, end, children }: Provision): void => {
    for (const child of children) visit(child);
    const first = sentenceAt(sentences, start);
    const last = sentenceAt(sentences, end - 1);
    const length = last - first + 1;
    if (first < 0 || length <= LONGEST_RUN || length > LONGEST_PROVISION || end - start > LONGEST_CANDIDATE) return;
    candidates.push(runOf(sentences, first, last, 'provision'));
  };
  for (const provision of provisions) visit(provision);
}

function addPhrases(text: string, sentences: readonly Segment[], units: Unit[], candidates: Candidate[]): void {
  const phrases = { title: titleCandidates(text), party: partyCandidates(text), date: dateCandidates(text) };
  for (const kind of ['title', 'party', 'date'] as const) {
    for (const { start, end, context } of phrases[kind]) {
      const sentence = Math.max(0, sentenceAt(sentences, start));
      const unit = units.push({ kind, start, end, sentence, context });
      const place = { firstSentence: sentence, lastSentence: sentence };
      candidates.push({ start, end, firstUnit: unit - 1, lastUnit: unit, ...place, shape: 'phrase' });
    }
  }
}

/** The last sentence that begins at or before a position; -1 before the first. */
function sentenceAt(sentences: readonly Span[], position: number): number {
  let low = 0;
  let high = sentences.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sentences[middle]!.start <= position) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
