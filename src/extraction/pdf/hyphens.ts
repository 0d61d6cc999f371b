import type { Line } from './lines.js';

/** A word that a hyphen ends at the end of a line, and one that begins the next in lower case. */
const BROKEN = /(?<![\p{L}\p{N}-])(\p{L}[\p{L}-]*)[-\u00ad\u2010]$/u;
const GOES_ON = /^\s*(\p{Ll}+)(?![\p{L}-])([.,;:!?)\]”’"']*)[ \t]*/u;

/** Hangul and Han are not hyphenated; of a part of one letter nothing can be said. */
const LEAST_LETTERS = 2;

/** A text that breaks words breaks many: so many of its broken words must be found whole elsewhere. */
const LEAST_WITNESSES = 3;

/** What stands before a hyphen in compounds and nowhere by itself. */
const PREFIXES = new Set(
  'non self co pre post anti semi multi sub pro quasi ex mid over under inter intra well all cross counter re de bi tri ultra vice half high low long short full part first second third two three four five six seven eight nine ten mark start follow on off in up out by'.split(
    ' ',
  ),
);

interface Break {
  line: Line;
  next: Line;
  first: string;
  second: string;
  /** What of the next line goes up: the rest of the word and what clings to it. */
  taken: string;
  rest: string;
}

/**
 * Mends words that are hyphenated at the ends of lines: the rest of the word goes up to its beginning, without the hyphen. A
 * compound keeps its hyphen ("non-\ntransferable" is left as it stands). Which is which the text itself tells: a word that
 * it has whole elsewhere was broken, one that it has with a hyphen elsewhere was not, and where many were broken, so was one whose
 * parts are no words of it.
 */
export function mendHyphens(pages: readonly { lines: Line[] }[]): void {
  const breaks = pages.flatMap(({ lines }) => breaksOf(lines));
  if (breaks.length === 0) return;
  const { words, compounds } = vocabulary(pages, breaks);
  const isWhole = ({ first, second }: Break) => words.has(`${first}${second}`) && !compounds.has(`${first}-${second}`);
  const habit = breaks.filter(isWhole).length >= LEAST_WITNESSES;
  for (const one of breaks) {
    const { first, second } = one;
    const known = words.has(first) || words.has(second) || compounds.has(`${first}-${second}`);
    if (isWhole(one) || (habit && !known)) mend(one);
  }
  for (const page of pages) page.lines = page.lines.filter(({ text }) => text !== '');
}

function isCompound(first: string): boolean {
  return first.includes('-') || PREFIXES.has(first);
}

function breaksOf(lines: readonly Line[]): Break[] {
  return lines.flatMap((line, index) => {
    const next = lines[index + 1];
    if (!/[-\u00ad\u2010]$/.test(line.text)) return [];
    const first = BROKEN.exec(line.text)?.[1];
    const second = next && GOES_ON.exec(next.text);
    if (!next || !first || !second || line.angle !== next.angle) return [];
    if (isCompound(first.toLowerCase())) return [];
    if (first.length < LEAST_LETTERS || second[1]!.length < LEAST_LETTERS) return [];
    const taken = second[1]! + second[2]!;
    return [
      {
        line,
        next,
        first: first.toLowerCase(),
        second: second[1]!,
        taken,
        rest: next.text.slice(second[0].length),
      },
    ];
  });
}

/** The words of the text, in lower case, without the parts of the broken ones; and its words with a hyphen. */
function vocabulary(
  pages: readonly { lines: Line[] }[],
  breaks: readonly Break[],
): { words: Set<string>; compounds: Set<string> } {
  const broken = new Set(breaks.map(({ line }) => line));
  const goesOn = new Set(breaks.map(({ next }) => next));
  const words = new Set<string>();
  const compounds = new Set<string>();
  for (const line of pages.flatMap(({ lines }) => lines)) {
    let text = line.text.toLowerCase();
    if (broken.has(line)) text = text.replace(/\S+$/, '');
    if (goesOn.has(line)) text = text.replace(/^\s*\p{L}+/u, '');
    for (const word of text.match(/\p{L}[\p{L}-]*/gu) ?? []) {
      words.add(word);
      if (word.includes('-')) compounds.add(word);
    }
  }
  return { words, compounds };
}

function mend({ line, next, taken, rest }: Break): void {
  line.text = line.text.slice(0, -1) + taken;
  next.text = rest;
}
