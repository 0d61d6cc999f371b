import type { RawBlock } from '../extraction.js';
import { joinCells } from '../table-rows.js';
import type { PageBuilder } from './page-builder.js';

/** Everything in a builder as one text, a line a paragraph. */
export function plainText(builder: PageBuilder): string {
  return builder
    .pages()
    .flatMap((page): readonly RawBlock[] => (typeof page.text === 'string' ? [{ text: page.text }] : page.text))
    .flatMap((block) =>
      'rows' in block ? block.rows.map((cells) => joinCells(cells.map(({ text }) => text))) : [block.text],
    )
    .join('\n')
    .trim();
}
