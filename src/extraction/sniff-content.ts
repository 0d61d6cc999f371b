import { fileTypeFromBuffer } from 'file-type';
import type { ByteSource } from './containers/byte-source.js';
import {
  CompoundFileError,
  CompoundFileLimitError,
  compoundFileNames,
  isCompoundFile,
  openCompoundFile,
} from './containers/cfb.js';
import {
  namesInHead,
  readZipDirectory,
  readZipEntry,
  type ZipEntry,
  ZipError,
  ZipLimitError,
} from './containers/zip.js';
import type { Format } from './formats.js';
import { looksLikeText } from './text/looks-like-text.js';

/** How much of a file is looked at for signatures and for whether it is text. */
export const HEAD_BYTES = 8192;

/** What the bytes of a file are, whatever its name. */
export type Content =
  | { kind: 'known'; format: Format }
  /** An Office file encrypted with a password: which kind only its name tells. */
  | { kind: 'encrypted-office' }
  /** A container whose kind cannot be told from the bytes at hand (the head alone, or a file that is cut off). */
  | { kind: 'zip' | 'ole' }
  /** Wrapped by a program for digital rights management, whatever it was before. */
  | { kind: 'locked'; by: string }
  /** Recognised, but nothing Johang reads or will read. */
  | { kind: 'other'; label: string }
  | { kind: 'text'; head: Buffer }
  | { kind: 'junk' };

const SIGNATURES: readonly (readonly [Format, string])[] = [
  ['rtf', '{\\rtf'],
  ['png', '\u0089PNG\r\n\u001a\n'],
  ['jpeg', '\u00ff\u00d8\u00ff'],
  ['tiff', 'II*\0'],
  ['tiff', 'MM\0*'],
  ['hwp', 'HWP Document File V3'],
  ['tnef', 'x\u009f>"'],
];

