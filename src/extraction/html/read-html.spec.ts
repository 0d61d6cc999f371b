import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import iconv from 'iconv-lite';
import { htmlToText, readHtml } from './read-html.js';

const textOf = (html: string): string => htmlToText(html).text;

describe(htmlToText, () => {
  it('reads what is seen and nothing else', () => {
    const html = `<!doctype html><html><head><title>The &amp; title</title><style>p{}</style></head><body>
      <script>var a = '<p>no</p>';</script><noscript>no</noscript><template><p>no</p></template>
      <p hidden>no</p><div style="color:red; display : none"><p>no <b>no</b></p></div><p style="visibility:hidden">no</p>
      <iframe>no</iframe><svg><title>no</title><text>no</text><path d=""/></svg><input type=hidden value=no><img alt=no>
      <p>Seen &eacute;&#54620;&nbsp;&lt;b&gt;</p></body></html>`;
    expect(htmlToText(html)).toEqual({ text: 'Seen é한 <b>', title: 'The & title' });
  });

  it('folds white space, and keeps paragraphs, lines and preformatted text apart', () => {
    const html =
      '<h1> A \n heading </h1><p>One\n <b>bold</b>ly<br>two</p>\n<div>three</div><div>four</div><pre>a  b\n  c\n</pre><p>&nbsp;</p>five';
    expect(textOf(html)).toBe('A heading\n\nOne boldly\ntwo\n\nthree\nfour\n\na  b\n  c\n\nfive');
  });

  it('takes an indented or spaced block, or one with a blank one before it, for a paragraph', () => {
    expect(textOf('<div>a</div><div style="text-indent: 36pt">b</div><div style="margin-top:0">c</div>')).toBe(
      'a\n\nb\nc',
    );
    expect(textOf('<div>a</div><div>&nbsp;</div><div>b</div>')).toBe('a\n\nb');
  });

  it('draws the markers of lists', () => {
    const html = `<ol start=3><li>c<li><p>d</p></ol><ol type=a><li>x<ol type=i><li>y</li><li></li><li>z</li></ol></li><li value=5>e</li></ol>
      <ul><li>u</li></ul><ul style="list-style-type:none"><li>n</li></ul><ol style="list-style-type: upper-roman" reversed start=4><li>r</li><li>s</li></ol>`;
    expect(textOf(html)).toBe('3. c\n\n4. d\n\na. x\ni. y\niii. z\ne. e\n\n• u\n\nn\n\nIV. r\nIII. s');
  });

  it('sets rows of tables as lines, and layout tables as text', () => {
    const html = `<p>before</p><table><caption>Fees</caption><tr><th>Item</th><th>Fee</th></tr>
      <tr><td>A</td><td>&nbsp;</td><td>1<br>2</td></tr><tr><td></td></tr></table>
      <table><tr><td>(a)</td><td></td><td>The Company shall</td></tr><tr><td>•</td><td>pay</td></tr></table>
      <table><tr><td>outer<table><tr><td>in</td><td>ner</td></tr></table></td><td>x</td></tr></table>after`;
    expect(textOf(html)).toBe(
      'before\n\nFees\n\nItem | Fee\nA | 1\n2\n\n(a) The Company shall\n• pay\n\nouter\n\nin | ner | x\n\nafter',
    );
  });

  it('shows what is filled in', () => {
    expect(textOf('<p>Name: <input value="Kim"> <input type=checkbox checked> yes <input type=radio> no</p>')).toBe(
      'Name: Kim ☒ yes ☐ no',
    );
  });

  it('copes with markup that is broken, deep or long', () => {
    expect(textOf('<p>a<td>b</p></div></table>c<table><tr><td>d')).toBe('a\nb\n\nc\n\nd');
    expect(textOf(`${'<div>'.repeat(100_000)}deep`)).toBe('deep');
    expect(textOf(`<pre>${'\n'.repeat(200_000)}x</pre>`)).toBe('x');
    expect(textOf('<p>&unknown; a < b & c')).toBe('&unknown; a < b & c');
  });
});

describe(readHtml, () => {
  it.each([
    [
      'a meta element',
      '<html><head><META http-equiv="Content-Type" content="text/html; charset=ks_c_5601-1987"></head>',
      [],
    ],
    ['an XML declaration', '<?xml version="1.0" encoding="EUC-KR"?>', []],
    ['nothing', '', ['encoding_guessed']],
  ])('decodes by what %s says', async (_, head, warnings) => {
    const folder = await mkdtemp(join(tmpdir(), 'html-'));
    const path = join(folder, 'a.html');
    await writeFile(path, iconv.encode(`${head}<p>제1조 목적</p>`, 'cp949'));
    const extraction = await readHtml({ path, memoryMb: 10 });
    await rm(folder, { recursive: true });
    expect(extraction.pages).toEqual([{ text: '제1조 목적' }]);
    expect(extraction.warnings.map(({ code }) => code)).toEqual(warnings);
  });
});
