import type { Citation } from '../../contracts/types.js';
import type { SummarySentence, SummaryStyle } from '../analyst.js';
import { tidy } from './parts.js';
import { distinctCitations } from './quotes.js';

const LONGEST_SENTENCE = 600;
const LONGEST_SECTION = 80;

/** The form of a sentence in an answer, in words; `evidence` is the field that holds what it rests on. */
export function formOf(style: SummaryStyle, evidence: string): string {
  const section = style === 'sections' ? '"section": "…", ' : '';
  return `{"sentences": [{${section}"text": "…", ${evidence}}]}`;
}

/** A sentence of the summary; null when there is nothing left to say or nothing that it rests on. */
export function sentenceOf(
  draft: { text: string; section?: string },
  citations: readonly Citation[],
): SummarySentence | null {
  const text = tidy(draft.text.replace(/^\s*[-*•·]\s+/, ''), LONGEST_SENTENCE);
  const section = tidy(draft.section ?? '', LONGEST_SECTION);
  if (text === '' || citations.length === 0) return null;
  return { text, ...(section === '' ? {} : { section }), citations: distinctCitations(citations) };
}
