import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeCompoundFile } from '../../test/support/compound-file.js';
import { makeDocx, paragraph } from '../../test/support/docx.js';
import { makePdf } from '../../test/support/pdf.js';
import { makeZip } from '../../test/support/zip.js';
import { formats } from './formats.js';
import { sniffFile, sniffFormat } from './sniff.js';

const PDF = makePdf([{ lines: ['text'] }]);
const DOCX = makeDocx({ body: paragraph('text') });
const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const OLE = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]);
const RTF = Buffer.from('{\\rtf1\\ansi text}');
const ZIP = makeZip([{ name: 'a.txt', content: 'a' }]);
const MP4 = Buffer.from('00000018667479706d703432000000006d70343269736f6d', 'hex');
const JUNK = Buffer.from(Array.from({ length: 3000 }, (_, index) => (index * 7 + 3) % 256));
const MAIL = Buffer.from('Return-Path: <a@b.c>\r\nFrom: a@b.c\r\nTo: d@e.f\r\nSubject: x\r\n\r\nHello');

/** As programs write it that export what a page shows: with no root, and blank lines before. */
const HTML_TABLE = Buffer.from('\r\n\r\n<meta charset="utf-8">\r\n<table><tr><td>1</td></tr></table>');
const WORKBOOK_2003 = '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook/>';
const ARCHIVE = Buffer.from(
  'From: <Saved by Word>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n boundary="x"\r\n\r\n--x\r\n',
);

/** An ODF or HWPX archive: the media type comes first and is stored. */
const withMediaType = (type: string) =>
  makeZip([
    { name: 'mimetype', content: type, stored: true },
    { name: 'content.xml', content: '<x/>' },
  ]);

