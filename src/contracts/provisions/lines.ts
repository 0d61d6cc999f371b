import type { Span } from '../types.js';

/** The lines of a text that are not blank, without the white space around them. */
export function linesOf(text: string): Span[] {
  const lines: Span[] = [];
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, end);
    const trimmed = line.trim();
    if (trimmed !== '') {
      // A rule of dashes that was drawn under the line above may stick to the beginning of this one.
      const rule = /^[-_=]{3,}(?=[^-_=\s])/.exec(trimmed)?.[0].length ?? 0;
      const from = start + line.length - line.trimStart().length;
      lines.push({ start: from + rule, end: from + trimmed.length });
    }
    start = end + 1;
  }
  return lines;
}

/** The words before an offset, across line ends, without the white space and the ruled line next to it. */
export function wordsBefore(text: string, offset: number): string {
  return text
    .slice(Math.max(0, offset - 80), offset)
    .replace(/\s[-_=]{3,}\s*$/, '')
    .trimEnd()
    .slice(-40);
}

/** Words after which a number is the name of another place or thing. */
const REFERENCE_WORD =
  /(?:^|[\s(“"])(?:sections?|articles?|clauses?|paragraphs?|subsections?|sub-sections?|subparagraphs?|exhibits?|schedules?|appendix|annex|attachments?|items?|nos?\.?|numbers?|rules?|parts?|chapters?|phases?|stage|step|severity|priority|level|tier|class|type|category|years?|months?|suite|floor|building|unit|box|form|versions?|release|table|figure|page|note|of|in|under|to|with|by|and|or|than|least|about|above|through|per|see|from|for|at|on|this|that|the|§+)$/i;

/** The name of another place right before a number: "as specified on Exhibit A 1." */
const REFERENCE_NAME = /\b(?:exhibit|schedule|appendix|annex|attachment|section|article|phase)\s+[A-Z\d]{1,4}$/i;

/** Whether the words before a number make it a reference. */
export function isBehindReferenceWord(before: string): boolean {
  return REFERENCE_WORD.test(before) || REFERENCE_NAME.test(before);
}

/** Whether a sentence, or a part of one that an item may follow, ends with these words. */
export function endsStatement(before: string): boolean {
  return before === '' || /(?:[.;:!?。—–][)"”’\]]*|[;,]\s*(?:and|or|and\/or)|(?:[.,]|다)\s*(?:및|또는))$/i.test(before);
}

/** Words that go on after the number of another provision: "Section 4.1 of this Agreement". */
const REFERENCE_TAIL =
  /^\s*(?:[,;)]|(?:of|and|or|to|above|below|hereof|herein|hereto|hereunder|thereof|shall|is|are|was|were|through|in|as|does|do|will|may|by|for|which|that|with|has|have|hereinabove|below|on|at|from|if|hereby)\b)/;

/** Whether the text behind a number makes it a reference. */
export function isReferenceTail(rest: string): boolean {
  return REFERENCE_TAIL.test(rest);
}
