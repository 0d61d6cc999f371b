import { AppError } from '../common/errors/app-error.js';
import { type ByteSource, headSource, withFile } from './containers/byte-source.js';
import { extensionOf, type Format, formatOfExtension, formatOfMediaType, formats, readableFormats } from './formats.js';
import { opens, siblingIn } from './families.js';
import { type Content, sniffContent } from './sniff-content.js';
import { kindOfText, looksLikeHtml, looksLikeMail, startOfText, type TextKind } from './sniff-text.js';
import { type Warning, warning } from './warnings.js';

/** A format that is read. `mediaType` is the canonical one of the format, not the declared one. */
export interface SniffResult {
  format: Format;
  mediaType: string;
  warnings: Warning[];
}

/**
 * Tells the format of a file from its first 8 KiB and its name. What the content is decides. The extension must be that of a
 * format which the same program opens (`opens`; a warning tells where it is another than the content's), and chooses among
 * the formats that are text; the declared media type is a hint for text without a telling extension. The kind of a ZIP or OLE container is believed to be what the extension says when the head does not
 * show it; `sniffFile` looks inside.
 *
 * @throws AppError `upload.empty`, `format.unsupported`, `format.unknown`, `format.mismatch`,
 * `extract.drm`.
 */
export async function sniffFormat(head: Buffer, fileName: string, declaredType?: string): Promise<SniffResult> {
  if (head.length === 0) throw new AppError('upload.empty');
  return sniff(headSource(head), fileName, declaredType);
}

/**
 * Tells the format of a whole file, looking into containers. `fileName` is the name it was uploaded under.
 *
 * @throws AppError as `sniffFormat` does.
 */
export function sniffFile(path: string, fileName: string, declaredType?: string): Promise<SniffResult> {
  return withFile(path, (source) => {
    if (source.size === 0) throw new AppError('upload.empty');
    return sniff(source, fileName, declaredType);
  });
}

async function sniff(source: ByteSource, fileName: string, declaredType: string | undefined): Promise<SniffResult> {
  const extension = extensionOf(fileName);
  const claimed = formatOfExtension(extension);
  const content = await sniffContent(source);
  const format = decide(content, extension, claimed, declaredType);
  const warnings = warningsOf(format, { extension, claimed, declaredType });
  return { format, mediaType: formats[format].mediaTypes[0] ?? 'application/octet-stream', warnings };
}

/** What a file is said to be by others than its content. */
interface Claims {
  extension: string;
  claimed: Format | undefined;
  declaredType: string | undefined;
}

function warningsOf(format: Format, { extension, claimed, declaredType }: Claims): Warning[] {
  const warnings: Warning[] = [];
  const declared = declaredType === undefined ? undefined : formatOfMediaType(declaredType);
  if (claimed !== undefined && claimed !== format)
    warnings.push(
      warning('extension_ignored', { detail: `.${extension}, but its content is ${formats[format].label}` }),
    );
  // A program that declares what the name says tells nothing more.
  if (declared !== claimed && contradicts(declared, format))
    warnings.push(warning('declared_type_ignored', { detail: declaredType }));
  return warnings;
}

function decide(
  content: Content,
  extension: string,
  claimed: Format | undefined,
  declaredType: string | undefined,
): Format {
  switch (content.kind) {
    case 'known':
      return accept(content.format, claimed, extension);
    case 'locked':
      throw new AppError('extract.drm', `The file is locked by digital rights management (DRM) of ${content.by}`);
    case 'encrypted-office':
      return ofEncryptedOffice(claimed, extension);
    case 'zip':
    case 'ole':
      return ofOpaqueContainer(content.kind, claimed, extension);
    case 'text':
      return ofText(content.head, claimed, extension, declaredType);
    case 'other':
      if (claimed && formats[claimed].label === content.label)
        throw new AppError('extract.damaged', `The ${content.label} file is damaged: its beginning cannot be read`);
      if (claimed) throw mismatch(extension, content.label);
      throw unsupported(content.label);
    default:
      throw new AppError('format.unknown', `The content is of no format Johang knows. It reads ${readableFormats}.`);
  }
}

function unsupported(label: string): AppError {
  return new AppError('format.unsupported', `${label} files are not read. Johang reads ${readableFormats}.`);
}

function accept(format: Format, claimed: Format | undefined, extension: string): Format {
  if (claimed && !opens(claimed, format)) throw mismatch(extension, formats[format].label);
  return format;
}

function mismatch(extension: string, label: string): AppError {
  return new AppError('format.mismatch', `The file is named .${extension}, but its content is ${label}`);
}

/** Without a telling name the reader of DOCX is given the file, and answers that it is encrypted. */
function ofEncryptedOffice(claimed: Format | undefined, extension: string): Format {
  if (claimed === undefined) return 'docx';
  const format = siblingIn(claimed, 'zip');
  if (format === 'docx' || format === 'xlsx' || format === 'pptx') return format;
  throw mismatch(extension, 'a password-protected Office file');
}

function ofOpaqueContainer(kind: 'zip' | 'ole', claimed: Format | undefined, extension: string): Format {
  const label = kind === 'zip' ? 'ZIP' : 'OLE compound file';
  if (claimed === undefined) throw unsupported(label);
  // An encrypted DOCX is an OLE file; its reader tells that from a DOC.
  if (formats[claimed].container === kind || claimed === 'docx') return claimed;
  const format = siblingIn(claimed, kind);
  if (format) return format;
  throw mismatch(extension, label);
}

function ofText(
  head: Buffer,
  claimed: Format | undefined,
  extension: string,
  declaredType: string | undefined,
): Format {
  if (claimed)
    return formats[claimed].container === 'text' ? claimed : ofNamedText(kindOfText(head), claimed, extension);
  const start = startOfText(head);
  if (looksLikeHtml(start)) return 'html';
  if (extension === '' && looksLikeMail(start)) return 'eml';
  const declared = declaredType === undefined ? undefined : formatOfMediaType(declaredType);
  return declared && formats[declared].container === 'text' ? declared : 'txt';
}

/** A text under the name of something that is none. */
function ofNamedText(kind: TextKind, claimed: Format, extension: string): Format {
  if (kind === 'xml') throw mismatch(extension, 'Office 2003 XML; save it in the format of its name');
  // A letter may well have lines with as many commas.
  const format = kind === 'csv' && claimed === 'doc' ? 'txt' : kind;
  if (opens(claimed, format)) return format;
  throw mismatch(extension, formats[format].label);
}

/** Text formats are declared loosely by every browser; anything else that is declared should be what the content is. */
function contradicts(declared: Format | undefined, format: Format): boolean {
  if (declared === undefined || declared === format) return false;
  return formats[declared].container !== 'text' || formats[format].container !== 'text';
}
