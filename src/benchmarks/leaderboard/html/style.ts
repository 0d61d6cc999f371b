/** Colours of the curves by position: told apart also with a colour vision deficiency, and by their dashes. */
export const SERIES = 8;
const LIGHT = ['#0b62a8', '#b8480c', '#00755e', '#8a3c86', '#6b5d00', '#c0263c', '#3d4fb8', '#4d4d4d'];
const DARK = ['#62b0f5', '#f59a52', '#3ecfa8', '#dd97d8', '#d9c44a', '#ff8593', '#9fadff', '#bdbdbd'];
const DASHES = ['none', '7 4', '2 4', '10 4 2 4', 'none', '7 4', '2 4', '10 4 2 4'];

function series(colours: readonly string[]): string {
  return colours.map((colour, index) => `--series-${index}: ${colour};`).join(' ');
}

function seriesRules(): string {
  return DASHES.map(
    (dash, index) =>
      `.series-${index} { --own: var(--series-${index}); } path.series-${index} { stroke-dasharray: ${dash}; }`,
  ).join('\n');
}

/** The page's style sheet: no address in it, light and dark as the reader's system is, printable. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --text: #1b1f24; --quiet: #57606a; --line: #d5dae0; --panel: #f5f7f9; --accent: #0b62a8;
  --good: #0d6b3d; --bad: #a61b2b; ${series(LIGHT)}
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171b; --text: #e6e9ed; --quiet: #9aa4af; --line: #353c44; --panel: #1c2126; --accent: #62b0f5;
    --good: #55cf90; --bad: #ff8a94; ${series(DARK)}
  }
}
@media print { :root { color-scheme: light; } .languages { display: none; } section, figure { break-inside: avoid; } }
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 76rem; padding: 2rem 1.25rem 4rem; background: var(--page); color: var(--text);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", "Noto Sans KR", "Noto Sans CJK KR", "Apple SD Gothic Neo", "Malgun Gothic", sans-serif;
  word-break: keep-all; overflow-wrap: anywhere;
}
header { display: flex; flex-wrap: wrap; gap: 0.5rem 2rem; justify-content: space-between; align-items: start; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0; }
h2 { font-size: 1.2rem; margin: 2.75rem 0 0.5rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 0.25rem; }
p { margin: 0.4rem 0; max-width: 70ch; }
.quiet, caption, figcaption { color: var(--quiet); }
.languages { border: 0; margin: 0; padding: 0; display: flex; gap: 0.25rem; }
.languages label { padding: 0.3rem 0.75rem; border: 1px solid var(--line); border-radius: 0.4rem; cursor: pointer; }
.languages input { position: absolute; opacity: 0; pointer-events: none; }
.languages input:checked + label { background: var(--panel); border-color: var(--accent); font-weight: 600; }
.languages input:focus-visible + label { outline: 2px solid var(--accent); outline-offset: 2px; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
body:has(#language-en:checked) .ko, body:has(#language-ko:checked) .en { display: none; }
.scroll { overflow-x: auto; }
.scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
caption { text-align: left; padding: 0 0 0.6rem; }
th, td { padding: 0.5rem 0.7rem; text-align: right; vertical-align: top; border-bottom: 1px solid var(--line); }
thead th { color: var(--quiet); font-weight: 600; font-size: 0.875rem; vertical-align: bottom; border-bottom-width: 2px; max-width: 9rem; }
thead th.name { overflow-wrap: anywhere; min-width: 6.5rem; }
th[scope="row"], th.text, td.text { text-align: left; }
th[scope="row"] { font-weight: 600; min-width: 9rem; max-width: 18rem; overflow-wrap: anywhere; }
td .range { display: block; color: var(--quiet); font-size: 0.8125rem; white-space: nowrap; }
td { white-space: nowrap; } td.first { font-weight: 600; } td.first .range { font-weight: 400; }
.mark { display: block; font-size: 0.8125rem; } .met { color: var(--good); } .not_met { color: var(--bad); }
.bad { color: var(--bad); font-weight: 600; }
td.shade { background: color-mix(in srgb, var(--accent) calc(var(--share) * 45%), transparent); }
tbody tr:last-child > * { border-bottom: 0; }
caption span { display: inline-block; max-width: min(70ch, calc(100vw - 2.5rem)); }
figure { margin: 0; } figcaption { max-width: 70ch; margin-bottom: 0.75rem; }
svg { display: block; width: 100%; min-width: 34rem; height: auto; } svg.wide { min-width: 46rem; } time { white-space: nowrap; }
svg text { fill: var(--text); font-size: 13px; } svg text.quiet { fill: var(--quiet); font-size: 12px; }
svg .grid { stroke: var(--line); stroke-width: 1; } svg .axis { stroke: var(--quiet); stroke-width: 1; }
svg .bar { stroke: var(--accent); stroke-width: 1.5; stroke-dasharray: 5 4; }
svg .range { stroke: var(--own); stroke-width: 3; stroke-linecap: round; } svg .dot { fill: var(--own); }
svg .curve { fill: none; stroke: var(--own); stroke-width: 2.25; stroke-linejoin: round; }
svg .ring { fill: var(--page); stroke: var(--own); stroke-width: 2; }
.curves { max-width: 46rem; }
.legend { list-style: none; margin: 0.5rem 0 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0.35rem 1.5rem; }
.legend li { display: flex; align-items: center; gap: 0.5rem; } .legend svg { width: 2.25rem; min-width: 2.25rem; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.3rem 1.25rem; margin: 0.5rem 0; }
dt { color: var(--quiet); } dd { margin: 0; }
code, pre { font: 0.875rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "Noto Sans Mono CJK KR", monospace; overflow-wrap: anywhere; }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: 0.4rem; padding: 0.75rem 1rem; margin: 0.5rem 0; white-space: pre-wrap; }
@media (max-width: 40rem) { dl { grid-template-columns: minmax(0, 1fr); } dd { margin-bottom: 0.4rem; } body { padding-top: 1.25rem; } }
${seriesRules()}
`;
