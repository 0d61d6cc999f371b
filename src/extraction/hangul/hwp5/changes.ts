import type { ParagraphWriter } from '../paragraph-writer.js';
import type { TrackedChange } from './doc-info.js';
import type { Fields } from './records.js';

interface ChangedRange {
  start: number;
  end: number;
  change: TrackedChange;
}

const RANGE_SIZE = 12;

/** Writes text of a paragraph in which changes are tracked: what was deleted is only remarked. */
export class ChangeWriter {
  readonly #ranges: ChangedRange[];
  #next = 0;

  /** @param records the range tags of the paragraph (table 63). @param changes by their id. */
  constructor(
    private readonly writer: ParagraphWriter,
    records: readonly Fields[],
    changes: readonly (TrackedChange | undefined)[],
  ) {
    this.#ranges = records
      .flatMap((fields) => rangesOf(fields, changes))
      .sort((left, right) => left.start - right.start);
  }

  get isUsed(): boolean {
    return this.#ranges.length > 0;
  }

  /** @param at where the text stands in the paragraph, in units. @param show makes text of units. */
  write(text: string, at: number, show: (text: string) => string): void {
    let from = 0;
    while (from < text.length) {
      while ((this.#ranges[this.#next]?.end ?? Number.POSITIVE_INFINITY) <= at + from) this.#next += 1;
      const range = this.#ranges[this.#next];
      const inside = range !== undefined && range.start <= at + from;
      const until = Math.min(text.length, ((inside ? range.end : range?.start) ?? Number.POSITIVE_INFINITY) - at);
      this.#write(show(text.slice(from, until)), inside ? range.change : undefined);
      from = until;
    }
  }

  #write(text: string, change: TrackedChange | undefined): void {
    const { writer } = this;
    if (change === undefined) return writer.write(text);
    const { kind, date, author } = change;
    if (kind === 'deleted') return writer.remark({ kind, text, date, author });
    const from = writer.position;
    writer.write(text);
    if (kind === 'inserted') writer.remark({ kind, text, date, author }, from);
  }
}

/** A range tag holds its first and last position and, in the highest 8 bits of the third number, its kind. */
function rangesOf(fields: Fields, changes: readonly (TrackedChange | undefined)[]): ChangedRange[] {
  const ranges: ChangedRange[] = [];
  for (let at = 0; at + RANGE_SIZE <= fields.length; at += RANGE_SIZE) {
    const start = fields.u32(at);
    const end = fields.u32(at + 4);
    const tag = fields.u32(at + 8);
    const change = KINDS.has(tag >>> 24) ? changes[tag & 0xffffff] : undefined;
    if (change && change.kind !== 'other' && end > start) ranges.push({ start, end, change });
  }
  return ranges;
}

/** Insertions and deletions; other kinds are highlights and changes of looks. */
const KINDS = new Set([16, 17]);
