import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import iconv from 'iconv-lite';
import { makeMsg, type MsgToMake } from '../../../test/support/msg.js';
import type { RawExtraction } from '../extraction.js';
import { readMailBytes } from './read-eml.js';
import { readMsg } from './read-msg.js';

let folder: string;
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'msg-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(message: MsgToMake | Buffer): Promise<RawExtraction> {
  const path = join(folder, `${(files += 1)}.msg`);
  await writeFile(path, Buffer.isBuffer(message) ? message : makeMsg(message));
  return readMsg({ path, memoryMb: 64 });
}

function blocks({ pages }: RawExtraction): string[] {
  const [page] = pages;
  if (!page || typeof page.text === 'string') throw new Error('a mail is one page of blocks');
  return page.text.map((block) => ('text' in block ? block.text : ''));
}

describe(readMsg, () => {
  it('lays out header, body and attachments', async () => {
    const raw = await read({
      text: {
        0x37: '계약서 송부',
        0x0c1a: 'Kim',
        0x5d01: 'kim@example.kr',
        0x1000: 'The body.\r\n',
        0x007d: 'Date: Mon, 23 Nov 2026 10:00:00 +0900\r\n',
      },
      recipients: [
        { text: { 0x3001: 'Lee', 0x39fe: 'lee@example.kr' }, numbers: { 0x0c15: 1 } },
        { text: { 0x3001: 'park@example.kr', 0x3003: 'park@example.kr' }, numbers: { 0x0c15: 1 } },
        { text: { 0x3001: 'Choi', 0x3003: '/o=Org/cn=choi' }, numbers: { 0x0c15: 2 } },
      ],
      attachments: [
        { text: { 0x3707: '계약서.pdf', 0x370e: 'application/pdf' }, binaries: { 0x3701: Buffer.from('%PDF') } },
      ],
    });
    expect(blocks(raw)).toEqual([
      'From: Kim <kim@example.kr>\nTo: Lee <lee@example.kr>, park@example.kr\nCc: Choi\nDate: Mon, 23 Nov 2026 10:00:00 +0900\nSubject: 계약서 송부',
      'The body.\r\n',
      'Attachments:\n- 계약서.pdf',
    ]);
    expect(raw.attachments).toEqual([
      { name: '계약서.pdf', mediaType: 'application/pdf', content: Buffer.from('%PDF') },
    ]);
  });

  it('reads strings in the code page of the message', async () => {
    const raw = await read({
      ansi: { 0x37: iconv.encode('견적서 송부', 'cp949'), 0x1000: iconv.encode('견적서를 첨부합니다.', 'cp949') },
      numbers: { 0x3ffd: 949 },
    });
    expect(blocks(raw).slice(0, 2)).toEqual(['Subject: 견적서 송부', '견적서를 첨부합니다.']);
  });

  it('takes HTML where there is no plain text, in the code page it is said to be in', async () => {
    const html = iconv.encode('<html><body><p>견적서를</p><p>첨부합니다.</p></body></html>', 'cp949');
    const raw = await read({
      text: { 0x37: 's', 0x1000: ' \r\n' },
      binaries: { 0x1013: html },
      numbers: { 0x3fde: 949 },
    });
    expect(blocks(raw)[1]).toBe('견적서를\n\n첨부합니다.');
  });

  it.each([
    [
      "{\\rtf1\\ansi\\ansicpg949{\\fonttbl{\\f0 Arial;}}\\f0 First \\b line\\b0\\par\\'b0\\'e8\\'be\\'e0\\u-21412?\\par}",
      'First line\n계약걜\n',
    ],
    [
      '{\\rtf1\\ansi\\fromhtml1 {\\*\\htmltag64 <p>}\\htmlrtf {\\f0 \\htmlrtf0 The text{\\*\\htmltag <b>}\\htmlrtf \\b \\htmlrtf0 bold{\\*\\htmltag </b>}\\htmlrtf }\\htmlrtf0 {\\*\\htmltag72 </p>}}',
      'The textbold',
    ],
  ])('reads an RTF body, and the HTML that one wraps: %#', async (rtf, text) => {
    const header = Buffer.alloc(16);
    header.writeUInt32LE(rtf.length + 12, 0);
    header.writeUInt32LE(rtf.length, 4);
    header.writeUInt32LE(0x414c454d, 8);
    const raw = await read({
      text: { 0x37: 's' },
      binaries: { 0x1009: Buffer.concat([header, Buffer.from(rtf, 'latin1')]) },
    });
    expect(blocks(raw)[1]).toBe(text);
  });

  it('decompresses RTF ([MS-OXRTFCP] 4.1.1)', async () => {
    const bytes = Buffer.from(
      '2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af3206 8656c09002062770 5b06c647d0a800fa0'.replaceAll(
        ' ',
        '',
      ),
      'hex',
    );
    expect(blocks(await read({ text: { 0x37: 's' }, binaries: { 0x1009: bytes } }))[1]).toBe('hello world');
  });

  it('writes an attached message out as a mail, with what is attached to it', async () => {
    const inner: MsgToMake = {
      text: { 0x37: '안쪽 메일', 0x1000: '안쪽 본문', 0x0c1a: 'Kim', 0x5d01: 'kim@example.kr' },
      attachments: [{ text: { 0x3707: '첨부.txt' }, binaries: { 0x3701: Buffer.from('Attached.') } }],
    };
    const raw = await read({
      text: { 0x37: 'outer' },
      attachments: [{ text: { 0x3707: 'x' }, numbers: { 0x3705: 5 }, message: inner }],
    });
    expect(raw.attachments?.map(({ name, mediaType }) => [name, mediaType])).toEqual([
      ['안쪽 메일.eml', 'message/rfc822'],
    ]);
    const mail = readMailBytes(Buffer.from(raw.attachments?.[0]?.content ?? []));
    expect(blocks(mail)).toEqual([
      'From: Kim <kim@example.kr>\nSubject: 안쪽 메일',
      '안쪽 본문',
      'Attachments:\n- 첨부.txt',
    ]);
    expect(mail.attachments?.map(({ content }) => Buffer.from(content).toString())).toEqual(['Attached.']);
  });

  it('leaves out small pictures of the page, and says what is no file', async () => {
    const picture = (size: number, name: string) => ({
      text: { 0x3707: name, 0x370e: 'image/png', 0x3712: name },
      numbers: { 0x3714: 4 },
      binaries: { 0x3701: Buffer.alloc(size, 1) },
    });
    const raw = await read({
      text: { 0x37: 's' },
      attachments: [
        picture(500, 'logo.png'),
        picture(200_000, 'scan.png'),
        { text: { 0x3707: 'link' }, numbers: { 0x3705: 2 } },
      ],
    });
    expect(raw.attachments?.map(({ name }) => name)).toEqual(['scan.png']);
    expect(raw.warnings.map(({ message }) => message)).toEqual([
      expect.stringContaining('link: It is an embedded object or a link'),
    ]);
  });

  it('refuses what is encrypted for its recipient, and what is no compound file', async () => {
    await expect(read({ text: { 0x1a: 'IPM.Note.SMIME', 0x37: 's' } })).rejects.toMatchObject({
      code: 'extract.encrypted',
    });
    await expect(read(Buffer.from('no mail'))).rejects.toMatchObject({ code: 'extract.damaged' });
    const whole = makeMsg({ text: { 0x37: 's', 0x1000: 'x'.repeat(9000) } });
    await expect(read(whole.subarray(0, 700))).rejects.toMatchObject({ code: 'extract.damaged' });
  });
});
