import type { Span } from '../../contracts/types.js';

/** Words that open the predicate behind a subject. */
const PREDICATE =
  "(?:may|can|will|must|shall|should|cannot|can't|might|would|could|won't|are|aren't|is|isn't|do|don't|does|doesn't|have|has|had|was|were)";
const OWN_PREDICATE =
  '(?:agree|acknowledge|understand|grant|give|represent|warrant|reserve|use|collect|make|provide|keep|store|share|need|want|receive|retain|own|consent|accept|recogni[sz]e|record|recommend|ask|take|work|disclose|process|sell|maintain|allow|hereby|also|never|only|always|generally|sometimes|expressly)';
const DETERMINER = '(?:the|this|that|these|those|our|your|their|any|all|each|every|such|no|some)';
/** A word of a noun phrase, which no other subject begins in. */
const NOUN = `(?!(?:we|you|they|it|${DETERMINER})\\b)[\\w'’-]{1,30} `;
/** A subject and the begin of its predicate: where a clause that can stand alone begins. */
const CLAUSE = new RegExp(
  `(?<![^\\s"(])(?:(?:we|you|they) (?:${PREDICATE}|${OWN_PREDICATE})|it ${PREDICATE}|users? ${PREDICATE}|${DETERMINER} (?:${NOUN}){1,4}?${PREDICATE})\\b`,
  'g',
);

const ENUMERATOR = /^(?:\(?(?:[a-z]|[ivx]{1,4}|\d{1,2})\)|\d{1,2}\.|\d{1,2}(?:[ .]\d{1,2}){1,4}[.)]?)\s+(?=[a-z])/;
/** What joins a sentence to the one before, which may not be quoted. */
const CONNECTIVE =
  /^(?:also|additionally|in addition(?! to)|further|furthermore|moreover|finally|however|therefore|accordingly|thus|hence|similarly|likewise|please note(?: that)?|note that|for example|for instance|(?:with )?that said|in fact|and|but|or|so|then|as a result|in other words|of course|for the avoidance of doubt|by way of example(?: and not (?:as )?(?:a )?limitation)?|without limiting the foregoing|notwithstanding the foregoing|as (?:set forth|described|noted|stated|indicated|mentioned|discussed|explained) (?:above|below|elsewhere|herein)|to be clear)(?:,\s*|\s+)(?!(?:and|or)\b)(?=[a-z])/;
const USE =
  'by (?:continuing to )?(?:us(?:e|ing)|access(?:ing)?|visit(?:ing)?|brows(?:e|ing))(?: (?:and|or) (?:us|access|visit|brows)ing)? (?:the|our|this|these|any of our) (?:services?|(?:web)?sites?|apps?|platforms?|software|products?|pages?)';
/** An act of the reader by which the reader agrees to what the main clause says. */
const ACT =
  'by (?:submitting|uploading|posting|registering|creating|downloading|installing|clicking|providing|sending|subscribing|joining|agreeing|signing)(?= (?:\\S{1,40} ){1,12}?you (?:also )?(?:agree|grant|give|acknowledge|consent|accept|represent|warrant|understand|authori[sz]e|permit|confirm|allow))';
/** What all terms reserve: other law, and that they may say otherwise. */
const RESERVATION =
  '(?:unless|except as|except where|(?:to|except to) the (?:fullest |maximum )?extent) (?:otherwise )?(?:required|permitted|provided|allowed|prohibited) (?:by|under) [\\w ]{0,40}?\\blaws?|unless otherwise (?:stated|noted|indicated|specified)';
/** What leads up to the main clause and takes nothing from it: a reason, a concession, an act that all readers do. */
const LEAD_UP = new RegExp(
  `^(?:because|although|though|while (?=we|all|the|every|no|there|it)|${USE}|${ACT}|${RESERVATION}|unlike|as (?:we|indicated|described|noted)|in addition to|given that)\\b`,
);
/** Words that a subject behind them does not begin the main clause. */
const OPEN =
  /(?:^|\s)(?:that|which|when|if|as|and|or|whether|where|who|whom|what|how|because|unless|until|before|after|than|to|of|by|with|from|for|in|on|at|about|into|any|all|the|this|while|although|though|like|unlike)$/;
/** What begins a list of examples, or names rules on the conflict of laws. */
const EXAMPLES =
  /,?\s(?:including(?: but not limited to| without limitation)?|such as|for example|for instance|e\.?g\.?|i\.? ?e\.? |namely|without (?:regard|giving effect) to|(?:and )?excluding (?:[\w'’]{1,20} ){0,4}(?:conflicts?|choice))\b/;
/** Words that limit what is said before them: where they stand behind the examples, all is kept. */
const LIMITS =
  /\b(?:if|unless|except|provided|until|only|due to|arising|in connection|as a result|without (?:your|prior|our|his|her|their|the))\b/;
/** The predicate of the sentence itself, which may stand behind the examples. */
const OPEN_PREDICATE = new RegExp(`(?<!\\b(?:that|which|who|it))\\s${PREDICATE}\\b`);

const LEAST = { words: 5, quoted: 8, leadUp: 3 };
/** So far into a sentence its main clause is looked for. */
const WITHIN = 500;
/** A sentence may be led in so many times: `12 however by using the service you agree ...`. */
const MOST_LEADS = 4;

function wordsIn(text: string): number {
  return text.match(/\S*[a-z0-9]\S*/g)?.length ?? 0;
}

function mainClause(sentence: string): number {
  const head = sentence.slice(0, WITHIN);
  const marked = head.includes(',');
  for (const { index } of head.matchAll(CLAUSE)) {
    const before = head.slice(0, index).trimEnd();
    if (wordsIn(before) < LEAST.leadUp) continue;
    if (marked ? before.endsWith(',') : !OPEN.test(before)) return index;
  }
  return 0;
}

function leadIn(sentence: string): number {
  const lead = (ENUMERATOR.exec(sentence) ?? CONNECTIVE.exec(sentence))?.[0].length ?? 0;
  if (lead > 0 || !LEAD_UP.test(sentence)) return lead;
  return mainClause(sentence);
}

/**
 * The part of a sentence that makes its point, in text that lost its capitals and often its commas: without what joins
 * it to the sentence before, what leads up to it, and the examples at its end. Conditions and exceptions stay. A range
 * of whole words; the whole sentence where it has no such parts or little would be left.
 *
 * @param text The text that the span is of; its lower-case words are understood.
 */
export function clauseOf(text: string, { start, end }: Span): Span {
  let from = start;
  for (let lead = 0; lead < MOST_LEADS; lead += 1) {
    const next = leadIn(text.slice(from, end));
    if (next === 0 || wordsIn(text.slice(from + next, end)) < LEAST.words) break;
    from += next;
  }
  const sentence = text.slice(from, end);
  const examples = EXAMPLES.exec(sentence);
  if (examples === null) return { start: from, end };
  const said = sentence.slice(0, examples.index).trimEnd();
  const unsaid = sentence.slice(examples.index);
  const isWhole = wordsIn(said) >= LEAST.quoted && said.search(CLAUSE) >= 0;
  const isExample = !LIMITS.test(unsaid) && !OPEN_PREDICATE.test(unsaid) && unsaid.search(CLAUSE) < 0;
  return { start: from, end: isWhole && isExample ? from + said.length : end };
}
