import { fold, type Cue } from '../evidence.js';
import { agreementDate, documentName, effectiveDate, parties } from '../lexicon/form.js';
import { clauseLexicons } from '../lexicon/index.js';
import type { ModelDocument, Unit } from './document.js';
import { combine, hashText, wordHashes } from './hash.js';

/** Features come in groups, each scaled by itself, so that a long neighbour does not drown a short sentence. */
export const GROUPS = ['own', 'heading', 'around', 'cues', 'place'] as const;
const GROUP_COUNT = GROUPS.length;

/** Features are known by this many bits of their hash. */
export const KEY_BITS = 24;

/** The features of a document's units, as keys of {@link KEY_BITS} bits. */
export interface FeatureTable {
  keys: Uint32Array;
  /** Where the features of group g of unit u begin: `bounds[u * 5 + g]`; one more entry at the end. */
  bounds: Uint32Array;
}

const NAMESPACES = [
  'head',
  'path',
  'before',
  'after',
  'rest',
  'first',
  'kind',
  'place',
  'left',
  'right',
  'mark',
] as const;
const SPACE = Object.fromEntries(NAMESPACES.map((name) => [name, hashText(`#${name}`)])) as Record<
  (typeof NAMESPACES)[number],
  number
>;
const END = hashText('#end');

const BODY_CUES: readonly RegExp[] = unique(clauseLexicons.flatMap(({ body }) => body));
const HEADING_CUES: readonly RegExp[] = unique(clauseLexicons.flatMap(({ heading }) => heading));
const FORM_CUES: readonly RegExp[] = unique(
  [documentName, parties, agreementDate, effectiveDate].flatMap(({ body }) => body),
);

/** The patterns of the cues without their weights, each once: the weights were fitted, the patterns were written. */
function unique(cues: readonly Cue[]): RegExp[] {
  return [...new Map(cues.map(([pattern]) => [pattern.source, pattern])).values()];
}

function hits(patterns: readonly RegExp[], text: string, namespace: string): number[] {
  const found: number[] = [];
  if (text === '') return found;
  for (const [index, pattern] of patterns.entries())
    if (pattern.test(text)) found.push(hashText(`${namespace}${index}`));
  return found;
}

/** What is computed once for a sentence and used for its units and its neighbours. */
interface SentenceWords {
  words: number[];
  heading: number[];
  /** Cues that its headings and its words match. */
  headingCues: number[];
  cues: number[];
}

const LONGEST_AROUND = 30;
/** Words of a sentence that count; what is longer is a table or a list. */
const LONGEST_SENTENCE = 400;

/** Collects keys group by group. */
class KeyWriter {
  private keys = new Uint32Array(1 << 14);
  private readonly bounds: number[] = [];
  private length = 0;

  startGroup(): void {
    this.bounds.push(this.length);
  }

  push(hash: number): void {
    if (this.length === this.keys.length) {
      const larger = new Uint32Array(this.length * 2);
      larger.set(this.keys);
      this.keys = larger;
    }
    this.keys[this.length++] = hash >>> (32 - KEY_BITS);
  }

  pushAll(hashes: Iterable<number>): void {
    for (const hash of hashes) this.push(hash);
  }

  table(): FeatureTable {
    this.bounds.push(this.length);
    return { keys: this.keys.slice(0, this.length), bounds: Uint32Array.from(this.bounds) };
  }
}

/** Features of every unit of a document. Linear in the text. */
export function featuresOf(document: ModelDocument): FeatureTable {
  const writer = new KeyWriter();
  const headings = new Map<string, { words: number[]; cues: number[] }>();
  const sentences: SentenceWords[] = document.sentences.map(({ folded, heading }) => {
    let known = headings.get(heading);
    if (known === undefined) {
      known = { words: headingFeatures(heading), cues: hits(HEADING_CUES, heading, 'h') };
      headings.set(heading, known);
    }
    const words = wordHashes(folded).slice(0, LONGEST_SENTENCE);
    return { words, heading: known.words, headingCues: known.cues, cues: hits(BODY_CUES, folded, 'b') };
  });
  for (const unit of document.units) {
    if (unit.context === undefined) writeClause(writer, document, unit, sentences);
    else writePhrase(writer, document, unit, unit.context);
  }
  return writer.table();
}

function headingFeatures(heading: string): number[] {
  const words = wordHashes(heading);
  const found = words.map((word) => combine(SPACE.head, word));
  for (let index = 1; index < words.length; index += 1)
    found.push(combine(SPACE.head, combine(words[index - 1]!, words[index]!)));
  if (heading !== '') found.push(combine(SPACE.path, hashText(heading.slice(heading.lastIndexOf('>') + 1).trim())));
  return [...new Set(found)];
}

