/** A sparse vector of unit length: TF-IDF by term. */
export type Vector = ReadonlyMap<string, number>;

const STOP_WORDS = new Set(
  (
    'a an and any are as at be been but by can could did do does each either for from had has have he her him his how if in into is it its ' +
    'may more most must no nor not of on or other our out own shall she should so some such than that the their them then there these they ' +
    'this those to under up upon us was we were what when where which while who will with would you your ' +
    'hereby herein hereof hereto hereunder thereof thereto therein said including without limitation agreement party parties section'
  ).split(' '),
);
const TOKEN = /[a-z][a-z'-]+|\d[\d.,]*|[가-힣]+/g;

/** Words of folded text; English ones lightly stemmed, Hangul as pairs of syllables, which survive particles and endings. */
export function termsOf(folded: string): string[] {
  const terms: string[] = [];
  for (const [token] of folded.matchAll(TOKEN)) {
    const first = token.charCodeAt(0);
    if (first >= 0xac00) {
      if (token.length <= 2) terms.push(token);
      for (let i = 0; token.length > 2 && i + 2 <= token.length; i += 1) terms.push(token.slice(i, i + 2));
    } else if (!STOP_WORDS.has(token)) {
      terms.push(token.replace(/(?:'s|s'|ies|es|s|ed|ing)$/, ''));
    }
  }
  return terms;
}

function unit(weights: Map<string, number>): Vector {
  let norm = 0;
  for (const weight of weights.values()) norm += weight * weight;
  if (norm === 0) return weights;
  const scale = 1 / Math.sqrt(norm);
  for (const [term, weight] of weights) weights.set(term, weight * scale);
  return weights;
}

/** TF-IDF vectors of sentences, each a document of the collection. Linear in the number of words. */
export function vectorise(sentences: readonly string[]): Vector[] {
  const counted = sentences.map((sentence) => {
    const counts = new Map<string, number>();
    for (const term of termsOf(sentence)) counts.set(term, (counts.get(term) ?? 0) + 1);
    return counts;
  });
  const documents = new Map<string, number>();
  for (const counts of counted) for (const term of counts.keys()) documents.set(term, (documents.get(term) ?? 0) + 1);
  return counted.map((counts) => {
    for (const [term, count] of counts) {
      const idf = Math.log((1 + sentences.length) / (documents.get(term) ?? 1));
      counts.set(term, (1 + Math.log(count)) * idf);
    }
    return unit(counts);
  });
}

/** The direction of the sum of vectors: what the text is about. */
export function centroidOf(vectors: readonly Vector[]): Vector {
  const sum = new Map<string, number>();
  for (const vector of vectors) for (const [term, weight] of vector) sum.set(term, (sum.get(term) ?? 0) + weight);
  return unit(sum);
}

/** Cosine of two unit vectors, in [0, 1] for non-negative weights. */
export function cosine(a: Vector, b: Vector): number {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  let dot = 0;
  for (const [term, weight] of small) dot += weight * (large.get(term) ?? 0);
  return dot;
}
