import { describe, expect, it } from '@jest/globals';
import iconv from 'iconv-lite';
import type { RawExtraction } from '../extraction.js';
import { readMailBytes } from './read-eml.js';

const HEADER = 'From: a@b.kr\r\nSubject: s\r\n';

function blocks({ pages }: RawExtraction): string[] {
  const [page] = pages;
  if (!page || typeof page.text === 'string') throw new Error('a mail is one page of blocks');
  return page.text.map((block) => ('text' in block ? block.text : ''));
}

const bodyOf = (mail: string | Buffer): string => blocks(readMailBytes(Buffer.from(mail)))[1] ?? '';
const headerOf = (mail: string | Buffer): string => blocks(readMailBytes(Buffer.from(mail)))[0] ?? '';
const codesOf = ({ warnings }: RawExtraction): string[] => warnings.map(({ code }) => code);

/** A multipart mail of parts given with their own headers. */
const multipart = (type: string, ...parts: string[]): string =>
  `${HEADER}Content-Type: multipart/${type}; boundary="B"\r\n\r\npreamble\r\n${parts.map((part) => `--B\r\n${part}\r\n`).join('')}--B--\r\nepilogue`;

describe(readMailBytes, () => {
  it('lays out header, body and the names of the attachments', () => {
    const mail = `Received: x\r\nTo: c@d.kr\r\nFrom: "Kim, A" <a@b.kr>\r\nCc: e@f.kr\r\nDate: Mon, 23 Nov 2026 10:00:00 +0900\r\nSubject: Long\r\n subject\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n\r\nThe body.\r\n--B\r\nContent-Disposition: attachment; filename="a b.pdf"\r\n\r\n%PDF\r\n--B--`;
    const raw = readMailBytes(Buffer.from(mail));
    expect(blocks(raw)).toEqual([
      'From: "Kim, A" <a@b.kr>\nTo: c@d.kr\nCc: e@f.kr\nDate: Mon, 23 Nov 2026 10:00:00 +0900\nSubject: Long subject',
      'The body.',
      'Attachments:\n- a b.pdf',
    ]);
    expect(raw.attachments).toEqual([{ name: 'a b.pdf', mediaType: 'text/plain', content: Buffer.from('%PDF') }]);
    expect(raw.metadata).toEqual({ title: 'Long subject', author: '"Kim, A" <a@b.kr>' });
  });

  it.each([
    ['=?utf-8?B?6rOE7JW97ISc?=', '계약서'],
    ['=?EUC-KR?Q?=B0=E8=BE=E0=BC=AD_2?=', '계약서 2'],
    ['=?ks_c_5601-1987?B?sOi+4LytIMO3us4=?=', '계약서 첨부'],
    ['=?utf-8?B?6rOE7J?=\r\n =?utf-8?B?W97ISc?=', '계약서'],
    ['Re: =?utf-8*ko?Q?=EA=B3=84=EC=95=BD?= (2)', 'Re: 계약 (2)'],
    ['=?iso-2022-kr?B?GyQpQw4waD5gPC0P?=', '계약서'],
    ['=?iso-8859-1?Q?=B0=E8=BE=E0=BC=AD?=', '°è¾à¼\u00ad'],
    ['=?x-unknown?Q?=B0=E8=BE=E0=BC=AD?=', '계약서'],
    ['=?utf-8?Q?broken', '=?utf-8?Q?broken'],
    ['=?utf-8?Q?a=ZZb?=', 'a=ZZb'],
  ])('decodes the subject %j', (subject, text) => {
    expect(headerOf(`From: a@b.kr\r\nSubject: ${subject}\r\n\r\nx`)).toBe(`From: a@b.kr\nSubject: ${text}`);
  });

  it('reads headers that are no ASCII and say nothing of themselves', () => {
    const mail = Buffer.concat([
      Buffer.from('From: a@b.kr\r\nSubject: '),
      iconv.encode('견적서 송부의 건', 'cp949'),
      Buffer.from('\r\n\r\nx'),
    ]);
    expect(headerOf(mail)).toBe('From: a@b.kr\nSubject: 견적서 송부의 건');
    expect(headerOf('From: a@b.kr\r\nSubject: 견적서\r\n\r\nx')).toContain('견적서');
  });

  it.each([
    ['ks_c_5601-1987', 'cp949', '똠방각하의 계약서를 첨부합니다.', []],
    ['euc-kr', 'cp949', '계약서를 첨부합니다.', []],
    ['utf-8', 'cp949', '계약서를 첨부합니다.', ['declared_charset_ignored', 'encoding_guessed']],
    ['iso-8859-1', 'cp949', '계약서를 첨부합니다.', ['declared_charset_ignored', 'encoding_guessed']],
    ['us-ascii', 'utf-8', '계약서를 첨부합니다.', []],
    ['euc-kr', 'utf-8', '계약서를 첨부합니다.', []],
    ['iso-8859-1', 'latin1', 'Été à Genève, où la société paiera.', []],
  ])('reads a body labelled %s that is %s', (label, encoding, text, codes) => {
    const mail = Buffer.concat([
      Buffer.from(`${HEADER}Content-Type: text/plain; charset=${label}\r\n\r\n`),
      iconv.encode(text, encoding),
    ]);
    const raw = readMailBytes(mail);
    expect(blocks(raw)[1]).toBe(text);
    expect(codesOf(raw)).toEqual(codes);
  });

  it('reads ISO-2022-KR', () => {
    const body = Buffer.from('1b2429430d0a0e30683e603c2d0f20320d0a', 'hex');
    const mail = Buffer.concat([Buffer.from(`${HEADER}Content-Type: text/plain; charset=iso-2022-kr\r\n\r\n`), body]);
    expect(bodyOf(mail).trim()).toBe('계약서 2');
  });

  it('decodes quoted-printable and base64, also where they are broken', () => {
    const encoded = (encoding: string, body: string) =>
      bodyOf(
        `${HEADER}Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${body}`,
      );
    expect(encoded('quoted-printable', '=EC=95=88=\r\n=EB=85=95 =ZZ =  \r\n=4 end=')).toBe('안녕 =ZZ =4 end');
    expect(encoded('Base64', '7JWI!!\r\n64WV')).toBe('안녕');
    expect(encoded('x-nonsense', 'as it is')).toBe('as it is');
  });

  it.each([
    ["filename*0*=euc-kr''%B0%E8;\r\n filename*1*=%BE%E0%BC%AD;\r\n filename*2=.pdf", '계약서.pdf'],
    ["filename*=utf-8'ko'%EA%B3%84%EC%95%BD.pdf; filename=x.pdf", '계약.pdf'],
    ['filename="=?euc-kr?B?sOi+4LytLnBkZg==?="', '계약서.pdf'],
    ['filename="a\\"b.pdf"', 'a"b.pdf'],
    ['filename=two words.pdf', 'two words.pdf'],
    ["filename*=x-unknown''%B0%E8%BE%E0.pdf", '계약.pdf'],
  ])('reads the file name %j', (parameter, name) => {
    const raw = readMailBytes(
      Buffer.from(multipart('mixed', `Content-Disposition: attachment;\r\n ${parameter}\r\n\r\nx`)),
    );
    expect(raw.attachments?.map((each) => each.name)).toEqual([name]);
  });

  it('prefers plain text to HTML, and takes HTML where there is nothing in the plain text', () => {
    const html = 'Content-Type: text/html\r\n\r\n<p>rich</p><p>text</p>';
    const plain = (text: string) => `Content-Type: text/plain; format=flowed\r\n\r\n${text}`;
    expect(bodyOf(multipart('alternative', plain('plain \r\ntext'), html))).toBe('plain text');
    expect(bodyOf(multipart('alternative', plain(' \r\n'), html))).toBe('rich\n\ntext');
    expect(bodyOf(multipart('alternative', html))).toBe('rich\n\ntext');
  });

  it('keeps the files that hang on the reading not chosen, and drops small pictures of the page', () => {
    const related = [
      'Content-Type: multipart/related; boundary=R\r\n',
      '--R\r\nContent-Type: text/html\r\n\r\n<p>x<img src="cid:1"></p>',
      '--R\r\nContent-Type: image/png; name=logo.png\r\nContent-ID: <1>\r\n\r\nsmall',
      `--R\r\nContent-Type: image/png; name=scan.png\r\nContent-ID: <2>\r\n\r\n${'x'.repeat(200_000)}`,
      '--R\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\n%PDF',
      '--R--',
    ].join('\r\n');
    const raw = readMailBytes(Buffer.from(multipart('alternative', 'Content-Type: text/plain\r\n\r\nplain', related)));
    expect(blocks(raw)[1]).toBe('plain');
    expect(raw.attachments?.map(({ name }) => name)).toEqual(['scan.png', 'a.pdf']);
  });

  it('takes an attached mail as a file named after its subject, and signatures for nothing', () => {
    const mail = multipart(
      'mixed',
      'Content-Type: message/rfc822\r\n\r\nSubject: =?utf-8?B?6rOE7JW9?= 1/2\r\nFrom: x@y.kr\r\n\r\ninner',
      'Content-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\nx',
    );
    const { attachments } = readMailBytes(Buffer.from(mail));
    expect(
      attachments?.map(({ name, mediaType, content }) => [name, mediaType, Buffer.from(content).toString()]),
    ).toEqual([['계약 1_2.eml', 'message/rfc822', 'Subject: =?utf-8?B?6rOE7JW9?= 1/2\r\nFrom: x@y.kr\r\n\r\ninner']]);
  });

  it('refuses what is no mail, and what is encrypted for its recipient', () => {
    expect(() => readMailBytes(Buffer.from('just a text\n\nwithout any header'))).toThrow(
      expect.objectContaining({ code: 'extract.damaged' }),
    );
    const encrypted = `${HEADER}Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\n\r\nx`;
    expect(() => readMailBytes(Buffer.from(encrypted))).toThrow(expect.objectContaining({ code: 'extract.encrypted' }));
  });

  it('reads on where boundaries are missing, nested or the same', () => {
    expect(bodyOf(`${HEADER}Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n\r\nnever closed`)).toBe(
      'never closed',
    );
    expect(bodyOf(`${HEADER}Content-Type: multipart/mixed; boundary=B\r\n\r\nno boundary at all`)).toBe(
      'no boundary at all',
    );
    expect(bodyOf(`${HEADER}Content-Type: multipart/mixed\r\n\r\nno parameter`)).toBe('no parameter');
    expect(bodyOf(`\ufeffFrom a@b.kr Mon Nov 23\r\n${HEADER}\r\nmbox`)).toBe('mbox');
  });

  it('stays small and quick with parts nested or repeated without end', () => {
    const nested = Array.from(
      { length: 20_000 },
      (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`,
    ).join('');
    const many = `Content-Type: multipart/mixed; boundary=x\r\n\r\n${'--x\r\n\r\nhi\r\n'.repeat(100_000)}--x--`;
    const same = 'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n'.repeat(50_000);
    for (const mail of [nested, many, same]) {
      const raw = readMailBytes(Buffer.from(HEADER + mail));
      expect(codesOf(raw)).toEqual(['mail_parts_skipped']);
      expect(blocks(raw).join('').length).toBeLessThan(100_000);
    }
    const header = `From: a@b.kr\r\n${'X: y\r\n'.repeat(200_000)}Content-Type: text/plain; ${Array.from({ length: 50_000 }, (_, n) => `n*${n}*=a`).join('; ')}\r\n\r\nbody`;
    expect(bodyOf(header)).toBe('body');
  });
});