function writeClause(
  writer: KeyWriter,
  document: ModelDocument,
  unit: Unit,
  sentences: readonly SentenceWords[],
): void {
  const sentence = sentences[unit.sentence]!;
  const isWhole = unit.kind === 'sentence';
  const words = isWhole ? sentence.words : wordHashes(fold(document.text.slice(unit.start, unit.end)));
  writer.startGroup();
  writer.pushAll(grams(words));
  writer.startGroup();
  writer.pushAll(sentence.heading);
  writer.startGroup();
  const around = new Set<number>();
  if (!isWhole) for (const word of sentence.words) around.add(combine(SPACE.rest, word));
  for (const word of (sentences[unit.sentence - 1]?.words ?? []).slice(-LONGEST_AROUND))
    around.add(combine(SPACE.before, word));
  for (const word of (sentences[unit.sentence + 1]?.words ?? []).slice(0, LONGEST_AROUND))
    around.add(combine(SPACE.after, word));
  writer.pushAll(around);
  writer.startGroup();
  for (const cue of sentence.cues) writer.push(isWhole ? cue : combine(SPACE.rest, cue));
  writer.pushAll(sentence.headingCues);
  writer.startGroup();
  writer.pushAll(placeFeatures(document, unit, words.length));
}

/** Words, pairs and triples of neighbouring words, each once, and how it begins. */
function grams(words: readonly number[]): Set<number> {
  const found = new Set<number>();
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]!;
    const next = words[index + 1] ?? END;
    const pair = combine(word, next);
    found.add(word).add(pair);
    if (index + 2 < words.length) found.add(combine(pair, words[index + 2]!));
  }
  if (words.length > 0) found.add(combine(SPACE.first, words[0]!));
  if (words.length > 1) found.add(combine(SPACE.first, combine(words[0]!, words[1]!)));
  return found;
}

function placeFeatures(document: ModelDocument, unit: Unit, length: number): number[] {
  const tenth = Math.floor((10 * unit.start) / Math.max(1, document.text.length));
  const sentence = document.sentences[unit.sentence];
  const marks = [
    `kind ${unit.kind}`,
    `tenth ${tenth}`,
    `length ${unit.kind} ${Math.floor(Math.log2(length + 1) * 1.5)}`,
    unit.sentence < 12 ? `sentence ${unit.sentence}` : 'later',
  ];
  if (sentence?.isHeading) marks.push('heading');
  if (sentence?.heading === '') marks.push('no heading');
  return marks.map((mark) => combine(SPACE.place, hashText(mark)));
}

const LEFT_WORDS = 8;
const RIGHT_WORDS = 6;

function writePhrase(writer: KeyWriter, document: ModelDocument, unit: Unit, context: string): void {
  const space = combine(SPACE.kind, hashText(unit.kind));
  const marksAt = context.search(/ @/);
  const marks = marksAt < 0 ? [] : context.slice(marksAt).trim().split(' ');
  const [left = '', inner = '', right = ''] = context.slice(0, marksAt < 0 ? undefined : marksAt).split('¶');
  const [before, inside, after] = [
    wordHashes(left).slice(-LEFT_WORDS),
    wordHashes(inner),
    wordHashes(right).slice(0, RIGHT_WORDS),
  ];
  const inSpace = (namespace: number, hash: number): number => combine(space, combine(namespace, hash));
  writer.startGroup();
  for (const hash of grams(inside)) writer.push(combine(space, hash));
  writer.push(combine(space, inside.at(-1) ?? END));
  writer.startGroup();
  writer.startGroup();
  const sides = new Set<number>();
  for (const [side, words] of [
    [SPACE.left, [...before].reverse()],
    [SPACE.right, after],
  ] as const) {
    for (const [index, word] of words.entries()) {
      sides.add(inSpace(side, word));
      if (index < 3) sides.add(inSpace(side, combine(index + 1, word)));
    }
    if (words.length > 1) sides.add(inSpace(side, combine(words[0]!, words[1]!)));
    if (words.length > 2) sides.add(inSpace(side, combine(words[0]!, combine(words[1]!, words[2]!))));
  }
  sides.add(inSpace(SPACE.mark, combine(before.at(-1) ?? END, after[0] ?? END)));
  writer.pushAll(sides);
  writer.startGroup();
  const cues = hits(FORM_CUES, context, `f${unit.kind}`);
  writer.pushAll(cues);
  writer.startGroup();
  writer.pushAll(placeFeatures(document, unit, inside.length));
  const hashes = marks.map((mark) => combine(space, hashText(mark)));
  for (const [index, mark] of hashes.entries()) {
    writer.push(mark);
    for (const other of hashes.slice(index + 1)) writer.push(combine(mark, other));
  }
}

/** Where the features of a unit end: those of the next one begin there. */
export function unitCount({ bounds }: FeatureTable): number {
  return (bounds.length - 1) / GROUP_COUNT;
}
