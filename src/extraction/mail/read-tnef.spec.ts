import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import iconv from 'iconv-lite';
import { makeTnef } from '../../../test/support/tnef.js';
import { AppError } from '../../common/errors/app-error.js';
import type { RawExtraction } from '../extraction.js';
import { readTnef } from './read-tnef.js';

const SENT = Buffer.alloc(8);
// 2026-11-23T01:02:03Z in units of 100 ns since 1601.
SENT.writeBigUInt64LE((BigInt(Date.UTC(2026, 10, 23, 1, 2, 3)) + 11_644_473_600_000n) * 10_000n);

const MAIL = makeTnef({
  properties: [
    [0x0037001f, '계약서 송부'],
    [0x0c1a001f, '김대리'],
    [0x5d01001f, 'kim@example.kr'],
    [0x00390040, SENT],
    [0x10130102, Buffer.from('<meta charset="utf-8"><p>첨부를 <b>보십시오</b>.</p>')],
  ],
  recipients: [
    [
      [0x3001001f, '이과장'],
      [0x39fe001f, 'lee@example.kr'],
      [0x0c150003, 1],
    ],
    [
      [0x3001001f, '박부장'],
      [0x0c150003, 2],
    ],
  ],
  attachments: [
    { title: 'CONTRA~1.TXT', content: '제1조 (목적)', properties: [[0x3707001f, '계약서 최종.txt']] },
    { title: 'plain.txt', content: 'Old style.' },
    { title: 'logo.png', content: 'PNG', properties: [[0x37140003, 4]] },
    {
      properties: [[0x3001001f, '원본 메일']],
      message: makeTnef({ subject: Buffer.from('Inner'), body: Buffer.from('In') }),
    },
    {
      properties: [
        [0x3001001f, 'Chart'],
        [0x3701000d, Buffer.alloc(40, 1)],
      ],
    },
  ],
});

describe(readTnef, () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tnef-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function read(bytes: Buffer): Promise<RawExtraction> {
    const path = join(folder, 'winmail.dat');
    await writeFile(path, bytes);
    return readTnef({ path, memoryMb: 100 });
  }

  const blocks = ({ pages }: RawExtraction) => (pages[0]!.text as { text: string }[]).map(({ text }) => text);

  it('reads the header, the body and the attachments, each under its long name', async () => {
    const mail = await read(MAIL);
    expect(blocks(mail)).toEqual([
      'From: 김대리 <kim@example.kr>\nTo: 이과장 <lee@example.kr>\nCc: 박부장\nDate: 2026-11-23T01:02:03Z\nSubject: 계약서 송부',
      '첨부를 보십시오.',
      'Attachments:\n- 계약서 최종.txt\n- plain.txt\n- 원본 메일.tnef',
    ]);
    expect(mail.attachments?.map(({ content }) => Buffer.from(content).toString()).slice(0, 2)).toEqual([
      '제1조 (목적)',
      'Old style.',
    ]);
    expect(mail.warnings).toMatchObject([
      { code: 'attachment_skipped', message: expect.stringContaining('Chart: It is an') },
    ]);
    expect(blocks(await read(Buffer.from(mail.attachments![2]!.content)))).toEqual(['Subject: Inner', 'In', '']);
  });

  it('decodes what old writers wrote by the code page that they name', async () => {
    const korean = (text: string) => iconv.encode(text, 'cp949');
    const old = makeTnef({ subject: korean('견적'), body: korean('금액은 별지와 같습니다.') });
    expect(blocks(await read(old))).toEqual(['Subject: 견적', '금액은 별지와 같습니다.', '']);
  });

  it('says so when bytes were changed, and reads what is left of a file that is cut off', async () => {
    const changed = Buffer.from(MAIL);
    changed[MAIL.indexOf('Old style.') + 1] = 0x4c;
    expect((await read(changed)).warnings).toContainEqual(expect.objectContaining({ code: 'damaged_recovered' }));
    const cut = await read(MAIL.subarray(0, MAIL.indexOf('Old style.')));
    expect(blocks(cut)[0]).toContain('계약서 송부');
    expect(cut.attachments?.map(({ name }) => name)).toEqual(['계약서 최종.txt']);
    expect(cut.warnings).toContainEqual(expect.objectContaining({ code: 'damaged_recovered' }));
  });

  it('ends with a code at the worst, wherever a file is cut off or a byte is wrong', async () => {
    for (let at = 0; at < MAIL.length; at += 3) {
      const wrong = Buffer.from(MAIL);
      wrong[at] = 0xff;
      for (const bytes of [MAIL.subarray(0, at), wrong]) {
        const failure = await read(bytes).then(
          () => undefined,
          (error: unknown) => error,
        );
        if (failure !== undefined) expect(failure).toBeInstanceOf(AppError);
      }
    }
  });

  it('refuses what is no such file', async () => {
    await expect(read(Buffer.from('789f3e220100', 'hex'))).rejects.toMatchObject({ code: 'extract.damaged' });
    await expect(read(Buffer.from('text'))).rejects.toMatchObject({ code: 'extract.damaged' });
  });
});