describe(sniffFormat, () => {
  it.each([
    ['contract.pdf', PDF, 'pdf'],
    ['contract', PDF, 'pdf'],
    ['CONTRACT.PDF', Buffer.concat([Buffer.from('\r\n'), PDF]), 'pdf'],
    ['scan.pdf', Buffer.concat([Buffer.alloc(40, 1), PDF]), 'pdf'],
    ['contract.docx', DOCX, 'docx'],
    ['contract', DOCX, 'docx'],
    ['contract.docm', DOCX, 'docx'],
    ['contract.download', DOCX, 'docx'],
    ['a.txt', Buffer.from('About the header %PDF-1.4 of a PDF'), 'txt'],
    ['server.log', Buffer.from('line'), 'txt'],
    ['README', Buffer.from('# Title'), 'txt'],
    ['notes.2024', Buffer.from('text'), 'txt'],
    ['.profile', Buffer.from('text'), 'txt'],
    ['korean.txt', Buffer.from('c1a631c1b620b8f1c0fb', 'hex'), 'txt'],
    ['notes.md', Buffer.from('# Title'), 'md'],
    ['page.html', Buffer.from('<p>fragment'), 'html'],
    ['page', Buffer.from('\ufeff<!-- x --> <!DOCTYPE html><html>'), 'html'],
    ['page.aspx', Buffer.from('<html><body>'), 'html'],
    ['source.txt', Buffer.from('<html> source'), 'txt'],
    ['winmail.dat', Buffer.from('789f3e220100019006000800040000000000e404000000e800', 'hex'), 'tnef'],
    ['a.eml', Buffer.from('Subject: x\n\ny'), 'eml'],
    ['a', MAIL, 'eml'],
    ['a.msg', OLE, 'msg'],
    ['a.doc', OLE, 'doc'],
    ['a.xls', OLE, 'xls'],
    ['a.ppt', OLE, 'ppt'],
    ['a.rtf', RTF, 'rtf'],
    ['a', RTF, 'rtf'],
    ['a.odt', withMediaType('application/vnd.oasis.opendocument.text'), 'odt'],
    ['a.ods', withMediaType('application/vnd.oasis.opendocument.spreadsheet'), 'ods'],
    ['a', withMediaType('application/vnd.oasis.opendocument.presentation'), 'odp'],
    ['a.xlsx', makeZip([{ name: 'xl/workbook.xml', content: '<x/>' }]), 'xlsx'],
    ['a.xlsb', makeZip([{ name: 'xl/workbook.bin', content: '' }]), 'xlsx'],
    ['a.pptx', makeZip([{ name: 'ppt/presentation.xml', content: '<x/>' }]), 'pptx'],
    ['a.hwp', OLE, 'hwp'],
    ['a.hwp', Buffer.from('HWP Document File V3.00 \u001a'), 'hwp'],
    ['a.hwpx', withMediaType('application/hwp+zip'), 'hwpx'],
    [
      'a.hwpx',
      makeZip([
        { name: 'mimetype', content: 'application/hwp+zip' },
        { name: 'Contents/section0.xml', content: '<x/>' },
      ]),
      'hwpx',
    ],
    ['a.csv', Buffer.from('a,b\n1,2'), 'csv'],
    ['a.tsv', Buffer.from('a\tb\n1\t2'), 'csv'],
    ['a.png', PNG, 'png'],
    ['a.jpeg', Buffer.from('ffd8ffe000104a464946', 'hex'), 'jpeg'],
    ['a.tif', Buffer.from('49492a0008000000', 'hex'), 'tiff'],
  ])('takes %s for what it is', async (name, head, format) => {
    await expect(sniffFormat(head, name)).resolves.toEqual({
      format,
      mediaType: formats[format as 'pdf'].mediaTypes[0],
      warnings: [],
    });
  });

  it.each([
    ['a.zip', ZIP, 'ZIP'],
    ['a', MP4, 'MP4'],
    ['setup.exe', Buffer.from(`MZ${'\0'.repeat(100)}`), 'EXE'],
    ['a.epub', withMediaType('application/epub+zip'), 'EPUB'],
    ['a.gif', Buffer.from('GIF89a\u0001\u0000\u0001\u0000'), 'GIF'],
  ])('refuses %s', async (name, head, label) => {
    await expect(sniffFormat(head, name)).rejects.toMatchObject({
      code: 'format.unsupported',
      message: expect.stringContaining(label),
    });
  });

  it.each([
    ['a.pdf', PNG, 'PNG'],
    ['a.pdf', Buffer.from('plain'), 'plain text'],
    ['a.docx', PDF, 'PDF'],
    ['a.pdf', DOCX, 'Word (DOCX)'],
    ['a.txt', PDF, 'PDF'],
    ['a.txt', MP4, 'MP4'],
    ['a.md', PNG, 'PNG'],
    ['a.doc', makeZip([{ name: 'xl/workbook.xml', content: '<x/>' }]), 'Excel (XLSX)'],
    ['a.xls', DOCX, 'Word (DOCX)'],
    ['a.ppt', DOCX, 'Word (DOCX)'],
    ['a.hwp', DOCX, 'Word (DOCX)'],
    ['a.docx', Buffer.from('plain'), 'plain text'],
    ['a.docx', HTML_TABLE, 'HTML'],
    ['a.xlsx', HTML_TABLE, 'HTML'],
    ['a.pdf', HTML_TABLE, 'HTML'],
    ['a.ppt', HTML_TABLE, 'HTML'],
    ['a.hwp', HTML_TABLE, 'HTML'],
    ['a.xls', Buffer.from('The session has expired, log in again.'), 'plain text'],
    ['a.xls', Buffer.from(WORKBOOK_2003), 'Office 2003 XML'],
    ['a.xls', MAIL, 'EML'],
    ['a.doc', MAIL, 'EML'],
    ['a.xls', Buffer.from('MZ\u0000\u0000\u0000PE'), 'EXE'],
    ['a.pdf', OLE, 'OLE'],
    ['a.html', RTF, 'RTF'],
  ])('refuses %s that holds something else', async (name, head, label) => {
    await expect(sniffFormat(head, name)).rejects.toMatchObject({
      code: 'format.mismatch',
      message: expect.stringContaining(label),
    });
  });

  it.each([
    ['a.doc', DOCX, 'docx'],
    ['a.rtf', DOCX, 'docx'],
    ['a.doc', RTF, 'rtf'],
    ['a.docx', RTF, 'rtf'],
    ['a.xls', makeZip([{ name: 'xl/workbook.xml', content: '<x/>' }]), 'xlsx'],
    ['a.csv', makeZip([{ name: 'xl/workbook.xml', content: '<x/>' }]), 'xlsx'],
    ['a.ppt', makeZip([{ name: 'ppt/presentation.xml', content: '<x/>' }]), 'pptx'],
    ['a.hwp', withMediaType('application/hwp+zip'), 'hwpx'],
    ['a.hwpx', Buffer.from('HWP Document File V3.00 \u001a'), 'hwp'],
    ['a.xlsx', OLE, 'xls'],
    ['a.msg', MAIL, 'eml'],
    ['a.jpg', PNG, 'png'],
    ['a.doc', Buffer.from('<html xmlns:o="urn:schemas-microsoft-com:office:office"><body>'), 'html'],
    ['a.doc', Buffer.from('Dear Sir,\r\n\r\nyours, A, B\r\n'), 'txt'],
    ['a.doc', ARCHIVE, 'mht'],
    ['a.xls', ARCHIVE, 'mht'],
    ['a.xls', HTML_TABLE, 'html'],
    ['a.xls', Buffer.from('\ufeff품목\t수량\t금액\r\n볼펜\t3\t1500\r\n', 'utf16le'), 'csv'],
    ['a.xls', Buffer.from('Sales of May\n\nitem,count\npen,3\nink,1\n'), 'csv'],
  ])('takes %s for what it holds where the same program opens it, and says so', async (name, head, format) => {
    const { label } = formats[format as 'pdf'];
    await expect(sniffFormat(head, name)).resolves.toMatchObject({
      format,
      warnings: [
        {
          code: 'extension_ignored',
          message: expect.stringContaining(`${name.slice(1)}, but its content is ${label};`),
        },
      ],
    });
  });

  it.each([
    ['a.hwp', '\u009b DRMONE  This Document is encrypted and protected by Fasoo DRM'],
    ['a.docx', 'SCDSA002'],
    ['a.pdf', '<## NASCA DRM FILE - VER1.00 ##>'],
  ])('names what a program for digital rights management has wrapped: %s', async (name, start) => {
    const wrapped = Buffer.concat([Buffer.from(start, 'latin1'), JUNK]);
    await expect(sniffFormat(wrapped, name)).rejects.toMatchObject({ code: 'extract.drm' });
  });

  it('refuses junk and emptiness', async () => {
    for (const name of ['a.pdf', 'a.txt', 'a']) {
      await expect(sniffFormat(JUNK, name)).rejects.toMatchObject({ code: 'format.unknown' });
    }
    await expect(sniffFormat(Buffer.alloc(0), 'a.pdf')).rejects.toMatchObject({ code: 'upload.empty' });
  });

  it('takes the declared type as a hint for text, and says when it is wrong', async () => {
    const text = Buffer.from('# Title');
    await expect(sniffFormat(text, 'notes', 'text/markdown; charset=utf-8')).resolves.toMatchObject({
      format: 'md',
      warnings: [],
    });
    await expect(sniffFormat(text, 'notes.txt', 'text/markdown')).resolves.toMatchObject({
      format: 'txt',
      warnings: [],
    });
    await expect(sniffFormat(text, 'notes', 'application/octet-stream')).resolves.toMatchObject({
      format: 'txt',
      warnings: [],
    });
    await expect(sniffFormat(PDF, 'a.pdf', 'application/msword')).resolves.toMatchObject({
      format: 'pdf',
      warnings: [{ code: 'declared_type_ignored', message: expect.stringContaining('application/msword') }],
    });
    await expect(sniffFormat(HTML_TABLE, 'a.xls', 'application/vnd.ms-excel')).resolves.toMatchObject({
      format: 'html',
      warnings: [{ code: 'extension_ignored' }],
    });
  });
});

