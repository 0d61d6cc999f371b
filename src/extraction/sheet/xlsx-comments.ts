import type { ZipPackage } from '../containers/package.js';
import type { Relationship } from '../containers/relationships.js';
import { walkXml } from '../docx/xml.js';
import { type CellComment, parseReference } from './sheet.js';
import { StringItem } from './xlsx-strings.js';

/** Names of people by id, who threaded comments are by. */
export async function readPersons(
  parts: ZipPackage,
  relationships: readonly Relationship[],
): Promise<Map<string, string>> {
  const persons = new Map<string, string>();
  for (const { type, target } of relationships) {
    if (type !== 'person') continue;
    walkXml(await parts.text(target), {
      open: (name, { id, displayName }) => {
        if (name === 'tc:person' && id !== undefined && displayName !== undefined) persons.set(id, displayName);
      },
    });
  }
  return persons;
}

/** The comments of a sheet, threaded ones instead of the notes that stand for them in older programs. */
export async function readComments(
  parts: ZipPackage,
  relationships: readonly Relationship[],
  persons: ReadonlyMap<string, string>,
): Promise<CellComment[]> {
  const comments: CellComment[] = [];
  const threaded = relationships.filter(({ type }) => type === 'threadedComment');
  for (const { target } of threaded) comments.push(...threadedComments(await parts.text(target), persons));
  for (const { type, target } of relationships) {
    if (type !== 'comments') continue;
    comments.push(
      ...notes(await parts.text(target)).filter(({ author }) => threaded.length === 0 || !isStandIn(author)),
    );
  }
  return comments;
}

/** The author of the note that stands for a threaded comment is its id. */
function isStandIn(author: string | undefined): boolean {
  return author?.startsWith('tc={') ?? false;
}

function notes(xml: string): CellComment[] {
  const authors: string[] = [];
  const found: CellComment[] = [];
  const item = new StringItem();
  let current: { reference: string; author: number } | undefined;
  let inAuthor = false;
  walkXml(xml, {
    open: (name, { ref = '', authorId }) => {
      if (name === 'x:author') {
        inAuthor = true;
        authors.push('');
      } else if (name === 'x:comment') {
        item.take();
        current = { reference: ref, author: Number(authorId) };
      } else {
        item.open(name);
      }
    },
    text: (data) => {
      if (inAuthor) authors[authors.length - 1] += data;
      else item.text(data);
    },
    close: (name) => {
      inAuthor = false;
      item.close(name);
      if (name !== 'x:comment' || !current) return;
      const author = authors[current.author];
      const place = parseReference(current.reference);
      if (place) found.push({ ...place, text: withoutAuthor(item.take(), author), ...(author && { author }) });
      current = undefined;
    },
  });
  return found;
}

/** Excel begins a note with the name of its author. */
function withoutAuthor(text: string, author: string | undefined): string {
  return author && text.startsWith(`${author}:`) ? text.slice(author.length + 1).trim() : text;
}

function threadedComments(xml: string, persons: ReadonlyMap<string, string>): CellComment[] {
  const found: CellComment[] = [];
  let current: CellComment | undefined;
  let inText = false;
  walkXml(xml, {
    open: (name, { ref = '', dT: date, personId = '' }) => {
      if (name === 'tc:text') inText = true;
      if (name !== 'tc:threadedComment') return;
      const place = parseReference(ref);
      const author = persons.get(personId);
      current = place && { ...place, text: '', ...(author && { author }), ...(date && { date }) };
      if (current) found.push(current);
    },
    text: (data) => {
      if (inText && current) current.text += data;
    },
    close: (name) => {
      if (name === 'tc:text') inText = false;
    },
  });
  return found;
}
