/**
 * The suffix stripper of Porter (1980), "An algorithm for suffix stripping", Program 14(3), in its author's later form
 * (`-bli` and `-logi` in step 2). It makes `agreed`, `agreeing` and `agrees` the same word, for ROUGE.
 */

type Rule = readonly [suffix: string, replacement: string];

const STEP_2: readonly Rule[] = [
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['izer', 'ize'],
  ['bli', 'ble'],
  ['alli', 'al'],
  ['entli', 'ent'],
  ['eli', 'e'],
  ['ousli', 'ous'],
  ['ization', 'ize'],
  ['ation', 'ate'],
  ['ator', 'ate'],
  ['alism', 'al'],
  ['iveness', 'ive'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['aliti', 'al'],
  ['iviti', 'ive'],
  ['biliti', 'ble'],
  ['logi', 'log'],
];
const STEP_3: readonly Rule[] = [
  ['icate', 'ic'],
  ['ative', ''],
  ['alize', 'al'],
  ['iciti', 'ic'],
  ['ical', 'ic'],
  ['ful', ''],
  ['ness', ''],
];
const STEP_4: readonly string[] =
  'al ance ence er ic able ible ant ement ment ent sion tion ou ism ate iti ous ive ize'.split(' ');

/** The word as a string of `v` and `c`: `y` is a vowel behind a consonant. */
function shape(word: string): string {
  let letters = '';
  for (const letter of word) {
    const vowel = 'aeiou'.includes(letter) || (letter === 'y' && letters.endsWith('c'));
    letters += vowel ? 'v' : 'c';
  }
  return letters;
}

/** Porter's measure: how often a vowel is followed by a consonant. */
function measure(stem: string): number {
  return shape(stem).match(/v+c+/g)?.length ?? 0;
}

function hasVowel(stem: string): boolean {
  return shape(stem).includes('v');
}

function endsDouble(word: string): boolean {
  return word.length > 1 && word.at(-1) === word.at(-2) && shape(word).endsWith('c');
}

/** Whether the word ends consonant, vowel, consonant, the last of them none of w, x and y. */
function endsShort(word: string): boolean {
  return shape(word).endsWith('cvc') && !/[wxy]$/.test(word);
}

/** The rule of the longest suffix, if what stands before it has a measure above 0. */
function replaceSuffix(word: string, rules: readonly Rule[]): string {
  const fitting = rules.filter(([suffix]) => word.endsWith(suffix));
  const [longest] = fitting.sort(([a], [b]) => b.length - a.length);
  if (longest === undefined) return word;
  const stem = word.slice(0, word.length - longest[0].length);
  return measure(stem) > 0 ? stem + longest[1] : word;
}

function withoutPlural(word: string): string {
  if (/(?:ss|i)es$/.test(word)) return word.slice(0, -2);
  return /[^s]s$/.test(word) ? word.slice(0, -1) : word;
}

function withoutPast(word: string): string {
  if (word.endsWith('eed')) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const stem = word.replace(/(?:ed|ing)$/, '');
  if (stem === word || !hasVowel(stem)) return word;
  if (/(?:at|bl|iz)$/.test(stem)) return `${stem}e`;
  if (endsDouble(stem) && !/[lsz]$/.test(stem)) return stem.slice(0, -1);
  return measure(stem) === 1 && endsShort(stem) ? `${stem}e` : stem;
}

function withoutLongSuffix(word: string): string {
  const fitting = STEP_4.filter((suffix) => word.endsWith(suffix)).sort((a, b) => b.length - a.length);
  const longest = fitting[0];
  if (longest === undefined) return word;
  // "-ion" falls only behind s and t, which stay.
  const length = longest === 'sion' || longest === 'tion' ? 3 : longest.length;
  const stem = word.slice(0, word.length - length);
  return measure(stem) > 1 ? stem : word;
}

function tidied(word: string): string {
  let stem = word;
  if (stem.endsWith('e')) {
    const before = stem.slice(0, -1);
    if (measure(before) > 1 || (measure(before) === 1 && !endsShort(before))) stem = before;
  }
  return stem.endsWith('ll') && measure(stem) > 1 ? stem.slice(0, -1) : stem;
}

/** The stem of a lower-case English word; words of one or two letters, and of other than a to z, stay as they are. */
export function porterStem(word: string): string {
  if (!/^[a-z]{3,}$/.test(word)) return word;
  let stem = withoutPast(withoutPlural(word));
  if (stem.endsWith('y') && hasVowel(stem.slice(0, -1))) stem = `${stem.slice(0, -1)}i`;
  stem = replaceSuffix(stem, STEP_2);
  stem = replaceSuffix(stem, STEP_3);
  return tidied(withoutLongSuffix(stem));
}
