import { createCipheriv, createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { readWith } from '../../../../test/support/extract.js';
import {
  type Hwp5Options,
  type Hwp5Paragraph,
  makeHwp5,
  paragraphs,
  recordBytes,
  textBox,
} from '../../../../test/support/hwp5.js';
import { readHwp } from '../read-hwp.js';

const readFile = (file: Buffer, password?: string) => readWith(readHwp, file, { password });

const read = (list: readonly (Hwp5Paragraph | string)[], options?: Hwp5Options) =>
  readFile(makeHwp5([paragraphs(list)], options));

describe('HWP 5, locked or damaged', () => {
  it('opens documents for distribution', async () => {
    const body = deflateRawSync(recordBytes(paragraphs(['배포용 본문'])));
    const view = distribute(body);
    const extraction = await read(['상위 버전의 배포용 문서입니다.'], {
      flags: 1 | 4,
      streams: [{ path: 'ViewText/Section0', content: view }],
    });
    expect(extraction.pages).toEqual(['배포용 본문']);
  });

  it('opens an encrypted document with its password alone', async () => {
    const store = (bytes: Buffer): Buffer => encrypt(bytes, '비밀-pass');
    const file = makeHwp5([paragraphs(['숨긴 글'])], { flags: 1 | 2, encryptVersion: 4, store });
    expect((await readFile(file, '비밀-pass')).pages).toEqual(['숨긴 글']);
    await expect(readFile(file)).rejects.toMatchObject({ code: 'extract.encrypted' });
    await expect(readFile(file, 'wrong')).rejects.toMatchObject({ code: 'extract.wrong_password' });
    const old = makeHwp5([paragraphs(['글'])], { flags: 1 | 2, encryptVersion: 1 });
    await expect(readFile(old, 'any')).rejects.toMatchObject({ code: 'extract.encrypted' });
  });

  it.each([1 << 4, 1 << 8, 1 << 10])('names locked documents: flag %d', async (flag) => {
    await expect(read(['글'], { flags: 1 | flag })).rejects.toMatchObject({ code: 'extract.drm' });
  });

  it('reads what is sound of a damaged document and says so', async () => {
    const sections = [
      paragraphs(['첫 구역']),
      paragraphs(Array.from({ length: 50 }, (_, index) => `둘째 구역의 ${index}번째 줄 ${index * 7919}`)),
    ];
    const store = (bytes: Buffer, path: string): Buffer =>
      path.endsWith('Section1') ? bytes.subarray(0, bytes.length >> 1) : bytes;
    const extraction = await readFile(makeHwp5(sections, { store }));
    expect(extraction.pages.join('\n\n')).toContain('첫 구역\n\n둘째 구역의 0번째 줄 0');
    expect(extraction.warnings).toEqual(['damaged_recovered']);
    const withoutInfo = await read(['본문'], { streams: [{ path: 'DocInfo', content: Buffer.from([1, 2, 3]) }] });
    expect(withoutInfo.pages).toEqual(['본문']);
    expect(withoutInfo.warnings).toContain('damaged_recovered');
    await expect(readFile(makeHwp5([]))).rejects.toMatchObject({ code: 'extract.damaged' });
    await expect(readFile(makeHwp5([paragraphs(['글'])]).subarray(0, 700))).rejects.toMatchObject({
      code: 'extract.damaged',
    });
  });

  it('refuses what expands to more than it may', async () => {
    const bomb = deflateRawSync(Buffer.alloc(20 * 1024 * 1024));
    const file = makeHwp5([], { streams: [{ path: 'BodyText/Section0', content: bomb }] });
    await expect(readFile(file)).rejects.toMatchObject({ code: 'extract.memory' });
    const many = deflateRawSync(Buffer.alloc(9 * 1024 * 1024));
    const records = makeHwp5([], { streams: [{ path: 'BodyText/Section0', content: many }] });
    await expect(readFile(records)).rejects.toMatchObject({ code: 'extract.memory' });
  });

  it('copes with tables that are nested without end', async () => {
    let list: Hwp5Paragraph[] = [{ pieces: ['innermost'] }];
    for (let depth = 0; depth < 60; depth++) list = [{ pieces: [`${depth} `, textBox(list)] }];
    const extraction = await read(list);
    expect(extraction.pages[0]).toContain('59');
    expect(extraction.pages[0]).not.toContain('innermost');
    expect(extraction.warnings).toEqual(['damaged_recovered']);
  });
});

/** The other way round of what `decryptDistribution` undoes. */
function distribute(body: Buffer): Buffer {
  const record256 = Buffer.alloc(256);
  record256.writeUInt32LE(0x12345, 0);
  const key = Buffer.from('0123456789abcdef');
  key.copy(record256, 4 + (record256[0]! & 0xf));
  let seed = record256.readUInt32LE(0);
  const random = (): number => {
    seed = (Math.imul(seed, 214_013) + 2_531_011) >>> 0;
    return (seed >>> 16) & 0x7fff;
  };
  for (let at = 0, left = 0, mask = 0; at < 256; at++, left--) {
    if (left === 0) {
      mask = random() & 0xff;
      left = (random() & 0xf) + 1;
    }
    if (at >= 4) record256[at] = record256[at]! ^ mask;
  }
  const cipher = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false);
  const whole = Buffer.concat([body, Buffer.alloc((16 - (body.length % 16)) % 16)]);
  return Buffer.concat([recordBytes([{ tag: 28, level: 0, bytes: record256 }]), cipher.update(whole), cipher.final()]);
}

function encrypt(bytes: Buffer, password: string): Buffer {
  const plain = Buffer.from(password, 'utf8');
  const mixed = Buffer.from(
    [...plain].flatMap((byte, index) => {
      const previous = index === 0 ? 0xec : plain[index - 1]!;
      return [((previous << 1) | (previous >> 7)) & 0xff, byte];
    }),
  );
  const cipher = createCipheriv(
    'aes-128-cfb1',
    createHash('sha1').update(mixed).digest().subarray(0, 16),
    Buffer.alloc(16),
  );
  return Buffer.concat([cipher.update(bytes), cipher.final()]);
}
