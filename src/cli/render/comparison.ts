import type { DocumentComparison } from '../../documents/comparison.schema.js';
import { oneLine, shorten, terminalColumns } from './text.js';

type Item = DocumentComparison['items'][number];

/** Unchanged words shown on either side of a change. */
const CONTEXT = 60;

/** How words that go and come are marked: in colour on a terminal, by brackets elsewhere. */
export interface Marks {
  removed: (text: string) => string;
  added: (text: string) => string;
  quiet: (text: string) => string;
}

export const plainMarks: Marks = {
  removed: (text) => `[-${text}-]`,
  added: (text) => `{+${text}+}`,
  quiet: (text) => text,
};

export const colourMarks: Marks = {
  removed: (text) => `\u001b[31;9m${text}\u001b[0m`,
  added: (text) => `\u001b[32;4m${text}\u001b[0m`,
  quiet: (text) => `\u001b[2m${text}\u001b[0m`,
};

const SIGNS: Readonly<Record<Item['status'], string>> = {
  added: '+',
  removed: '-',
  changed: '~',
  moved: '>',
  unchanged: '=',
};

/** What is different, one paragraph a provision, and how much of each there is. */
export function renderComparison(comparison: DocumentComparison, marks: Marks): string {
  const { left, right, summary } = comparison;
  const changes = comparison.items.filter(({ status }) => status !== 'unchanged');
  const counts = Object.entries(summary).map(([status, count]) => `${count} ${status}`);
  return [
    `${describeDocument(left)} → ${describeDocument(right)}`,
    counts.join(', '),
    ...changes.map((item) => `\n${headline(item)}\n${body(item, marks)}`),
  ].join('\n');
}

function describeDocument({ name, version }: DocumentComparison['left']): string {
  return `${oneLine(name)} (version ${version})`;
}

/** `~ changed 제3조 (대금의 지급), page 2`; both numbers where they differ. */
export function headline({ status, moved, renumbered, left, right }: Item): string {
  const labels = [left, right].filter((side) => side !== null).map((side) => label(side));
  const name = [...new Set(labels)].join(' → ');
  const remark = status === 'changed' ? [moved && 'moved', renumbered && 'renumbered'].filter(Boolean).join(', ') : '';
  const pages = [...new Set([left?.page, right?.page].filter((page) => page !== undefined))].join(' → ');
  return oneLine(`${SIGNS[status]} ${status}${remark && ` (${remark})`} ${name}${name && ', '} page ${pages}`);
}

function label({ provision }: NonNullable<Item['left']>): string {
  return [...(provision?.path ?? []), provision?.heading].filter(Boolean).join(' ');
}

function body({ status, left, right, diff }: Item, marks: Marks): string {
  const width = terminalColumns() - 4;
  if (status === 'removed') return `    ${marks.removed(oneLine(left?.quote ?? ''))}`;
  if (status === 'added') return `    ${marks.added(oneLine(right?.quote ?? ''))}`;
  if (status === 'moved') return `    ${marks.quiet(shorten(right?.quote ?? '', width))}`;
  const words = diff.map(({ op, text }, index) => {
    if (op === 'removed') return spaced(text, marks.removed);
    if (op === 'added') return spaced(text, marks.added);
    return excerpt(text, index === 0, index === diff.length - 1);
  });
  return `    ${words.join('').trim()}`;
}

/** The white space behind a stretch stays outside of its marks. */
function spaced(text: string, mark: (text: string) => string): string {
  return mark(oneLine(text)) + (/\s$/.test(text) ? ' ' : '');
}

/** Of a long unchanged stretch its ends. */
function excerpt(text: string, isFirst: boolean, isLast: boolean): string {
  const line = oneLine(text);
  const [lead, trail] = [/^\s/.test(text) ? ' ' : '', /\s$/.test(text) ? ' ' : ''];
  if (line.length <= 2 * CONTEXT + 5) return lead + line + trail;
  const head = isFirst ? '' : line.slice(0, CONTEXT).toWellFormed();
  const tail = isLast ? '' : line.slice(-CONTEXT).toWellFormed();
  return `${lead}${head} … ${tail}${trail}`;
}
