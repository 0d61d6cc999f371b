import { describe, expect, it } from '@jest/globals';
import { readWith } from '../../../test/support/extract.js';
import { readMht } from './read-mht.js';

interface Part {
  location: string;
  type: string;
  body: string;
}

/** A web archive, every part in base64. */
function makeMht(parts: readonly Part[]): Buffer {
  const entities = parts.map(
    ({ location, type, body }) =>
      `--edge\r\nContent-Location: ${location}\r\nContent-Transfer-Encoding: base64\r\nContent-Type: ${type}\r\n\r\n` +
      `${Buffer.from(body).toString('base64')}\r\n`,
  );
  return Buffer.from(
    'From: <Saved by Johang>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="edge"\r\n\r\n' +
      `${entities.join('')}--edge--\r\n`,
  );
}

const html = (location: string, body: string): Part => ({ location, type: 'text/html; charset="utf-8"', body });

describe(readMht, () => {
  it('reads the page alone: no mail header, no pictures, no margins', async () => {
    const { pages, warnings } = await readWith(
      readMht,
      makeMht([
        html('file:///C:/a/contract.htm', '<title>계약</title><p>제1조 (목적)</p><p>문구</p>'),
        { location: 'file:///C:/a/image001.png', type: 'image/png', body: 'PNG' },
        html('file:///C:/a/header.htm', '<div>머리글</div>'),
      ]),
    );
    expect(pages).toEqual(['제1조 (목적)\n\n문구']);
    expect(warnings).toEqual([]);
  });

  it('reads the sheets of a workbook, each as a page', async () => {
    const frame =
      '<html><title>매출</title><frameset><frame src="a/sheet001.htm"><noframes>no frames</noframes></frameset></html>';
    const sheet = (text: string) => `<table><tr><td>${text}</td><td>1,500</td></tr></table>`;
    const { pages } = await readWith(
      readMht,
      makeMht([
        html('book.htm', frame),
        html('a/tabstrip.htm', '<a>Sheet1</a>'),
        html('a/sheet001.htm', sheet('볼펜')),
        html('a/sheet002.htm', sheet('잉크')),
      ]),
    );
    expect(pages).toEqual([expect.stringMatching(/^볼펜.+1,500$/), expect.stringMatching(/^잉크.+1,500$/)]);
  });

  it('says that an archive without a page is damaged', async () => {
    const picture = makeMht([{ location: 'a.png', type: 'image/png', body: 'PNG' }]);
    await expect(readWith(readMht, picture)).rejects.toMatchObject({ code: 'extract.damaged' });
  });
});
