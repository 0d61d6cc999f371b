import type { ClauseLexicon, Cue } from '../evidence.js';

/**
 * A Korean lexicon, estimated by hand: an article's heading (조 제목) names its subject, so that a heading alone makes a
 * clause likely (0.7), a phrase in a sentence under another heading unlikely (0.3), both nearly sure (0.98).
 */
export function korean(clauseType: string, heading: RegExp, ...phrases: readonly RegExp[]): ClauseLexicon {
  return { clauseType, bias: -4, heading: [[heading, 4.8]], body: phrases.map((phrase): Cue => [phrase, 3]) };
}

/** The same for a subject that articles seldom carry in their heading: a phrase decides (0.7), a heading helps (0.95). */
export function koreanPhrase(clauseType: string, heading: RegExp, ...phrases: readonly RegExp[]): ClauseLexicon {
  return { clauseType, bias: -4, heading: [[heading, 2]], body: phrases.map((phrase): Cue => [phrase, 4.8]) };
}
