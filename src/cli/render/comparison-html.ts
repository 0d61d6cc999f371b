import { html, type Html, trusted } from '../../benchmarks/leaderboard/html/markup.js';
import type { DocumentComparison } from '../../documents/comparison.schema.js';

type Item = DocumentComparison['items'][number];
type Side = NonNullable<Item['left']>;

/**
 * The comparison as one HTML file that loads nothing and runs nothing: the newer text in its order, with what was taken out, put
 * in and moved. Whatever a document contains stays text.
 */
export function comparisonPage({ left, right, summary, items }: DocumentComparison): string {
  const title = `${left.name} → ${right.name}`;
  return html`<!doctype html>
    <html>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>${title}</title>
        <style>
          ${trusted(STYLE)}
        </style>
      </head>
      <body>
        <header>
          <h1>
            ${left.name} <span class="quiet">(version ${left.version})</span> → ${right.name}
            <span class="quiet">(version ${right.version})</span>
          </h1>
          <ul class="summary">
            ${Object.entries(summary).map(([status, count]) => html`<li class="${status}"><b>${count}</b> ${status}</li>`)}
          </ul>
        </header>
        <main>${items.map(itemView)}</main>
      </body>
    </html> `.markup;
}

function itemView(item: Item): Html {
  const { status, left, right } = item;
  const side = right ?? left;
  return html`<article class="${status} ${item.kind}">
    <p class="label">
      <b>${status}${remarks(item)}</b> ${numbers(left, right)} <span class="quiet">page ${pages(left, right)}</span>
    </p>
    <p class="text">${status === 'changed' ? item.diff.map(segmentView) : marked(status, side?.quote ?? '')}</p>
  </article> `;
}

/** No white space of the template may come between words. */
function segmentView({ op, text }: Item['diff'][number]): Html {
  if (op === 'equal') return html`${text}`;
  return op === 'removed' ? html`<del>${text}</del>` : html`<ins>${text}</ins>`;
}

function marked(status: Item['status'], text: string): Html {
  if (status === 'added') return html`<ins>${text}</ins>`;
  return status === 'removed' ? html`<del>${text}</del>` : html`${text}`;
}

function remarks({ status, moved, renumbered }: Item): string {
  if (status === 'moved') return renumbered && !moved ? ', renumbered' : '';
  return [moved && ', moved', renumbered && ', renumbered'].filter(Boolean).join('');
}

function numbers(left: Side | null, right: Side | null): string {
  const labels = [left, right].map((side) =>
    [...(side?.provision?.path ?? []), side?.provision?.heading].filter(Boolean).join(' '),
  );
  return [...new Set(labels.filter(Boolean))].join(' → ');
}

function pages(left: Side | null, right: Side | null): string {
  return [...new Set([left?.page, right?.page].filter((page) => page !== undefined))].join(' → ');
}

const STYLE = `
:root { color-scheme: light dark; --page: #fff; --text: #1b1f24; --quiet: #57606a; --line: #d5dae0; --good: #0d6b3d; --bad: #a61b2b; --move: #0b62a8; --change: #8a5a00; --added: #e3f6ea; --removed: #fdeaec; }
@media (prefers-color-scheme: dark) { :root { --page: #14171b; --text: #e6e9ed; --quiet: #9aa4af; --line: #353c44; --good: #55cf90; --bad: #ff8a94; --move: #62b0f5; --change: #e0b050; --added: #12301f; --removed: #3a1a1e; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 58rem; padding: 2rem 1.25rem 4rem; background: var(--page); color: var(--text); font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", "Noto Sans KR", "Noto Sans CJK KR", "Apple SD Gothic Neo", "Malgun Gothic", sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; line-height: 1.35; margin: 0 0 0.75rem; }
.quiet { color: var(--quiet); font-weight: 400; }
.summary { list-style: none; display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin: 0 0 1.5rem; padding: 0 0 1rem; border-bottom: 1px solid var(--line); }
article { padding: 0.4rem 0 0.4rem 1rem; margin: 0.6rem 0; border-left: 0.25rem solid transparent; break-inside: avoid; }
article.row { margin: 0; }
.label { margin: 0 0 0.15rem; font-size: 0.8125rem; color: var(--quiet); }
.text { margin: 0; white-space: pre-wrap; }
article.unchanged .label { display: none; }
article.added { border-color: var(--good); } article.removed { border-color: var(--bad); }
article.moved { border-color: var(--move); } article.changed { border-color: var(--change); }
.added b { color: var(--good); } .removed b { color: var(--bad); } .moved b { color: var(--move); } .changed b { color: var(--change); }
ins { background: var(--added); color: var(--good); text-decoration: underline; text-underline-offset: 0.15em; }
del { background: var(--removed); color: var(--bad); text-decoration: line-through; }
@media print { :root { color-scheme: light; } }
`;
