import type { BodyContext } from './body-context.js';
import { BodyReader } from './body-reader.js';
import type { Comment } from './marks.js';
import { plainText } from './plain-text.js';
import { type Attributes, walkXml } from './xml.js';

/** The comments of a part, by id. */
export function readComments(xml: string, context: () => BodyContext): Map<string, Comment> {
  const comments = new Map<string, Comment>();
  let comment: { id: string; author: string; date: string } | undefined;
  let reader: BodyReader | undefined;
  walkXml(xml, {
    open: (name: string, attributes: Attributes) => {
      if (name !== 'w:comment') return reader?.open(name, attributes);
      reader = new BodyReader(context());
      comment = { id: attributes['id'] ?? '', author: attributes['author'] ?? '', date: attributes['date'] ?? '' };
    },
    text: (data) => reader?.text(data),
    close: (name) => {
      if (name !== 'w:comment') return reader?.close(name);
      if (!reader || !comment) return;
      const { id, author, date } = comment;
      reader.end();
      const text = plainText(reader.pages);
      if (text !== '') comments.set(id, { text, ...(author && { author }), ...(date && { date }) });
      reader = undefined;
    },
  });
  return comments;
}
