import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { restoreCode } from './pdfium-code.js';

describe(restoreCode, () => {
  it('makes nothing of a torn file, of code of another program, or of code that another V8 made', async () => {
    const program = await readFile(createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm'));
    expect(restoreCode(Buffer.from('torn'), program)).toBeUndefined();
    const foreign = Buffer.alloc(4096, 1);
    const checksum = createHash('sha256').update(foreign).update(program).digest();
    expect(restoreCode(Buffer.concat([checksum, foreign]), program)).toBeUndefined();
    expect(restoreCode(Buffer.concat([checksum, foreign]), Buffer.from('another'))).toBeUndefined();
  });
});
