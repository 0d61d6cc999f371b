import type { ZipPackage } from '../containers/package.js';
import type { Relationship } from '../containers/relationships.js';
import { walkXml } from '../docx/xml.js';
import type { RawRemark } from '../extraction.js';

/** Names of the authors of comments, by id; those of the older and the newer kind of comments are numbered apart. */
export async function readAuthors(
  parts: ZipPackage,
  relationships: readonly Relationship[],
): Promise<Map<string, string>> {
  const authors = new Map<string, string>();
  for (const { type, target } of relationships) {
    if (type !== 'commentAuthors' && type !== 'authors') continue;
    walkXml(await parts.text(target), {
      open: (name, { id, name: author }) => {
        const isAuthor = name === 'p:cmAuthor' || name === 'p188:author';
        if (isAuthor && id !== undefined && author !== undefined) authors.set(id, author);
      },
    });
  }
  return authors;
}

/** The comments of a slide with their replies, in order. */
export async function readComments(
  parts: ZipPackage,
  relationships: readonly Relationship[],
  authors: ReadonlyMap<string, string>,
  page: number,
): Promise<RawRemark[]> {
  const remarks: RawRemark[] = [];
  for (const { type, target } of relationships) {
    if (type === 'comments') remarks.push(...parseComments(await parts.text(target), authors, page));
  }
  return remarks;
}

const COMMENTS = new Set(['p:cm', 'p188:cm', 'p188:reply']);

function parseComments(xml: string, authors: ReadonlyMap<string, string>, page: number): RawRemark[] {
  const remarks: RawRemark[] = [];
  const open: RawRemark[] = [];
  let inText = false;
  walkXml(xml, {
    open: (name, { authorId = '', dt, created }) => {
      inText = name === 'p:text' || name === 'a:t';
      const comment = open.at(-1);
      if (name === 'a:br' && comment) comment.text += '\n';
      if (!COMMENTS.has(name)) return;
      const author = authors.get(authorId);
      const date = dt ?? created;
      const remark: RawRemark = { kind: 'comment', text: '', page, ...(author && { author }), ...(date && { date }) };
      remarks.push(remark);
      open.push(remark);
    },
    text: (data) => {
      const comment = open.at(-1);
      if (inText && comment) comment.text += data;
    },
    close: (name) => {
      inText = false;
      const comment = open.at(-1);
      if (name === 'a:p' && comment) comment.text += '\n';
      if (COMMENTS.has(name)) open.pop();
    },
  });
  return remarks;
}
