import type { AnalysisView } from '../../analyses/analysis.views.js';
import type { Finding, Severity } from '../../analyses/analyst.js';
import { clauseTypeByName } from '../../contracts/clause-types.js';
import { columnsOf, shorten, table, terminalColumns } from './text.js';
import { renderFooter } from './footer.js';

const order: Record<Severity, number> = { high: 0, medium: 1, low: 2, info: 3 };

/** The table of `johang review`: gravest first, each clause with the page and the words it rests on. */
export function renderReview(analysis: AnalysisView, limit = Infinity): string {
  const korean = analysis.provenance?.parameters.playbook?.toString().includes('.ko@') ?? false;
  const findings = [...(analysis.findings ?? [])].sort((a, b) => order[a.severity] - order[b.severity]);
  const names = findings.map((finding) => clauseName(finding, korean));
  const quoteWidth = Math.max(30, terminalColumns() - Math.max(...names.map(columnsOf), 6) - 29);
  const rows = findings.slice(0, limit).map((finding, index) => {
    const [citation] = finding.citations;
    const more = finding.citations.length > 1 ? ` (+${finding.citations.length - 1})` : '';
    const quote = citation
      ? `“${shorten(citation.quote, quoteWidth - more.length - 2)}”${more}`
      : shorten(finding.rationale, quoteWidth);
    return [finding.severity, names[index]!, finding.outcome, citation ? String(citation.page) : '', quote];
  });
  const hidden = findings.length - rows.length;
  const lines = [table(['severity', 'clause', 'outcome', 'page', 'quote'], rows, [3])];
  if (hidden > 0) lines.push(`… and ${hidden} more`);
  return [...lines, renderFooter(analysis)].join('\n');
}

function clauseName({ clauseType }: Finding, korean: boolean): string {
  return (korean && clauseTypeByName(clauseType)?.label.ko) || clauseType;
}
