import type { AnalysisView } from '../../analyses/analysis.views.js';
import type { Finding, Severity } from '../../analyses/analyst.js';
import { clauseTypeByName } from '../../contracts/clause-types.js';
import { renderFooter } from './footer.js';
import { columnsLeft, shorten, table } from './text.js';

const order: Record<Severity, number> = { high: 0, medium: 1, low: 2, info: 3 };

/** The table of `johang review`: gravest first, each clause with the page and the words it rests on. */
export function renderReview(analysis: AnalysisView): string {
  const korean = analysis.provenance?.parameters.playbook?.toString().includes('.ko@') ?? false;
  const findings = [...(analysis.findings ?? [])].sort((a, b) => order[a.severity] - order[b.severity]);
  const head = ['severity', 'clause', 'outcome', 'page'];
  const facts = findings.map((finding) => [
    finding.severity,
    clauseName(finding, korean),
    finding.outcome,
    String(finding.citations[0]?.page ?? ''),
  ]);
  const quoteColumns = Math.max(30, columnsLeft([head, ...facts]));
  const rows = findings.map((finding, index) => [...facts[index]!, groundsOf(finding, quoteColumns)]);
  return [table([...head, 'quote'], rows, [3]), renderFooter(analysis)].join('\n');
}

/** The words a finding rests on; for one without any, why. */
function groundsOf({ citations, rationale }: Finding, columns: number): string {
  const [first, ...others] = citations;
  if (!first) return shorten(rationale, columns);
  const more = others.length ? ` (+${others.length})` : '';
  return `“${shorten(first.quote, columns - more.length - 2)}”${more}`;
}

function clauseName({ clauseType }: Finding, korean: boolean): string {
  return (korean && clauseTypeByName(clauseType)?.label.ko) || clauseType;
}
