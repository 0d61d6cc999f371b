import { createHash } from 'node:crypto';

/** What a page of a generated PDF shows. */
export interface PdfPageContent {
  /** Lines of text in 12-point Helvetica, set at 72 pt from the left and from 720 pt downwards; null leaves a blank line. */
  lines?: readonly (string | null)[];
  /** Paints a picture over most of the page. */
  image?: boolean;
  /** Content stream as it is, instead. */
  content?: string;
}

export interface PdfOptions {
  title?: string;
  /** Encrypts with 40-bit RC4 (PDF 1.1, standard handler, revision 2). An empty user password opens by itself. */
  encrypt?: { user: string; owner: string };
  /** Puts a reference that leads nowhere among the pages, at this position. */
  brokenPageAt?: number;
}

/** A well-formed PDF written by hand, so that tests know every byte of it. */
export function makePdf(pages: readonly PdfPageContent[], options: PdfOptions = {}): Buffer {
  const writer = new PdfWriter(options.encrypt);
  const firstPage = 5;
  const kids = pages.map((_, index) => `${firstPage + 2 * index} 0 R`);
  if (options.brokenPageAt !== undefined) kids.splice(options.brokenPageAt, 0, '9999 0 R');
  writer.object(1, '<< /Type /Catalog /Pages 2 0 R >>');
  writer.object(2, `<< /Type /Pages /Kids [${kids.join(' ')}] /Count ${kids.length} >>`);
  writer.object(3, '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>');
  writer.stream(
    4,
    '/Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8',
    '\u0000\u0040\u0080\u00c0',
  );
  for (const [index, page] of pages.entries()) {
    const resources = '<< /Font << /F1 3 0 R >> /XObject << /Im1 4 0 R >> >>';
    const number = firstPage + 2 * index;
    writer.object(
      number,
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources ${resources} /Contents ${number + 1} 0 R >>`,
    );
    writer.stream(number + 1, '', page.content ?? contentOf(page));
  }
  if (options.title !== undefined) writer.info(firstPage + 2 * pages.length, options.title);
  return writer.finish();
}

function contentOf({ lines = [], image = false }: PdfPageContent): string {
  const text = lines.map((line) => (line === null ? 'T*' : `(${escapeText(line)}) Tj T*`)).join('\n');
  const shown = lines.length > 0 ? `BT /F1 12 Tf 14 TL 72 720 Td\n${text}\nET` : '';
  return image ? `${shown}\nq 500 0 0 700 50 40 cm /Im1 Do Q` : shown;
}

function escapeText(text: string): string {
  return text.replace(/[\\()]/g, (character) => `\\${character}`);
}

const PADDING = Buffer.from('28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A', 'hex');
const PERMISSIONS = -4;

class PdfWriter {
  readonly #chunks: Buffer[] = [Buffer.from('%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n', 'latin1')];
  readonly #offsets = new Map<number, number>();
  readonly #id = createHash('md5').update('test').digest();
  readonly #key: Buffer | undefined;
  readonly #encryption: string = '';
  #infoNumber: number | undefined;

  constructor(encrypt: { user: string; owner: string } | undefined) {
    if (!encrypt) return;
    const ownerKey = md5(padded(encrypt.owner)).subarray(0, 5);
    const owner = rc4(ownerKey, padded(encrypt.user));
    const permissions = Buffer.alloc(4);
    permissions.writeInt32LE(PERMISSIONS);
    this.#key = md5(Buffer.concat([padded(encrypt.user), owner, permissions, this.#id])).subarray(0, 5);
    const user = rc4(this.#key, PADDING);
    this.#encryption = `/Encrypt << /Filter /Standard /V 1 /R 2 /O <${owner.toString('hex')}> /U <${user.toString('hex')}> /P ${PERMISSIONS} >>`;
  }

  object(number: number, body: string): void {
    this.#offsets.set(number, this.#length());
    this.#chunks.push(Buffer.from(`${number} 0 obj\n${body}\nendobj\n`, 'latin1'));
  }

  stream(number: number, dictionary: string, content: string): void {
    const bytes = this.#encrypted(number, Buffer.from(content, 'latin1')).toString('latin1');
    this.object(number, `<< ${dictionary} /Length ${bytes.length} >>\nstream\n${bytes}\nendstream`);
  }

  info(number: number, title: string): void {
    this.#infoNumber = number;
    const bytes = this.#encrypted(number, Buffer.from(title, 'latin1'));
    this.object(number, `<< /Title <${bytes.toString('hex')}> >>`);
  }

  finish(): Buffer {
    const start = this.#length();
    const size = this.#offsets.size + 1;
    const rows = [...this.#offsets]
      .sort(([a], [b]) => a - b)
      .map(([, offset]) => `${String(offset).padStart(10, '0')} 00000 n \n`);
    const info = this.#infoNumber === undefined ? '' : `/Info ${this.#infoNumber} 0 R`;
    const id = this.#id.toString('hex');
    const trailer = `<< /Size ${size} /Root 1 0 R ${info} /ID [<${id}> <${id}>] ${this.#encryption} >>`;
    const tail = `xref\n0 ${size}\n0000000000 65535 f \n${rows.join('')}trailer\n${trailer}\nstartxref\n${start}\n%%EOF\n`;
    return Buffer.concat([...this.#chunks, Buffer.from(tail, 'latin1')]);
  }

  #length(): number {
    return this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  }

  /** Algorithm 1 of ISO 32000-1, 7.6.2. */
  #encrypted(number: number, data: Buffer): Buffer {
    if (!this.#key) return data;
    const suffix = Buffer.from([number & 0xff, (number >> 8) & 0xff, (number >> 16) & 0xff, 0, 0]);
    return rc4(md5(Buffer.concat([this.#key, suffix])).subarray(0, 10), data);
  }
}

function md5(data: Buffer): Buffer {
  return createHash('md5').update(data).digest();
}

function padded(password: string): Buffer {
  return Buffer.concat([Buffer.from(password, 'latin1'), PADDING]).subarray(0, 32);
}

function rc4(key: Buffer, data: Buffer): Buffer {
  const state = Array.from({ length: 256 }, (_, index) => index);
  const swap = (a: number, b: number) => ([state[a], state[b]] = [state[b]!, state[a]!]);
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + state[i]! + key[i % key.length]!) % 256;
    swap(i, j);
  }
  let i = 0;
  let j = 0;
  return Buffer.from(
    data.map((byte) => {
      i = (i + 1) % 256;
      j = (j + state[i]!) % 256;
      swap(i, j);
      return byte ^ state[(state[i]! + state[j]!) % 256]!;
    }),
  );
}

/** A PDF of these objects, numbered from 1; the first is its catalogue. */
export function makePdfOfObjects(objects: readonly string[]): Buffer {
  let text = '%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n';
  const rows = objects.map((object, index) => {
    const row = `${String(text.length).padStart(10, '0')} 00000 n \n`;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return row;
  });
  const size = objects.length + 1;
  const start = text.length;
  text += `xref\n0 ${size}\n0000000000 65535 f \n${rows.join('')}trailer\n<</Size ${size}/Root 1 0 R>>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}

/** A stream object with these entries in its dictionary. */
export function pdfStream(entries: string, content: string | Buffer): string {
  const bytes = typeof content === 'string' ? content : content.toString('latin1');
  return `<<${entries}/Length ${bytes.length}>>\nstream\n${bytes}\nendstream`;
}
