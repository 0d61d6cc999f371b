import { createCipheriv, createHash, pbkdf2Sync } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { readWith } from '../../../test/support/extract.js';
import { type HwpxXml, makeHwpx, p, subList, tbl } from '../../../test/support/hwpx.js';
import { makeZip } from '../../../test/support/zip.js';
import { readHwpx } from './read-hwpx.js';

const readXml = (xml: HwpxXml | string, options = {}) =>
  readWith(readHwpx, makeHwpx(typeof xml === 'string' ? { sections: [xml] } : xml), options);

const head = (heading: string, id: number): string => `<hh:paraPr id="${id}"><hh:heading ${heading}/></hh:paraPr>`;
const level = (number: number, format: string, shape = 'DIGIT', start = 1): string =>
  `<hh:paraHead level="${number}" start="${start}" numFormat="${shape}">${format}</hh:paraHead>`;

describe(readHwpx, () => {
  it('reads paragraphs in the order of the spine, a page a section', async () => {
    const { pages, warnings } = await readXml({
      sections: [
        p('제1조(목적)') + p('<hp:t>가<hp:tab/>나<hp:lineBreak/>다<hp:nbSpace/>라<hp:fwSpace/>&lt;마&gt;</hp:t>'),
        p('둘째 구역'),
      ],
    });
    expect(pages).toEqual(['제1조(목적)\n\n가\t나\n다 라 <마>', '둘째 구역']);
    expect(warnings).toEqual([]);
  });

  it('prints numbers, outlines and bullets', async () => {
    const { pages } = await readXml({
      head: `<hh:numberings><hh:numbering id="1">${level(1, '제^1장')}${level(2, '^2.', 'HANGUL_SYLLABLE')}${level(3, '^3', 'CIRCLED_DIGIT')}</hh:numbering><hh:numbering id="7">${level(1, '(^1)', 'ROMAN_SMALL', 4)}</hh:numbering></hh:numberings><hh:bullets><hh:bullet id="2" char="-" checkedChar="☑"/></hh:bullets><hh:paraProperties>${[0, 1, 2].map((depth) => head(`type="OUTLINE" level="${depth}"`, depth)).join('')}${head('type="NUMBER" idRef="7" level="0"', 3)}${head('type="BULLET" idRef="2" level="0"', 4)}<hh:paraPr id="5" checked="1"><hh:heading type="BULLET" idRef="2" level="0"/></hh:paraPr></hh:paraProperties>`,
      sections: [
        p('<hp:secPr outlineShapeIDRef="1"/><hp:t>총칙</hp:t>', 'paraPrIDRef="0"') +
          [
            ['일', 1],
            ['하나', 2],
            ['둘', 2],
            ['이', 1],
            ['하나', 2],
            ['넷', 3],
            ['점', 4],
            ['확인', 5],
          ]
            .map(([text, id]) => p(String(text), `paraPrIDRef="${id}"`))
            .join('') +
          p('<hp:t/>', 'paraPrIDRef="3"') +
          p('여섯', 'paraPrIDRef="3"') +
          p('보칙', 'paraPrIDRef="0"'),
      ],
    });
    expect(pages[0]?.split('\n\n')).toEqual([
      '제1장 총칙',
      '가. 일',
      '① 하나',
      '② 둘',
      '나. 이',
      '① 하나',
      '(iv) 넷',
      '- 점',
      '☑ 확인',
      '(vi) 여섯',
      '제2장 보칙',
    ]);
  });

  it('reads tables, captions, text boxes, equations and titles in fancy letters', async () => {
    const box = `<hp:rect><hp:drawText>${subList(p('상자'))}</hp:drawText><hp:pos treatAsChar="0"/></hp:rect>`;
    const inline = `<hp:rect><hp:drawText>${subList(p('속'))}</hp:drawText><hp:pos treatAsChar="1"/></hp:rect>`;
    const group = `<hp:container><hp:rect><hp:drawText>${subList(p('묶음 하나'))}</hp:drawText></hp:rect><hp:rect><hp:drawText>${subList(p('묶음 둘'))}</hp:drawText></hp:rect></hp:container>`;
    const { pages, tables } = await readXml(
      p(
        `<hp:t>앞</hp:t>${tbl(
          [
            [p('이름'), p('점수')],
            [p('갑') + p('을'), p('90')],
          ],
          { caption: '표 1' },
        )}<hp:t>뒤</hp:t>`,
      ) +
        p(`<hp:t>가</hp:t>${box}<hp:t>나</hp:t>${inline}`) +
        p(`<hp:equation><hp:shapeComment>수식입니다.</hp:shapeComment><hp:script>a over b</hp:script></hp:equation>`) +
        p('<hp:textart text="큰 제목␍␊둘째 줄"/>') +
        p(group),
    );
    expect(tables).toEqual([
      [
        ['이름', '점수'],
        ['갑 을', '90'],
      ],
    ]);
    expect(pages[0]?.split('\n\n')).toEqual([
      '앞',
      '이름 | 점수\n갑 을 | 90',
      '뒤',
      '표 1',
      '가나속',
      '상자',
      'a over b',
      '큰 제목\n둘째 줄',
      '묶음 하나',
      '묶음 둘',
    ]);
  });

  it('reads notes, numbers of tables, forms, and characters in each other', async () => {
    const auto = (kind: string, number: number): string =>
      `<hp:ctrl><hp:autoNum num="${number}" numType="${kind}"><hp:autoNumFormat type="DIGIT" suffixChar=")"/></hp:autoNum></hp:ctrl>`;
    const { pages } = await readXml(
      p(
        `<hp:t>값</hp:t><hp:ctrl><hp:footNote number="1">${subList(p(`${auto('FOOTNOTE', 1)}<hp:t> 각주</hp:t>`))}</hp:footNote></hp:ctrl><hp:ctrl><hp:endNote>${subList(p('미주'))}</hp:endNote></hp:ctrl>`,
      ) +
        p(`<hp:t>표 </hp:t>${auto('TABLE', 3)}${auto('PAGE', 9)}`) +
        p(
          '<hp:checkBtn caption="동의" value="CHECKED"/><hp:t> </hp:t><hp:radioBtn caption="반대" value="UNCHECKED"/><hp:comboBox selectedValue="서울"/><hp:edit><hp:text>입력</hp:text></hp:edit>',
        ) +
        p(
          '<hp:compose circleType="SHAPE_CIRCLE" composeText="7"/><hp:dutmal><hp:mainText>大韓</hp:mainText><hp:subText>대한</hp:subText></hp:dutmal>',
        ),
    );
    expect(pages[0]?.split('\n\n')).toEqual([
      '값[1][1]',
      '표 3)',
      '☑ 동의 ○ 반대서울입력',
      '⑦大韓(대한)',
      '[1] 각주',
      '[1] 미주',
    ]);
  });

  it('keeps margins, memos, hidden comments and tracked changes as remarks', async () => {
    const memo = `<hp:ctrl><hp:fieldBegin id="5" type="MEMO"><hp:parameters><hp:stringParam name="Author">김검토</hp:stringParam><hp:stringParam name="Path">x</hp:stringParam></hp:parameters>${subList(p('고칠 것'))}</hp:fieldBegin></hp:ctrl>`;
    const read = await readXml({
      head: '<hh:trackChanges><hh:trackChange type="Insert" id="1" authorID="1"/><hh:trackChange type="Delete" id="2" authorID="1"/></hh:trackChanges><hh:trackChangeAuthors><hh:trackChangeAuthor name="박수정" id="0"/></hh:trackChangeAuthors>',
      sections: [
        p(
          `<hp:ctrl><hp:header>${subList(p('머리말'))}</hp:header></hp:ctrl><hp:ctrl><hp:footer>${subList(p('꼬리말'))}</hp:footer></hp:ctrl><hp:t>가 </hp:t>${memo}<hp:t>나</hp:t><hp:ctrl><hp:fieldEnd beginIDRef="5"/></hp:ctrl><hp:t> 다</hp:t>`,
        ) +
          p(
            '<hp:t>앞 <hp:deleteBegin TcId="2"/>옛말<hp:deleteEnd TcId="2"/><hp:insertBegin TcId="1"/>새말<hp:insertEnd TcId="1"/> 뒤</hp:t>',
          ) +
          p(`<hp:t>속</hp:t><hp:ctrl><hp:hiddenComment>${subList(p('숨은 말'))}</hp:hiddenComment></hp:ctrl>`) +
          p('<hp:t>이어<hp:deleteBegin TcId="2"/>지는</hp:t>') +
          p('<hp:t>삭제<hp:deleteEnd TcId="2"/>끝</hp:t>'),
      ],
      extra: [
        { name: 'Contents/masterpage0.xml', content: `<masterPage xmlns:hp="x">${subList(p('바탕쪽'))}</masterPage>` },
      ],
    });
    expect(read.pages).toEqual(['가 나 다\n\n앞 새말 뒤\n\n속\n\n이어\n\n끝']);
    expect(read.remarks).toEqual([
      'header: 머리말',
      'footer: 꼬리말',
      'header: 바탕쪽',
      'comment: 고칠 것 (김검토) p1 «나»',
      'deleted: 옛말 (박수정) p1 «»',
      'inserted: 새말 (박수정) p1 «새말»',
      'hidden: 숨은 말 p1 «»',
      'deleted: 지는 (박수정) p1 «»',
      'deleted: 삭제 (박수정) p1 «»',
    ]);
    expect(read.warnings).toEqual(['tracked_changes_accepted']);
  });

  it('ends pages where the author or the last layout did, also within tables', async () => {
    const cell = (height: number, text: string): string =>
      `<hp:tr><hp:tc>${subList(p(`줄${text}`, '', [0]))}<hp:cellAddr colAddr="0" rowAddr="${text}"/><hp:cellSz height="${height}"/></hp:tc><hp:tc>${subList(p('옆'))}<hp:cellAddr colAddr="1" rowAddr="${text}"/></hp:tc></hp:tr>`;
    const rows = [0, 1, 2, 3].map((row) => cell(3000, String(row))).join('');
    const { pages } = await readXml({
      sections: [
        p(
          '<hp:secPr><hp:pagePr landscape="WIDELY" width="5000" height="10000"><hp:margin top="500" bottom="500" header="0" footer="0"/></hp:pagePr></hp:secPr><hp:t>하나</hp:t>',
          '',
          [0],
        ) +
          p(
            `<hp:tbl pageBreak="CELL"><hp:pos treatAsChar="0" vertRelTo="PARA" vertOffset="0"/>${rows}</hp:tbl>`,
            '',
            [1600],
          ) +
          p('둘', '', [7000]) +
          p('셋', '', [0]) +
          p('넷', 'pageBreak="1"', [0]) +
          p('다섯', '', [1600]),
      ],
    });
    expect(pages).toEqual(['하나\n\n줄0 | 옆\n줄1 | 옆', '줄2 | 옆\n줄3 | 옆\n\n둘', '셋', '넷\n\n다섯']);
  });

  it('reads a document of margins alone, and says when there is nothing', async () => {
    const { pages } = await readXml(
      p(`<hp:ctrl><hp:footer>${subList(p('꼬리'))}</hp:footer><hp:header>${subList(p('머리'))}</hp:header></hp:ctrl>`),
    );
    expect(pages).toEqual(['머리\n\n꼬리']);
    await expect(readXml(p(''))).rejects.toMatchObject({ code: 'extract.no_text' });
  });

  it('tells a page that shows a picture from an empty one', async () => {
    const { statuses, warnings } = await readXml(p('글') + p('<hp:pic/>', 'pageBreak="1"') + p('', 'pageBreak="1"'));
    expect(statuses).toEqual(['ok', 'no_text_layer', 'empty']);
    expect(warnings).toEqual(['pages_without_text']);
  });

  it('copes without the list of parts, with other prefixes, and with markup that is broken or deep', async () => {
    const bare = makeZip([{ name: 'Contents/section0.xml', content: '<sec xmlns="x"><p><run><t>이름 공간 없음' }]);
    expect((await readWith(readHwpx, bare)).pages).toEqual(['이름 공간 없음']);
    expect((await readXml(`</hp:tbl></hp:p>${p('글')}</hp:subList>${p('끝')}`)).pages).toEqual(['글\n\n끝']);
    const deep = await readXml(`${p('글')}${'<hp:p><hp:run><hp:rect><hp:drawText><hp:subList>'.repeat(40)}${p('속')}`);
    expect(deep).toMatchObject({ pages: ['글'], warnings: ['damaged_recovered'] });
    expect(
      (
        await readXml(
          p('<hp:switch><hp:case><hp:t>새</hp:t></hp:case><hp:default><hp:t>옛</hp:t></hp:default></hp:switch>'),
        )
      ).pages,
    ).toEqual(['옛']);
  }, 20_000);

  it('refuses what is no document, what is broken and what explodes', async () => {
    await expect(readWith(readHwpx, Buffer.from('PK\u0003\u0004 broken'))).rejects.toMatchObject({
      code: 'extract.damaged',
    });
    await expect(readWith(readHwpx, makeZip([{ name: 'a', content: 'b' }]))).rejects.toMatchObject({
      code: 'extract.damaged',
    });
    const bomb = makeHwpx({ sections: [p(' '.repeat(30 * 1024 * 1024))] });
    await expect(readWith(readHwpx, bomb, { memoryMb: 16 })).rejects.toMatchObject({ code: 'extract.memory' });
  });

  it('opens an encrypted document with its password alone', async () => {
    const file = encryptedHwpx('비밀');
    expect((await readWith(readHwpx, file, { password: '비밀' })).pages).toEqual(['숨긴 글']);
    await expect(readWith(readHwpx, file)).rejects.toMatchObject({ code: 'extract.encrypted' });
    await expect(readWith(readHwpx, file, { password: 'x' })).rejects.toMatchObject({ code: 'extract.wrong_password' });
  });
});

