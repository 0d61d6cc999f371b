import { argon2Sync, createCipheriv, createHash, pbkdf2Sync, randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { readWith } from '../../../test/support/extract.js';
import { makeOdf, ODF } from '../../../test/support/office.js';
import { makeZip } from '../../../test/support/zip.js';
import { readOdt } from './read-odt.js';

const read = (body: string, parts = {}) => readWith(readOdt, makeOdf('text', body, parts));
const paragraph = (text: string, more = ''): string => `<text:p ${more}>${text}</text:p>`;
const heading = (text: string, level: number, more = ''): string =>
  `<text:h text:outline-level="${level}" ${more}>${text}</text:h>`;
const list = (items: string, more = ''): string => `<text:list ${more}>${items}</text:list>`;
const item = (content: string, more = ''): string => `<text:list-item ${more}>${content}</text:list-item>`;
const level = (number: number, format: string, more = ''): string =>
  `<text:list-level-style-number text:level="${number}" style:num-format="${format}" ${more}/>`;

describe(readOdt, () => {
  it('prints the automatic numbers of lists', async () => {
    const styles = `<text:list-style style:name="L">${level(1, '1', 'style:num-prefix="제" style:num-suffix="조"')}${level(2, '1', 'style:num-suffix="." text:display-levels="2"')}${level(3, '가, 나, 다, ...', 'style:num-suffix=")"')}</text:list-style>
      <text:list-style style:name="F">${level(1, 'I', 'loext:num-list-format="(%1%)" style:num-prefix="x"')}${level(2, '')}${level(3, 'a', 'style:num-letter-sync="true" text:start-value="27"')}</text:list-style>`;
    const body =
      list(
        item(
          paragraph('목적') +
            paragraph('more of it') +
            list(item(paragraph('정의') + list(item(paragraph('갑')) + item(paragraph('을'))))),
        ) + item(paragraph('기간')),
        'text:style-name="L" xml:id="one"',
      ) +
      paragraph('between') +
      list(item(paragraph('goes on')), 'text:style-name="L" text:continue-numbering="true"') +
      list(
        item(paragraph('anew')) + '<text:list-header><text:p>no number</text:p></text:list-header>',
        'text:style-name="L"',
      ) +
      list(item(paragraph('on again')), 'text:style-name="L" text:continue-list="one"') +
      list(
        item(paragraph('nine'), 'text:start-value="9"') + item(list(item(list(item(paragraph('deep')))))),
        'text:style-name="F"',
      );
    expect((await read(body, { styles })).pages[0]?.split('\n\n')).toEqual([
      '제1조 목적',
      'more of it',
      '1.1. 정의',
      '가) 갑',
      '나) 을',
      '제2조 기간',
      'between',
      '제3조 goes on',
      '제1조 anew',
      'no number',
      '제4조 on again',
      '(IX) nine',
      'aa deep',
    ]);
  });

  it('numbers headings by the outline unless their style says otherwise', async () => {
    const common = `<office:styles><text:outline-style><text:outline-level-style text:level="1" style:num-format="1" style:num-prefix="Article "/><text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/><text:outline-level-style text:level="3" style:num-format=""/></text:outline-style>
      <style:style style:name="Plain" style:family="paragraph" style:list-style-name=""/></office:styles>`;
    const body =
      heading('Scope', 1) +
      heading('Terms', 2) +
      heading('Annex', 1, 'text:style-name="Plain"') +
      heading('Fee', 1) +
      heading('Due', 2) +
      heading('Later', 2) +
      heading('Deep', 3) +
      heading('Header', 1, 'text:is-list-header="true"');
    expect((await read(body, { common })).pages[0]?.split('\n\n')).toEqual([
      'Article 1 Scope',
      '1.1 Terms',
      'Annex',
      'Article 2 Fee',
      '2.1 Due',
      '2.2 Later',
      'Deep',
      'Header',
    ]);
  });

  it('keeps blanks, tabs, line breaks and fields; sets notes, boxes, formulas and tables', async () => {
    const note = (kind: string, mark: string, text: string) =>
      `<text:note text:note-class="${kind}"><text:note-citation>${mark}</text:note-citation><text:note-body>${paragraph(text)}</text:note-body></text:note>`;
    const cell = (text: string, more = '') => `<table:table-cell ${more}>${paragraph(text)}</table:table-cell>`;
    const math = 'xmlns="http://www.w3.org/1998/Math/MathML"';
    const { pages, tables } = await read(
      paragraph(
        `a  b<text:s text:c="2"/>c<text:tab/>d<text:line-break/>e${note('footnote', '1', 'foot')}${note('endnote', 'i', 'end')}`,
      ) +
        paragraph(
          'box: <draw:frame><svg:title>no</svg:title><draw:text-box><text:p>in</text:p><text:p>side</text:p></draw:text-box></draw:frame>here',
        ) +
        paragraph('half: <draw:frame><draw:object xlink:href="./Object 1"/></draw:frame>') +
        `<table:table><table:table-column/><table:table-row>${cell('wide', 'table:number-columns-spanned="2"')}<table:covered-table-cell/>${cell('tall', 'table:number-rows-spanned="2"')}</table:table-row><table:table-row>${cell('a')}${cell('b')}<table:covered-table-cell/></table:table-row></table:table>` +
        `<table:table><table:table-row><table:table-cell>${paragraph('framed')}${paragraph('text')}</table:table-cell></table:table-row></table:table>`,
      {
        extra: [
          {
            name: 'Object 1/content.xml',
            content: `<math ${math}><semantics><mfrac><mn>1</mn><msup><mi>x</mi><mn>2</mn></msup></mfrac><annotation>1 over x^2</annotation></semantics></math>`,
          },
        ],
      },
    );
    expect(pages).toEqual([
      'a b  c\td\ne[1][i]\n\nbox: here\n\nin\nside\n\nhalf: (1)/(x^(2))\n\nwide | tall\na | b\n\nframed\n\ntext\n\n[1] foot\n\n[i] end',
    ]);
    expect(tables).toEqual([
      [
        ['wide 2x1', 'tall 1x2'],
        ['a', 'b'],
      ],
    ]);
  });

  it('reads tracked changes as accepted; they and comments are remarks', async () => {
    const change = (id: string, kind: string, content = '') =>
      `<text:changed-region xml:id="${id}"><text:${kind}><office:change-info><dc:creator>Kim</dc:creator><dc:date>2026-01-02T03:04:05</dc:date></office:change-info>${content}</text:${kind}></text:changed-region>`;
    const { pages, remarks, warnings } = await read(
      `<text:tracked-changes>${change('c1', 'deletion', paragraph('100'))}${change('c2', 'insertion')}${change('c3', 'insertion')}</text:tracked-changes>` +
        paragraph(
          'Fee: <text:change text:change-id="c1"/><text:change-start text:change-id="c2"/>200<text:change-end text:change-id="c2"/> won',
        ) +
        paragraph('more <text:change-start text:change-id="c3"/>here') +
        paragraph('and there<text:change-end text:change-id="c3"/>.') +
        paragraph(
          'The <office:annotation office:name="n1"><dc:creator>Lee</dc:creator><dc:date>2026-01-02T03:04:05</dc:date><text:p>which?</text:p></office:annotation>party<office:annotation-end office:name="n1"/> pays<office:annotation><text:p>when?</text:p></office:annotation>.',
        ),
    );
    expect(pages).toEqual(['Fee: 200 won\n\nmore here\n\nand there.\n\nThe party pays.']);
    expect(remarks).toEqual([
      'deleted: 100 (Kim) p1 «»',
      'inserted: 200 (Kim) p1 «200»',
      'inserted: here (Kim) p1 «here»',
      'inserted: and there (Kim) p1 «and there»',
      'comment: which? (Lee) p1 «party»',
      'comment: when? p1 «»',
    ]);
    expect(warnings).toEqual(['tracked_changes_accepted']);
  });

  it('ends pages where the author or the last layout did; headers and footers are remarks', async () => {
    const styles =
      '<style:style style:name="B" style:family="paragraph"><style:paragraph-properties fo:break-before="page"/></style:style><style:style style:name="A" style:family="paragraph"><style:paragraph-properties fo:break-after="page"/></style:style><style:style style:name="M" style:family="paragraph" style:master-page-name="Landscape"/>';
    const common =
      '<style:master-page style:name="Standard"><style:header><text:p>Draft</text:p></style:header><style:footer><text:p><text:page-number>1</text:page-number></text:p></style:footer></style:master-page><style:master-page style:name="Landscape"><style:header><text:p>Draft</text:p></style:header></style:master-page>';
    const row = (text: string) =>
      `<table:table-row><table:table-cell>${paragraph(text)}</table:table-cell><table:table-cell/></table:table-row>`;
    const body =
      paragraph('one') +
      paragraph('two', 'text:style-name="B"') +
      paragraph('a sentence <text:soft-page-break/>that goes over') +
      paragraph('three', 'text:style-name="A"') +
      `<table:table>${row('four')}<text:soft-page-break/>${row('five')}</table:table>` +
      paragraph('six', 'text:style-name="M"');
    const { pages, remarks } = await read(body, { styles, common });
    expect(pages).toEqual(['one', 'two\n\na sentence that goes over', 'three', 'four', 'five', 'six']);
    expect(remarks).toEqual(['header: Draft']);
  });

  it('leaves out what is hidden, templates of indexes and forms', async () => {
    const styles =
      '<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>';
    const body =
      '<office:forms>no</office:forms><text:sequence-decls><text:p>no</text:p></text:sequence-decls>' +
      '<text:table-of-content><text:table-of-content-source><text:index-title-template>no</text:index-title-template></text:table-of-content-source><text:index-body><text:p>Contents</text:p></text:index-body></text:table-of-content>' +
      paragraph(
        'seen <text:span text:style-name="H">secret</text:span><text:ruby><text:ruby-base>base</text:ruby-base><text:ruby-text>no</text:ruby-text></text:ruby>',
      );
    expect(await read(body, { styles })).toMatchObject({
      pages: ['Contents\n\nseen base'],
      remarks: ['hidden: secret p1 «»'],
      warnings: ['hidden_text_left_out'],
    });
  });

  it('copes with markup that is deep, circular or broken', async () => {
    const styles =
      '<style:style style:name="X" style:family="paragraph" style:parent-style-name="Y"/><style:style style:name="Y" style:family="paragraph" style:parent-style-name="X"/>';
    const deep = `${'<text:section>'.repeat(1000)}${'<text:list><text:list-item>'.repeat(1500)}${paragraph('deep', 'text:style-name="X"')}`;
    expect((await read(deep, { styles })).pages).toEqual(['deep']);
    await expect(readWith(readOdt, makeZip([{ name: 'mimetype', content: 'x' }]))).rejects.toMatchObject({
      code: 'extract.damaged',
    });
  });
});

/** An ODT whose content is encrypted as ODF 1.2 has it. */
function encrypted(password: string, algorithm = 'http://www.w3.org/2001/04/xmlenc#aes256-cbc'): Buffer {
  const plain = `<office:document-content ${ODF}><office:body><office:text>${paragraph('secret')}</office:text></office:body></office:document-content>`;
  const salt = randomBytes(16);
  const iv = randomBytes(16);
  const key = pbkdf2Sync(createHash('sha256').update(password).digest(), salt, 1000, 32, 'sha1');
  const packed = deflateRawSync(plain);
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  const content = Buffer.concat([cipher.update(packed), cipher.final()]);
  const checksum = createHash('sha256').update(packed.subarray(0, 1024)).digest('base64');
  const manifest = `<manifest:manifest ${ODF}><manifest:file-entry manifest:full-path="content.xml" manifest:size="${plain.length}"><manifest:encryption-data manifest:checksum-type="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0#sha256-1k" manifest:checksum="${checksum}"><manifest:algorithm manifest:algorithm-name="${algorithm}" manifest:initialisation-vector="${iv.toString('base64')}"/><manifest:key-derivation manifest:key-derivation-name="PBKDF2" manifest:key-size="32" manifest:iteration-count="1000" manifest:salt="${salt.toString('base64')}"/><manifest:start-key-generation manifest:start-key-generation-name="http://www.w3.org/2000/09/xmldsig#sha256" manifest:key-size="32"/></manifest:encryption-data></manifest:file-entry></manifest:manifest>`;
  return makeZip([
    { name: 'mimetype', content: 'application/vnd.oasis.opendocument.text', stored: true },
    { name: 'META-INF/manifest.xml', content: manifest },
    { name: 'content.xml', content, stored: true },
  ]);
}

describe('encrypted OpenDocument', () => {
  it('opens with its password only', async () => {
    const odt = encrypted('열려라');
    await expect(readWith(readOdt, odt)).rejects.toMatchObject({ code: 'extract.encrypted' });
    await expect(readWith(readOdt, odt, { password: 'shut' })).rejects.toMatchObject({
      code: 'extract.wrong_password',
    });
    await expect(readWith(readOdt, odt, { password: '열려라' })).resolves.toMatchObject({ pages: ['secret'] });
  });

  it('is named where it is of a kind that is not opened', async () => {
    await expect(readWith(readOdt, encrypted('x', 'Blowfish CFB'), { password: 'x' })).rejects.toMatchObject({
      code: 'extract.encrypted',
      message: expect.stringContaining('Blowfish'),
    });
  });

  it('opens packages that are encrypted as a whole', async () => {
    const odt = encryptedAsAWhole('열려라');
    await expect(readWith(readOdt, odt)).rejects.toMatchObject({ code: 'extract.encrypted' });
    await expect(readWith(readOdt, odt, { password: 'shut' })).rejects.toMatchObject({
      code: 'extract.wrong_password',
    });
    await expect(readWith(readOdt, odt, { password: '열려라' })).resolves.toMatchObject({ pages: ['secret'] });
    const greedy = encryptedAsAWhole('x', 'loext:argon2-memory="99999999"');
    await expect(readWith(readOdt, greedy, { password: 'x' })).rejects.toMatchObject({ code: 'extract.damaged' });
  });
});

/** An ODT as LibreOffice encrypts it from 24.8 on. */
function encryptedAsAWhole(password: string, claim = 'loext:argon2-memory="64"'): Buffer {
  const inner = makeOdf('text', paragraph('secret'));
  const nonce = randomBytes(16);
  const iv = randomBytes(12);
  const message = createHash('sha256').update(password).digest();
  const key = argon2Sync('argon2id', { message, nonce, parallelism: 4, tagLength: 32, memory: 64, passes: 3 });
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  const content = Buffer.concat([iv, cipher.update(deflateRawSync(inner)), cipher.final(), cipher.getAuthTag()]);
  const manifest = `<manifest:manifest ${ODF}><manifest:file-entry manifest:full-path="encrypted-package" manifest:size="${inner.length}"><manifest:encryption-data><manifest:algorithm manifest:algorithm-name="http://www.w3.org/2009/xmlenc11#aes256-gcm" manifest:initialisation-vector="${iv.toString('base64')}"/><manifest:start-key-generation manifest:start-key-generation-name="http://www.w3.org/2001/04/xmlenc#sha256" manifest:key-size="32"/><manifest:key-derivation manifest:key-derivation-name="urn:org:documentfoundation:names:experimental:office:manifest:argon2id" loext:argon2-iterations="3" ${claim} loext:argon2-lanes="4" manifest:key-size="32" manifest:salt="${nonce.toString('base64')}"/></manifest:encryption-data></manifest:file-entry></manifest:manifest>`;
  return makeZip([
    { name: 'mimetype', content: 'application/vnd.oasis.opendocument.text', stored: true },
    { name: 'encrypted-package', content, stored: true },
    { name: 'META-INF/manifest.xml', content: manifest },
  ]);
}
