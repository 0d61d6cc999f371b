import type { Entry } from './tree.js';

/** Ids that are told by the number alone, without the provision above: numbers that a contract counts through. */
function ownId({ marker, reading }: Entry): string | null {
  const value = reading.value.join('.');
  if (marker.number?.startsWith('제') === true) return marker.number;
  if (reading.style === 'article') return `art-${value}`;
  const isNumber = reading.style === 'decimal' || reading.style === 'section';
  return isNumber && reading.value.length > 1 ? `sec-${value}` : null;
}

function label({ marker, reading }: Entry): string {
  if (reading.style === 'attachment') return slug(marker.number ?? marker.heading ?? 'attachment');
  if (reading.style === 'heading') return slug(marker.heading ?? 'heading');
  if (reading.style === 'part') return `part-${reading.value.join('.')}`;
  if (reading.style === 'section') return `sec-${reading.value.join('.')}`;
  if (reading.style === 'decimal') return reading.value.join('.');
  return (marker.number ?? '').replace(/[().\s]/g, '');
}

function slug(words: string): string {
  return words
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40);
}

/**
 * Gives every provision an id that says where it stands: `art-3`, `sec-3.2`, `sec-3.2.a`, `제3조.①.1`, `exhibit-a.sec-1`,
 * `recitals`. The same text always gets the same ids; a number that comes again gets `~2`, `~3`.
 */
export function provisionIds(entries: readonly Entry[]): Map<Entry, string> {
  const ids = new Map<Entry, string>();
  const times = new Map<string, number>();
  for (const entry of entries) {
    const attachment = attachmentOf(entry);
    const parentId = entry.parent ? ids.get(entry.parent) : undefined;
    const own = ownId(entry);
    const prefix = own === null ? parentId : attachment && attachment !== entry ? ids.get(attachment) : undefined;
    const isTopNumber = own === null && entry.reading.style === 'decimal' && !entry.parent?.reading.value.length;
    const name = own ?? (isTopNumber ? `sec-${label(entry)}` : label(entry));
    const id = prefix === undefined ? name : `${prefix}.${name}`;
    const time = (times.get(id) ?? 0) + 1;
    times.set(id, time);
    ids.set(entry, time === 1 ? id : `${id}~${time}`);
  }
  return ids;
}

function attachmentOf(entry: Entry): Entry | undefined {
  let top = entry;
  while (top.parent) top = top.parent;
  return top.reading.style === 'attachment' ? top : undefined;
}
