import type { DryRunView } from '../../analyses/dry-runs/dry-run.schema.js';
import { shorten, table } from './text.js';

/** A dry run with the names of its documents. */
export type NamedDryRun = Omit<DryRunView, 'documents'> & {
  documents: (DryRunView['documents'][number] & { name: string })[];
};

type Sum = DryRunView['current'];
type Side = DryRunView['documents'][number]['current'];

/** Longest name of a file in its column. */
const NAME_COLUMNS = 40;

/** Differences that are listed; of more the number is told. */
const MOST_LISTED = 40;

/** What a dry run came to: both sides side by side, then by document, then where they differ. What is not known is `?`. */
export function renderDryRun(run: NamedDryRun): string {
  const { id, task, model, documents } = run;
  const current = [...new Set(documents.map((each) => each.current.model))].sort().join(', ') || 'nobody';
  return [
    `${task} by ${model} on ${count(documents.length, 'document')}, beside ${current} (dry run ${id})`,
    table(
      ['', 'done', 'failed', 'USD', 'a document', 'median time'],
      [sumCells(`now: ${current}`, run.current), sumCells(`candidate: ${model}`, run.candidate)],
      [1, 2, 3, 4, 5],
    ),
    verdict(run),
    byDocument(run),
    ...differencesOf(run),
    ...failuresOf(run),
  ].join('\n\n');
}

function sumCells(name: string, { done, failed, cost, milliseconds }: Sum): string[] {
  const each = cost === null || done === 0 ? null : cost / done;
  return [name, String(done), String(failed), usd(cost), usd(each), time(milliseconds)];
}

function verdict({ agreement, overlap, task, current, candidate }: NamedDryRun): string {
  const rules = task === 'review' ? `Same outcome for ${percent(agreement)} of the rules. ` : '';
  const times = ratio(candidate.milliseconds, current.milliseconds);
  const costs = ratio(candidate.cost, current.cost);
  const compared = [costs && `${costs} times the cost`, times && `${times} times as long`].filter(Boolean).join(', ');
  return `${rules}Of the words that either cites, both cite ${percent(overlap)}.${compared ? ` The candidate: ${compared}.` : ''}`;
}

function byDocument({ documents, task }: NamedDryRun): string {
  const rows = documents.map(({ name, current, candidate, overlap, differences }) => [
    shorten(name, NAME_COLUMNS),
    ...(task === 'review' ? [candidate.status === 'done' ? String(differences.length) : ''] : []),
    percent(overlap),
    usd(current.cost),
    usd(candidate.cost),
    time(current.milliseconds),
    candidate.status === 'done' ? time(candidate.milliseconds) : candidate.status,
  ]);
  const head = [
    'document',
    ...(task === 'review' ? ['differ'] : []),
    'both cite',
    'USD',
    'candidate',
    'time',
    'candidate',
  ];
  return table(head, rows, head.map((_, column) => column).slice(1));
}

function differencesOf({ documents, model }: NamedDryRun): string[] {
  const rows = documents.flatMap(({ name, differences, current: { model: by } }) =>
    differences.map(({ rule, current, candidate }) => [
      shorten(name, NAME_COLUMNS),
      rule,
      `${current ?? 'nothing'} (${by})`,
      `${candidate ?? 'nothing'} (${model})`,
    ]),
  );
  if (rows.length === 0) return [];
  const more = rows.length > MOST_LISTED ? `\nand ${rows.length - MOST_LISTED} more; --json shows all` : '';
  return [table(['document', 'rule', 'now', 'candidate'], rows.slice(0, MOST_LISTED)) + more];
}

function failuresOf({ documents }: NamedDryRun): string[] {
  const failed = documents.flatMap(({ name, candidate: { error } }) =>
    error ? [`failed: ${shorten(name, NAME_COLUMNS)}: ${shorten(error.message, 200)} [${error.code}]`] : [],
  );
  return failed.length ? [failed.join('\n')] : [];
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}

function usd(cost: Side['cost']): string {
  return cost === null ? '?' : cost.toFixed(6);
}

function time(milliseconds: Side['milliseconds']): string {
  if (milliseconds === null) return '?';
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

function percent(share: number | null): string {
  return share === null ? '?' : `${Math.round(share * 1000) / 10} %`;
}

/** How many times as much; null where there is nothing to compare with. */
function ratio(candidate: number | null, current: number | null): string | null {
  if (candidate === null || current === null || current <= 0) return null;
  return (candidate / current).toPrecision(2);
}
