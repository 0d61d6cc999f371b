import { AppError } from '../../common/errors/app-error.js';
import { type ByteSource } from '../containers/byte-source.js';
import { readZipDirectory, readZipEntry, type ZipEntry, ZipError, ZipLimitError } from '../containers/zip.js';
import { walkXml } from './xml.js';

interface Relationship {
  /** The last part of the relationship's type: `numbering`, `styles`, `footnotes`. */
  type: string;
  target: string;
}

/** The parts of a DOCX that its text is in, by what they are to the main document. */
export interface DocxParts {
  document: string;
  styles: string;
  numbering: string;
  footnotes: string;
  endnotes: string;
  comments: string;
  properties: string;
  /** Headers and footers. */
  margins: string[];
  /** Names of embedded parts with text that is not read (`aFChunk`, embedded documents). */
  embedded: string[];
}

/** More than this many headers and footers are not looked at. */
const MAX_MARGINS = 50;

/**
 * Unpacks the parts of a DOCX that are read, and only those.
 *
 * @param budget the most bytes they may expand to, together; what the archive claims is not believed.
 * @throws AppError `extract.damaged` when it is no intact package, `extract.memory` beyond the budget.
 */
export async function readPackage(source: ByteSource, budget: number): Promise<DocxParts> {
  try {
    const unpacker = new Unpacker(source, await readZipDirectory(source), budget);
    return await readParts(unpacker);
  } catch (error) {
    if (error instanceof ZipLimitError) {
      const message = `The document expands to more than the ${Math.floor(budget / 1024 / 1024)} MiB it is granted`;
      throw new AppError('extract.memory', message, { cause: error });
    }
    if (error instanceof ZipError) throw new AppError('extract.damaged', 'The DOCX is damaged', { cause: error });
    throw error;
  }
}

/** Reads entries within a budget that they share. Part names are compared without regard to case (ECMA-376 part 2, 6.2.2). */
class Unpacker {
  readonly #entries: Map<string, ZipEntry>;
  #left: number;

  constructor(
    private readonly source: ByteSource,
    entries: readonly ZipEntry[],
    budget: number,
  ) {
    this.#entries = new Map(entries.map((entry) => [entry.name.toLowerCase(), entry]));
    this.#left = budget;
  }

  /** The text of a part, empty when there is none. */
  async text(name: string): Promise<string> {
    const entry = this.#entries.get(name.toLowerCase());
    if (!entry) return '';
    const bytes = await readZipEntry(this.source, entry, this.#left);
    this.#left -= bytes.length;
    return decodeXml(bytes);
  }

  has(name: string): boolean {
    return this.#entries.has(name.toLowerCase());
  }
}

/** XML is UTF-8 unless a mark says UTF-16; Word writes nothing else. */
function decodeXml(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le', 2);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return Buffer.from(bytes).swap16().toString('utf16le', 2);
  return bytes.toString('utf8').replace(/^\ufeff/, '');
}

async function readParts(unpacker: Unpacker): Promise<DocxParts> {
  const root = parseRelationships(await unpacker.text('_rels/.rels'), '');
  const main = root.find(({ type }) => type === 'officeDocument')?.target ?? 'word/document.xml';
  if (!unpacker.has(main)) throw new AppError('extract.damaged', 'The DOCX has no main document');
  const folder = main.slice(0, main.lastIndexOf('/') + 1);
  const relationships = parseRelationships(
    await unpacker.text(`${folder}_rels/${main.slice(folder.length)}.rels`),
    folder,
  );
  const part = (type: string) => {
    const target = relationships.find((relationship) => relationship.type === type)?.target;
    return unpacker.text(target ?? `${folder}${type}.xml`);
  };
  const margins = relationships.filter(({ type }) => type === 'header' || type === 'footer').slice(0, MAX_MARGINS);
  return {
    document: await unpacker.text(main),
    styles: await part('styles'),
    numbering: await part('numbering'),
    footnotes: await part('footnotes'),
    endnotes: await part('endnotes'),
    comments: await part('comments'),
    properties: await unpacker.text(root.find(({ type }) => type === 'core-properties')?.target ?? 'docProps/core.xml'),
    margins: await inOrder(margins, ({ target }) => unpacker.text(target)),
    embedded: relationships.filter(({ type }) => type === 'aFChunk' || type === 'package').map(({ target }) => target),
  };
}

/** One after the other: the budget is shared. */
async function inOrder<T, R>(items: readonly T[], map: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await map(item));
  return results;
}

/** Targets outside of the package are left out: nothing is ever fetched. */
function parseRelationships(xml: string, folder: string): Relationship[] {
  const relationships: Relationship[] = [];
  walkXml(xml, {
    open: (name, { Type: type = '', Target: target = '', TargetMode: mode }) => {
      if (!name.endsWith('Relationship') || mode === 'External') return;
      relationships.push({ type: type.slice(type.lastIndexOf('/') + 1), target: resolve(folder, target) });
    },
  });
  return relationships;
}

/** A target is relative to the folder of the part that names it, or absolute in the package. */
function resolve(folder: string, target: string): string {
  const steps = (target.startsWith('/') ? target : folder + target).split('/');
  const path: string[] = [];
  for (const step of steps) {
    if (step === '..') path.pop();
    else if (step !== '' && step !== '.') path.push(step);
  }
  return path.join('/');
}
