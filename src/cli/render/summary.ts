import type { AnalysisView } from '../../analyses/analysis.views.js';
import { renderFooter } from './footer.js';
import { oneLine, terminalColumns, wrap } from './text.js';

/** The summary of `johang summarize`, each sentence with the pages it rests on. */
export function renderSummary(analysis: AnalysisView): string {
  const bySection = analysis.parameters.style === 'sections';
  const lines: string[] = [];
  let section: string | undefined;
  for (const sentence of analysis.sentences ?? []) {
    if (bySection && sentence.section && sentence.section !== section) lines.push('', oneLine(sentence.section));
    section = sentence.section;
    const pages = [...new Set(sentence.citations.map(({ page }) => page))].join(', ');
    // A sentence that was an item of a list brings its own mark.
    const text = sentence.text.replace(/^(?:[•·▪◦‣]\s*|-\s+)/, '');
    lines.push(wrap(`• ${text} (p. ${pages})`, terminalColumns(), '  '));
  }
  return [...lines, renderFooter(analysis)].join('\n').replace(/^\n/, '');
}
