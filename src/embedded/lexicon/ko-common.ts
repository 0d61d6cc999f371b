import type { ClauseLexicon, Cue } from '../evidence.js';

/** What a phrase is worth that hardly stands in another clause: alone it makes a clause likely (0.7). */
const SURE = 4.8;
const HINT = 3;

/** A phrase that decides without its heading. */
export function sure(phrase: RegExp): Cue {
  return [phrase, SURE];
}

function cue(phrase: RegExp | Cue): Cue {
  return phrase instanceof RegExp ? [phrase, HINT] : phrase;
}

/**
 * A Korean lexicon, estimated by hand: an article's heading (조 제목) names its subject, so that a heading alone makes a
 * clause likely (0.7), a phrase in a sentence under another heading unlikely (0.3) unless it is a {@link sure} one, both
 * nearly sure (0.98).
 */
export function korean(clauseType: string, heading: RegExp, ...phrases: readonly (RegExp | Cue)[]): ClauseLexicon {
  return { clauseType, bias: -4, heading: [[heading, SURE]], body: phrases.map(cue) };
}

/** The same for a subject that articles seldom carry in their heading: a phrase decides (0.7), a heading helps (0.95). */
export function koreanPhrase(clauseType: string, heading: RegExp, ...phrases: readonly RegExp[]): ClauseLexicon {
  return { clauseType, bias: -4, heading: [[heading, 2]], body: phrases.map(sure) };
}
