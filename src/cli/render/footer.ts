import type { AnalysisView } from '../../analyses/analysis.views.js';

/** What stands below every result: how much was read, by whom, at what cost; and the warnings. */
export function renderFooter({ coverage, provenance, usage, warnings }: AnalysisView): string {
  const lines: string[] = [''];
  if (coverage && provenance && usage) {
    const percent = Math.floor(coverage.ratio * 1000) / 10;
    const cost = usage.cost === null ? 'cost unknown' : usage.cost === 0 ? 'no cost' : `$${usage.cost.toFixed(4)}`;
    const tokens = usage.calls ? `, ${usage.calls} calls, ${usage.promptTokens + usage.completionTokens} tokens` : '';
    lines.push(
      `Read ${percent} % of the text (${coverage.pages.length} of ${coverage.pagesTotal} pages) · ${provenance.snapshot}${tokens} · ${cost} · ${Math.round(usage.milliseconds)} ms`,
    );
  }
  for (const { code, message } of warnings) lines.push(`warning: ${message} [${code}]`);
  return lines.join('\n');
}