describe(sniffFile, () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sniff-'));
  });

  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  async function sniff(content: Buffer, name: string) {
    const path = join(folder, 'blob');
    await writeFile(path, content);
    return sniffFile(path, name);
  }

  it('looks for what the head of an archive does not show', async () => {
    const filler = { name: 'docProps/thumbnail.bin', content: JUNK.toString('base64').repeat(4), stored: true };
    const late = makeZip([
      { name: '[Content_Types].xml', content: '<x/>' },
      filler,
      { name: 'word/document.xml', content: '<x/>' },
    ]);
    expect(late.indexOf('word/document.xml')).toBeGreaterThan(8192);
    await expect(sniff(late, 'a')).resolves.toMatchObject({ format: 'docx' });
    await expect(sniff(late, 'a.pptx')).rejects.toMatchObject({ code: 'format.mismatch' });
    await expect(sniff(ZIP, 'a.docx')).rejects.toMatchObject({
      code: 'format.mismatch',
      message: expect.stringContaining('ZIP'),
    });
  });

  it('knows an OpenDocument file that was packed anew by the media type it states', async () => {
    const type = 'application/vnd.oasis.opendocument.text-template';
    const packed = makeZip([
      { name: 'content.xml', content: '<x/>' },
      { name: 'mimetype', content: type },
    ]);
    await expect(sniff(packed, 'a')).resolves.toMatchObject({ format: 'odt' });
    await expect(sniff(packed, 'a.ods')).rejects.toMatchObject({ code: 'format.mismatch' });
  });

  it('asks for the password of an encrypted file in the format that its name means', async () => {
    const encrypted = makeCompoundFile([
      { path: 'EncryptionInfo', content: JUNK },
      { path: 'EncryptedPackage', content: JUNK },
    ]);
    for (const [name, format] of [
      ['a.doc', 'docx'],
      ['a.xls', 'xlsx'],
      ['a.pptx', 'pptx'],
    ] as const) {
      await expect(sniff(encrypted, name)).resolves.toMatchObject({ format });
    }
    await expect(sniff(encrypted, 'a.hwp')).rejects.toMatchObject({ code: 'format.mismatch' });
  });

  it('leaves an archive that is cut off to its reader', async () => {
    await expect(sniff(ZIP.subarray(0, 20), 'a.docx')).resolves.toMatchObject({ format: 'docx' });
  });

  it('tells a compound file by its streams in capitals too', async () => {
    const workbook = makeCompoundFile([{ path: 'BOOK', content: Buffer.alloc(10) }]);
    expect((await sniff(workbook, 'a.xls')).format).toBe('xls');
  });

  it('says that what only begins as a PDF is damaged', async () => {
    const file = Buffer.from('%PDFn\r\ntrailer');
    await expect(sniff(file, 'a.pdf')).rejects.toMatchObject({ code: 'extract.damaged' });
  });

  it('takes a compound file for what it is, not for what it embeds', async () => {
    const workbook = makeCompoundFile([
      { path: 'MBD00A1B2C3/WordDocument', content: JUNK },
      { path: 'Workbook', content: JUNK },
    ]);
    await expect(sniff(workbook, 'a')).resolves.toMatchObject({ format: 'xls' });
    await expect(sniff(workbook, 'a.doc')).rejects.toMatchObject({ code: 'format.mismatch' });
  });

  it('refuses an empty file', async () => {
    await expect(sniff(Buffer.alloc(0), 'a.txt')).rejects.toMatchObject({ code: 'upload.empty' });
  });
});
