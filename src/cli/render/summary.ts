import type { AnalysisView } from '../../analyses/analysis.views.js';
import { renderFooter } from './footer.js';
import { terminalColumns, wrap } from './text.js';

/** The summary of `johang summarize`, each sentence with the pages it rests on. */
export function renderSummary(analysis: AnalysisView): string {
  const lines: string[] = [];
  let section: string | undefined;
  for (const sentence of analysis.sentences ?? []) {
    if (sentence.section && sentence.section !== section) lines.push('', sentence.section);
    section = sentence.section;
    const pages = [...new Set(sentence.citations.map(({ page }) => page))].join(', ');
    lines.push(wrap(`• ${sentence.text} (p. ${pages})`, terminalColumns(), '  '));
  }
  return [...lines, renderFooter(analysis)].join('\n').replace(/^\n/, '');
}