/** Encrypted as OpenDocument 1.2 says. */
function encryptedHwpx(password: string): Buffer {
  const plain = Buffer.from(`<hs:sec>${p('숨긴 글')}</hs:sec>`);
  const salt = Buffer.alloc(16, 7);
  const iv = Buffer.alloc(16, 9);
  const key = pbkdf2Sync(createHash('sha256').update(password).digest(), salt, 1024, 32, 'sha1');
  const packed = deflateRawSync(plain);
  const cipher = createCipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
  const whole = Buffer.concat([packed, Buffer.alloc((16 - (packed.length % 16)) % 16)]);
  const content = Buffer.concat([cipher.update(whole), cipher.final()]);
  const checksum = createHash('sha256').update(plain.subarray(0, 1024)).digest('base64');
  const manifest = `<odf:manifest xmlns:odf="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><odf:file-entry full-path="Contents/section0.xml"><odf:encryption-data checksum="${checksum}"><odf:algorithm algorithm-name="http://www.w3.org/2001/04/xmlenc#aes256-cbc" initialisation-vector="${iv.toString('base64')}"/><odf:key-derivation salt="${salt.toString('base64')}" iteration-count="1024"/></odf:encryption-data></odf:file-entry></odf:manifest>`;
  return makeZip([
    { name: 'mimetype', content: 'application/hwp+zip', stored: true },
    { name: 'META-INF/manifest.xml', content: manifest },
    { name: 'Contents/section0.xml', content, stored: true },
  ]);
}
