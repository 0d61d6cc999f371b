import { describe, expect, it } from '@jest/globals';
import { makeZip, type ZipPart } from '../../../test/support/zip.js';
import { bufferSource } from './byte-source.js';
import { withPackage, type ZipPackage } from './package.js';
import { mainPart, relationshipsOf, resolveTarget } from './relationships.js';

const open = <T>(parts: readonly ZipPart[], use: (one: ZipPackage) => Promise<T>, budget = 1_000_000): Promise<T> =>
  withPackage(bufferSource(makeZip(parts)), { label: 'file', budget }, use);

async function walked(parts: readonly ZipPart[], name: string, budget?: number): Promise<string> {
  let text = '';
  await open(parts, (one) => one.walk(name, { text: (data) => void (text += data) }), budget);
  return text;
}

const utf16 = (text: string, order: 'le' | 'be'): Buffer => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
};

describe(withPackage, () => {
  it('finds parts whatever the case and separators of their names', async () => {
    await open([{ name: '/Word\\Document.XML', content: 'x' }], async (parts) => {
      expect(parts.has('word/document.xml')).toBe(true);
      expect(await parts.text('word/document.xml')).toBe('x');
      expect(await parts.text('word/other.xml')).toBe('');
    });
  });

  it('reads UTF-8 and UTF-16, whole and streamed, letters that chunks cut too', async () => {
    const long = '가나다'.repeat(100_000);
    const parts = [
      { name: 'long', content: `\ufeff<a>${long}</a>` },
      { name: 'le', content: utf16('<a>가</a>', 'le') },
      { name: 'be', content: utf16('<a>가</a>', 'be') },
    ];
    expect(await walked(parts, 'long')).toBe(long);
    expect(await walked(parts, 'le')).toBe('가');
    expect(await walked(parts, 'be')).toBe('가');
    expect(await open(parts, (one) => one.text('be'))).toBe('<a>가</a>');
  });

  it('refuses parts that expand to more than their share, together', async () => {
    const parts = ['a', 'b'].map((name) => ({ name, content: ' '.repeat(600_000) }));
    const both = open(parts, async (one) => (await one.text('a')) + (await one.text('b')));
    await expect(both).rejects.toMatchObject({ code: 'extract.memory', message: expect.stringContaining('expands') });
    await expect(walked(parts, 'a', 100_000)).rejects.toMatchObject({ code: 'extract.memory' });
  });

  it('says that a file is damaged', async () => {
    const source = bufferSource(Buffer.from('PK, but no archive'));
    await expect(withPackage(source, { label: 'DOCX', budget: 10 }, async () => undefined)).rejects.toMatchObject({
      code: 'extract.damaged',
      message: 'The DOCX is damaged',
    });
  });
});

describe(relationshipsOf, () => {
  it('never leads out of the package', async () => {
    const content =
      '<Relationships><Relationship Id="a" Type="x/styles" Target="../../../etc/passwd"/><Relationship Id="b" Type="x/header" Target="http://example.com" TargetMode="External"/></Relationships>';
    const found = await open([{ name: 'w/_rels/d.xml.rels', content }], (parts) => relationshipsOf(parts, 'w/d.xml'));
    expect(found).toEqual([{ id: 'a', type: 'styles', target: 'etc/passwd' }]);
  });

  it.each([
    ['xl/', 'a.xml', 'xl/a.xml'],
    ['xl/sheets/', '../a%20b.xml', 'xl/a b.xml'],
    ['xl/', '/a/./b.xml', 'a/b.xml'],
    ['xl/', '..\\..\\c.xml', 'c.xml'],
    ['', '%zz', '%zz'],
  ])('resolves from %p the target %p', (folder, target, expected) => {
    expect(resolveTarget(folder, target)).toBe(expected);
  });

  it('takes the usual main part where the root names one that is not there', async () => {
    const content = '<Relationships><Relationship Id="a" Type="x/officeDocument" Target="gone.xml"/></Relationships>';
    expect(await open([{ name: '_rels/.rels', content }], (parts) => mainPart(parts, 'usual.xml'))).toBe('usual.xml');
  });
});