/** What programs for digital rights management, common in Korean offices, put in front of the files they wrap. */
const LOCKS: readonly (readonly [string, RegExp])[] = [
  ['Fasoo', /^[\u0080-\u00ff]? ?DRMONE/],
  ['Softcamp', /^SCDSA00/],
  ['NASCA', /^<## NASCA DRM FILE/],
];

/** Where a PDF's header may begin: readers accept it anywhere in the first 1,024 bytes (ISO 32000-1, annex H.3.4.1). */
const PDF_HEADER_WINDOW = 1024;

/** Tells what a file is by its signature, and containers by what they contain. */
export async function sniffContent(source: ByteSource): Promise<Content> {
  const head = await source.read(0, HEAD_BYTES);
  const start = head.toString('latin1', 0, 64);
  const known = SIGNATURES.find(([, signature]) => start.startsWith(signature));
  if (known) return { kind: 'known', format: known[0] };
  const lock = LOCKS.find(([, signature]) => signature.test(start));
  if (lock) return { kind: 'locked', by: lock[0] };
  if (isPdf(head)) return { kind: 'known', format: 'pdf' };
  if (start.startsWith('PK\u0003\u0004') || start.startsWith('PK\u0005\u0006')) return sniffZip(source, head);
  if (isCompoundFile(head)) return sniffCompoundFile(source);
  const other = await fileTypeFromBuffer(head).catch(() => undefined);
  if (other && !other.mime.startsWith('text/') && !other.mime.includes('xml')) return ofFileType(other.ext);
  return looksLikeText(head) ? { kind: 'text', head } : { kind: 'junk' };
}

/** A header that is not at the start counts only among binary bytes: a text may well speak of `%PDF-`. */
function isPdf(head: Buffer): boolean {
  const at = head.subarray(0, PDF_HEADER_WINDOW).indexOf('%PDF-', 0, 'latin1');
  if (at < 0) return false;
  return head.toString('latin1', 0, at).replace('\u00ef\u00bb\u00bf', '').trim() === '' || !looksLikeText(head);
}

function ofFileType(extension: string): Content {
  if (extension === 'tif') return { kind: 'known', format: 'tiff' };
  return extension === 'apng' ? { kind: 'known', format: 'png' } : { kind: 'other', label: extension.toUpperCase() };
}

const ZIP_PARTS: readonly (readonly [Format, RegExp])[] = [
  ['docx', /^word\/document\d*\.xml$/i],
  ['xlsx', /^xl\/workbook\.(xml|bin)$/i],
  ['pptx', /^ppt\/presentation\.xml$/i],
  ['hwpx', /^contents\/(header|section\d+)\.xml$/i],
];

const ZIP_MEDIA_TYPES: readonly (readonly [Format, string])[] = [
  ['odt', 'application/vnd.oasis.opendocument.text'],
  ['ods', 'application/vnd.oasis.opendocument.spreadsheet'],
  ['odp', 'application/vnd.oasis.opendocument.presentation'],
  ['hwpx', 'application/hwp+zip'],
];

/** A media type is no longer than this, in bytes. */
const MAX_MEDIA_TYPE = 256;

async function sniffZip(source: ByteSource, head: Buffer): Promise<Content> {
  const { names, firstContent } = namesInHead(head);
  if (names[0] === 'mimetype') {
    const format = ZIP_MEDIA_TYPES.find(([, type]) => firstContent.startsWith(type))?.[0];
    if (format) return { kind: 'known', format };
    if (firstContent.includes('epub')) return { kind: 'other', label: 'EPUB' };
    // Some writers pack this entry, too: then the other names tell.
  }
  const ofHead = formatOfParts(names);
  if (ofHead) return { kind: 'known', format: ofHead };
  if (source.size === undefined) return { kind: 'zip' };
  try {
    const entries = await readZipDirectory(source);
    const format = (await statedFormat(source, entries)) ?? formatOfParts(entries.map((entry) => entry.name));
    return format ? { kind: 'known', format } : { kind: 'other', label: 'ZIP' };
  } catch (error) {
    if (error instanceof ZipError || error instanceof ZipLimitError) return { kind: 'zip' };
    throw error;
  }
}

/** What the entry that states the media type says, where it is not the first one or is packed. */
async function statedFormat(source: ByteSource, entries: readonly ZipEntry[]): Promise<Format | undefined> {
  const entry = entries.find(({ name }) => name === 'mimetype');
  if (!entry || entry.size > MAX_MEDIA_TYPE) return undefined;
  const stated = (await readZipEntry(source, entry, MAX_MEDIA_TYPE)).toString('latin1');
  return ZIP_MEDIA_TYPES.find(([, type]) => stated.trim().startsWith(type))?.[0];
}

/** Other producers may put the main part elsewhere; then at least the folder of Word, Excel or PowerPoint is there. */
function formatOfParts(names: readonly string[]): Format | undefined {
  for (const [format, part] of ZIP_PARTS) if (names.some((name) => part.test(name))) return format;
  if (!names.includes('[Content_Types].xml')) return undefined;
  if (names.some((name) => name.startsWith('word/'))) return 'docx';
  if (names.some((name) => name.startsWith('xl/'))) return 'xlsx';
  return names.some((name) => name.startsWith('ppt/')) ? 'pptx' : undefined;
}

/** Streams that tell what an OLE file is, in the order they are looked for; in small letters: case does not tell names apart. */
const OLE_STREAMS: readonly (readonly [Format, readonly string[]])[] = [
  ['hwp', ['bodytext', 'docinfo', '\u0005hwpsummaryinformation']],
  ['doc', ['worddocument']],
  ['ppt', ['powerpoint document']],
  ['xls', ['workbook', 'book']],
  ['msg', ['__properties_version1.0']],
];

async function sniffCompoundFile(source: ByteSource): Promise<Content> {
  const found = (await topLevelNames(source)) ?? (await compoundFileNames(source));
  const names = found.map((name) => name.toLowerCase());
  if (names.includes('encryptedpackage')) return { kind: 'encrypted-office' };
  const format = OLE_STREAMS.find(([, streams]) => streams.some((stream) => names.includes(stream)))?.[0];
  if (format) return { kind: 'known', format };
  return source.size === undefined || names.length === 0
    ? { kind: 'ole' }
    : { kind: 'other', label: 'OLE compound file' };
}

/** Names that are not inside of a storage: what a file embeds does not tell what it is itself. */
async function topLevelNames(source: ByteSource): Promise<string[] | undefined> {
  if (source.size === undefined) return undefined;
  try {
    const { entries } = await openCompoundFile(source, { maxBytes: 0 });
    const names = entries.map(({ path }) => path).filter((path) => !path.includes('/'));
    return names.length === 0 ? undefined : names;
  } catch (error) {
    if (error instanceof CompoundFileError || error instanceof CompoundFileLimitError) return undefined;
    throw error;
  }
}
