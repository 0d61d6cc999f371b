import { GROUPS } from './features.js';
import type { UnitScores } from './first-stage.js';
import { JudgeView, NONE } from './judge-view.js';
import { CANDIDATE_SHAPES, UNIT_KINDS, type Candidate, type ModelDocument } from './document.js';

/** What is known of a category beforehand, from its labels in the training contracts. */
export interface CategoryPrior {
  /** Mean and standard deviation of the natural logarithm of the gold spans' lengths in UTF-16 code units. */
  length: number;
  lengthSpread: number;
  /** Log-odds that a contract has any, and gold spans in a contract that has. */
  presence: number;
  spans: number;
}

export const RANKING_FEATURES = [
  'mean', 'max', 'min', 'sentence', 'any', 'unit before', 'unit after', 'before', 'after', 'best of contract',
  'behind best', 'rank', 'sure', 'likely', 'expected', 'length', 'length against usual', 'usual length',
  'usual spread', 'presence', 'spans', 'place', 'sentence number', 'shape', 'kind', 'sentences', 'units', 'share',
  'best other', 'others', 'contract length', 'rest of sentence', 'capital', 'closed', 'heading', 'one article',
  'article', 'category', 'other in article', 'same words', 'linear mean', 'linear max', 'network mean', 'network max',
  'network best', 'linear best', 'by words', 'by heading', 'by surroundings', 'by patterns', 'by place',
  'network sentence', 'network before', 'network after',
] as const; // prettier-ignore

const WIDTH = RANKING_FEATURES.length;
/** Where the features of the judges begin. */
const JUDGES = RANKING_FEATURES.indexOf('linear mean');
/** A candidate whose surest unit is below this log-odds is no candidate. */
const SILENT = -5.8;
/** Runs of several sentences ask for more. */
const SILENT_RUN = -4.6;
/** A contract has no more candidates of a category than this: the surest ones. */
const MOST = 150;

const logistic = (logit: number): number => 1 / (1 + Math.exp(-logit));

/** The second stage's view of one contract: what it needs to know of the first stage's scores. */
export class Ranking {
  private readonly sentenceOf: Int32Array;
  private readonly repeats: Map<string, number>;
  /** Mean of both judges' logits. */
  private readonly scores: Float32Array;

  /** @param width number of categories */
  constructor(
    private readonly document: ModelDocument,
    private readonly units: UnitScores,
    private readonly width: number,
  ) {
    const { linear, network } = units;
    this.scores = linear.map((logit, at) => (Math.max(NONE, logit) + Math.max(NONE, network[at]!)) / 2);
    this.sentenceOf = Int32Array.from(document.units, ({ sentence }) => sentence);
    this.repeats = new Map();
    for (const { folded } of document.sentences) this.repeats.set(folded, (this.repeats.get(folded) ?? 0) + 1);
  }

  /** Calls `visit` for every candidate worth a look with its features; the row is reused between calls. */
  forEach(category: number, prior: CategoryPrior, visit: (candidate: number, row: Float32Array) => void): void {
    const view = new CategoryView(this.document, this.scores, this.width, category, this.sentenceOf);
    const linear = new JudgeView(this.units.linear, this.width, category);
    const network = new JudgeView(this.units.network, this.width, category);
    const row = new Float32Array(WIDTH);
    for (const index of view.worthALook()) {
      this.describe(row, this.document.candidates[index]!, view, category, prior);
      this.describeJudges(row, this.document.candidates[index]!, linear, network, category);
      visit(index, row);
    }
  }

