import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AppError } from '../common/errors/app-error.js';
import { contentDisposition, sanitizeFileName } from './file-name.js';

/** Any string, lone surrogates included. */
const anyName = fc.string({
  unit: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('/', '\\', '\u202e', '\0', ' ', '.', '\ud800')),
  maxLength: 400,
});

function sanitized(raw: string): string | null {
  try {
    return sanitizeFileName(raw);
  } catch (error) {
    if (error instanceof AppError && error.code === 'upload.name_invalid') return null;
    throw error;
  }
}

describe(sanitizeFileName.name, () => {
  it.each([
    ['contract.pdf', 'contract.pdf'],
    ['용역계약서 (최종).docx', '용역계약서 (최종).docx'],
    ['용역'.normalize('NFD'), '용역'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\kim\\계약.pdf', '계약.pdf'],
    ['in\u202efdp.exe', 'infdp.exe'],
    ['e\u200d\u0301.txt', 'é.txt'],
    ['  a \t\n b .pdf ', 'a b .pdf'],
    ['\ud800a\udc00.txt', 'a.txt'],
    ['.env', '.env'],
  ])('%j becomes %j', (raw, name) => {
    expect(sanitizeFileName(raw)).toBe(name);
  });

  it.each(['', ' ', '.', '..', 'folder/', '/', '\u202e\u200b', '\0'])('refuses %j', (raw) => {
    expect(() => sanitizeFileName(raw)).toThrow(expect.objectContaining({ code: 'upload.name_invalid' }));
  });

  it('keeps the extension of a name that is too long', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 200, maxLength: 300 }),
        fc.constantFrom('.pdf', '.DOCX', '.한글', '.md'),
        (stem, extension) => {
          const name = sanitized(stem + extension);
          if (name !== null) expect(name.endsWith(extension.normalize('NFC'))).toBe(true);
        },
      ),
    );
    expect(sanitizeFileName(`${'😀'.repeat(300)}.pdf`)).toBe(`${'😀'.repeat(196)}.pdf`);
  });

  it('never gives a path, a control or direction character, or more than 200 characters; and is stable', () => {
    fc.assert(
      fc.property(anyName, (raw) => {
        const name = sanitized(raw);
        if (name === null) return;
        expect(name).not.toMatch(/[/\\\p{Cc}\p{Cf}\p{Cs}]/u);
        expect([...name].length).toBeLessThanOrEqual(200);
        expect(name).toMatch(/^\S/);
        expect(name.normalize('NFC')).toBe(name);
        expect(sanitizeFileName(name)).toBe(name);
      }),
      { numRuns: 500 },
    );
  });
});

describe(contentDisposition.name, () => {
  it('has an ASCII stand-in and the name itself', () => {
    expect(contentDisposition('계약 "초안".pdf')).toBe(
      `attachment; filename="__ ____.pdf"; filename*=UTF-8''%EA%B3%84%EC%95%BD%20%22%EC%B4%88%EC%95%88%22.pdf`,
    );
  });

  it('is one header value from which the name can be read, whatever the name', () => {
    fc.assert(
      fc.property(anyName, (raw) => {
        const name = sanitized(raw);
        if (name === null) return;
        const header = contentDisposition(name);
        expect(header).toMatch(/^attachment; filename="[^"\\%]*"; filename\*=UTF-8''[\w!~.%-]+$/);
        expect(decodeURIComponent(header.slice(header.indexOf(`''`) + 2))).toBe(name);
      }),
    );
  });
});
