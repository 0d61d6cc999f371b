import { describe, expect, it } from '@jest/globals';
import { readWith } from '../../../test/support/extract.js';
import { makeOdf } from '../../../test/support/office.js';
import { readOdp } from './read-odp.js';

const read = (body: string, parts = {}) => readWith(readOdp, makeOdf('presentation', body, parts));
const frame = (text: string, x: number, y: number, more = ''): string =>
  `<draw:frame svg:x="${x}cm" svg:y="${y}cm" svg:width="5cm" svg:height="2cm" ${more}><draw:text-box><text:p>${text}</text:p></draw:text-box></draw:frame>`;
const slide = (shapes: string, more = ''): string => `<draw:page ${more}>${shapes}</draw:page>`;

describe(readOdp, () => {
  it('reads the title first, then shapes in reading order, notes below', async () => {
    const notes = `<presentation:notes>${frame('Say this.', 0, 0, 'presentation:class="notes"')}${frame('3', 9, 9, 'presentation:class="page-number"')}</presentation:notes>`;
    const group = `<draw:g>${frame('in', 1, 5)}<draw:custom-shape svg:x="8cm" svg:y="5cm" svg:width="5cm" svg:height="2cm"><text:p>group</text:p></draw:custom-shape></draw:g>`;
    const shapes =
      group +
      frame('right', 100, 2) +
      '<draw:rect svg:x="10mm" svg:y="20mm" svg:width="2in" svg:height="10pt"><text:p>left</text:p></draw:rect>' +
      frame('Title', 0, 90, 'presentation:class="title"');
    expect((await read(slide(shapes + notes))).pages).toEqual([
      'Title\n\nleft\n\nright\n\nin\ngroup\n\n[Notes]\nSay this.',
    ]);
  });

  it('shows bullets by level, and none in cells', async () => {
    const styles =
      '<text:list-style style:name="L1"><text:list-level-style-bullet text:level="1" text:bullet-char="●"/><text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/></text:list-style>';
    const list = (items: string) => `<text:list text:style-name="L1">${items}</text:list>`;
    const item = (text: string, inner = '') => `<text:list-item><text:p>${text}</text:p>${inner}</text:list-item>`;
    const shapes = `<draw:frame><draw:text-box>${list(item('one', list(item('x') + item('y'))) + item('two'))}</draw:text-box></draw:frame>
      <draw:frame><table:table><table:table-row><table:table-cell>${list(item('a'))}</table:table-cell><table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table></draw:frame>`;
    expect(await read(slide(shapes), { styles })).toMatchObject({
      pages: ['● one\n  a) x\n  b) y\n● two\n\na | b'],
      tables: [[['a', 'b']]],
    });
  });

  it('flags hidden slides; footers and comments are remarks', async () => {
    const styles =
      '<style:style style:name="h" style:family="drawing-page"><style:drawing-page-properties presentation:visibility="hidden"/></style:style>';
    const comment = '<office:annotation><dc:creator>Lee</dc:creator><text:p>why?</text:p></office:annotation>';
    const footer = frame('Confidential', 0, 9, 'presentation:class="footer"');
    const body =
      slide(frame('shown', 0, 0) + footer + comment) +
      slide(frame('not', 0, 0) + footer, 'draw:style-name="h"') +
      slide('<draw:frame><draw:image/></draw:frame>');
    expect(await read(body, { styles })).toMatchObject({
      pages: ['shown', 'not', ''],
      statuses: ['ok', 'ok', 'no_text_layer'],
      remarks: ['footer: Confidential p1', 'comment: why? (Lee) p1'],
      warnings: ['hidden_page 2', 'pages_without_text'],
    });
  });
});