  private describe(
    row: Float32Array,
    candidate: Candidate,
    view: CategoryView,
    category: number,
    prior: CategoryPrior,
  ): void {
    const { document } = this;
    const { firstUnit, lastUnit, firstSentence, lastSentence, start, end, shape } = candidate;
    const unit = document.units[firstUnit]!;
    const first = document.sentences[firstSentence]!;
    const last = document.sentences[lastSentence]!;
    const { mean, max, min, top } = view.summary(firstUnit, lastUnit);
    const act = view.most(view.acts, firstSentence, lastSentence + 1);
    const length = Math.log(end - start);
    let at = 0;
    row[at++] = mean;
    row[at++] = max;
    row[at++] = min;
    row[at++] = view.most(view.logits, firstSentence, lastSentence + 1);
    row[at++] = act;
    row[at++] = document.units[firstUnit - 1]?.kind === unit.kind ? view.logits[firstUnit - 1]! : NONE;
    row[at++] = document.units[lastUnit]?.kind === unit.kind ? view.logits[lastUnit]! : NONE;
    row[at++] = view.acts[firstSentence - 1] ?? NONE;
    row[at++] = view.acts[lastSentence + 1] ?? NONE;
    row[at++] = view.best;
    row[at++] = max - view.best;
    row[at++] = Math.log1p(view.rank(act));
    row[at++] = view.sure;
    row[at++] = view.likely;
    row[at++] = view.expected;
    row[at++] = length;
    row[at++] = (length - prior.length) / prior.lengthSpread;
    row[at++] = prior.length;
    row[at++] = prior.lengthSpread;
    row[at++] = prior.presence;
    row[at++] = prior.spans;
    row[at++] = start / document.text.length;
    row[at++] = Math.log1p(firstSentence);
    row[at++] = CANDIDATE_SHAPES.indexOf(shape);
    row[at++] = UNIT_KINDS.indexOf(unit.kind);
    row[at++] = lastSentence - firstSentence + 1;
    row[at++] = lastUnit - firstUnit;
    row[at++] = (end - start) / (last.end - first.start);
    const others = this.others(top, category);
    row[at++] = others.best;
    row[at++] = others.likely;
    row[at++] = Math.log1p(document.text.length);
    row[at++] = unit.kind === 'piece' ? view.restOfSentence(firstUnit, lastUnit) : NONE;
    row[at++] = /[A-Z(“"]/.test(document.text.charAt(start)) ? 1 : 0;
    row[at++] = /[.;:)”"]/.test(document.text.charAt(end - 1)) ? 1 : 0;
    row[at++] = first.isHeading ? 1 : 0;
    row[at++] = first.article === last.article ? 1 : 0;
    row[at++] = view.articles.get(first.article) ?? 0;
    row[at++] = category;
    row[at++] = (view.articles.get(first.article) ?? 0) - logistic(act);
    row[at++] = this.repeats.get(first.folded) ?? 1;
  }

  private describeJudges(
    row: Float32Array,
    { firstUnit, lastUnit, firstSentence, lastSentence }: Candidate,
    linear: JudgeView,
    network: JudgeView,
    category: number,
  ): void {
    let at = JUDGES;
    let top = firstUnit;
    for (let unit = firstUnit + 1; unit < lastUnit; unit += 1)
      if (linear.of(unit) + network.of(unit) > linear.of(top) + network.of(top)) top = unit;
    row[at++] = linear.mean(firstUnit, lastUnit);
    row[at++] = linear.most(firstUnit, lastUnit);
    row[at++] = network.mean(firstUnit, lastUnit);
    row[at++] = network.most(firstUnit, lastUnit);
    row[at++] = network.best;
    row[at++] = linear.best;
    const parts = (top * this.width + category) * GROUPS.length;
    for (let group = 0; group < GROUPS.length; group += 1) row[at++] = this.units.parts[parts + group]!;
    row[at++] = network.most(firstSentence, lastSentence + 1);
    row[at++] = firstSentence > 0 ? network.of(firstSentence - 1) : NONE;
    row[at++] = lastSentence + 1 < this.document.sentences.length ? network.of(lastSentence + 1) : NONE;
  }

  private others(unit: number, category: number): { best: number; likely: number } {
    let best = NONE;
    let likely = 0;
    for (let other = 0; other < this.width; other += 1) {
      if (other === category) continue;
      const score = this.scores[unit * this.width + other]!;
      if (score > best) best = score;
      if (score > 0) likely += 1;
    }
    return { best, likely };
  }
}

/** One category's column of the scores, with what is to be known of the contract as a whole. */
class CategoryView {
  readonly logits: Float32Array;
  /** By sentence, the best logit of it and of its pieces and phrases. */
  readonly acts: Float32Array;
  readonly best: number;
  readonly sure: number;
  readonly likely: number;
  readonly expected: number;
  /** Expected number of sentences of the category by article. */
  readonly articles = new Map<number, number>();
  private readonly ascending: Float32Array;

  constructor(
    private readonly document: ModelDocument,
    scores: Float32Array,
    width: number,
    category: number,
    sentenceOf: Int32Array,
  ) {
    this.logits = new Float32Array(document.units.length);
    this.acts = new Float32Array(document.sentences.length).fill(NONE);
    for (let unit = 0; unit < this.logits.length; unit += 1) {
      const logit = Math.max(NONE, scores[unit * width + category]!);
      this.logits[unit] = logit;
      const sentence = sentenceOf[unit]!;
      if (logit > this.acts[sentence]!) this.acts[sentence] = logit;
    }
    let [sure, likely, expected] = [0, 0, 0];
    for (const [sentence, act] of this.acts.entries()) {
      if (act < SILENT) continue;
      if (act > 0) sure += 1;
      if (act > -2) likely += 1;
      const probability = logistic(act);
      expected += probability;
      const { article } = document.sentences[sentence]!;
      this.articles.set(article, (this.articles.get(article) ?? 0) + probability);
    }
    this.ascending = this.acts.slice().sort();
    this.best = this.ascending.at(-1) ?? NONE;
    this.sure = sure;
    this.likely = likely;
    this.expected = expected;
  }

  /** Numbers of the candidates that may be of the category, in order; of very many the surest. */
  worthALook(): number[] {
    const found: { index: number; logit: number }[] = [];
    for (const [
      index,
      { firstUnit, lastUnit, firstSentence, lastSentence, shape },
    ] of this.document.candidates.entries()) {
      const isRun = firstSentence !== lastSentence;
      const logit =
        shape === 'phrase' ? this.logits[firstUnit]! : this.most(this.acts, firstSentence, lastSentence + 1);
      if (logit < (isRun ? SILENT_RUN : SILENT)) continue;
      if (shape !== 'phrase' && this.most(this.logits, firstUnit, lastUnit) < SILENT) continue;
      found.push({ index, logit });
    }
    if (found.length <= MOST) return found.map(({ index }) => index);
    const surest = found.sort((a, b) => b.logit - a.logit || a.index - b.index).slice(0, MOST);
    return surest.map(({ index }) => index).sort((a, b) => a - b);
  }

  most(values: Float32Array, from: number, to: number): number {
    let most = NONE;
    for (let index = from; index < to; index += 1) if (values[index]! > most) most = values[index]!;
    return most;
  }

  summary(from: number, to: number): { mean: number; max: number; min: number; top: number } {
    let [sum, max, min, top] = [0, -Infinity, Infinity, from];
    for (let unit = from; unit < to; unit += 1) {
      const logit = this.logits[unit]!;
      sum += logit;
      if (logit > max) [max, top] = [logit, unit];
      if (logit < min) min = logit;
    }
    return { mean: sum / (to - from), max, min, top };
  }

  /** How many sentences are surer than this. */
  rank(act: number): number {
    let low = 0;
    let high = this.ascending.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.ascending[middle]! <= act) low = middle + 1;
      else high = middle;
    }
    return this.ascending.length - low;
  }

  /** Best logit of the sentence's other pieces. */
  restOfSentence(from: number, to: number): number {
    const { units } = this.document;
    const { sentence } = units[from]!;
    let best = NONE;
    for (
      let unit = from - 1;
      unit >= 0 && units[unit]!.sentence === sentence && units[unit]!.kind === 'piece';
      unit -= 1
    )
      best = Math.max(best, this.logits[unit]!);
    for (
      let unit = to;
      unit < units.length && units[unit]!.sentence === sentence && units[unit]!.kind === 'piece';
      unit += 1
    )
      best = Math.max(best, this.logits[unit]!);
    return best;
  }
}
