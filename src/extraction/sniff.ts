import { AppError } from '../common/errors/app-error.js';
import { type ByteSource, headSource, withFile } from './containers/byte-source.js';
import { extensionOf, type Format, formatOfExtension, formatOfMediaType, formats, readableFormats } from './formats.js';
import { type Content, sniffContent } from './sniff-content.js';
import { type Warning, warning } from './warnings.js';

/** A format that is read. `mediaType` is the canonical one of the format, not the declared one. */
export interface SniffResult {
  format: Format;
  mediaType: string;
  warnings: Warning[];
}

/**
 * Tells the format of a file from its first 8 KiB and its name. What the content is decides; the extension must not
 * contradict it, and chooses among the formats that are text; the declared media type is a hint for text without a
 * telling extension. The kind of a ZIP or OLE container is believed to be what the extension says when the head does not
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
  const content = await sniffContent(source);
  const format = decide(content, extension, declaredType);
  const warnings = contradicts(declaredType, format)
    ? [warning('declared_type_ignored', { detail: declaredType })]
    : [];
  return { format, mediaType: formats[format].mediaTypes[0] ?? 'application/octet-stream', warnings };
}

function decide(content: Content, extension: string, declaredType: string | undefined): Format {
  const claimed = formatOfExtension(extension);
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

/** Hangul opens its formats under each other's names, and people rename them. */
function isHangul(format: Format | undefined): format is 'hwp' | 'hwpx' {
  return format === 'hwp' || format === 'hwpx';
}

/** Word saves RTF under the name of a DOC where it is told to, and opens it again. */
function accept(format: Format, claimed: Format | undefined, extension: string): Format {
  if (format === 'rtf' && claimed === 'doc') return 'rtf';
  if (isHangul(format) && isHangul(claimed)) return format;
  if (claimed && claimed !== format) throw mismatch(extension, formats[format].label);
  return format;
}

function mismatch(extension: string, label: string): AppError {
  return new AppError('format.mismatch', `The file is named .${extension}, but its content is ${label}`);
}

/** Without a telling name the reader of DOCX is given the file, and answers that it is encrypted. */
function ofEncryptedOffice(claimed: Format | undefined, extension: string): Format {
  if (claimed === undefined) return 'docx';
  if (claimed === 'docx' || claimed === 'xlsx' || claimed === 'pptx') return claimed;
  throw mismatch(extension, 'a password-protected Office file');
}

function ofOpaqueContainer(kind: 'zip' | 'ole', claimed: Format | undefined, extension: string): Format {
  const label = kind === 'zip' ? 'ZIP' : 'OLE compound file';
  if (claimed === undefined) throw unsupported(label);
  // An encrypted DOCX is an OLE file; its reader tells that from a DOC.
  if (formats[claimed].container === kind || claimed === 'docx') return claimed;
  throw mismatch(extension, label);
}

function ofText(
  head: Buffer,
  claimed: Format | undefined,
  extension: string,
  declaredType: string | undefined,
): Format {
  if (claimed) {
    if (formats[claimed].container !== 'text') throw mismatch(extension, formats.txt.label);
    return claimed;
  }
  const start = head
    .toString('latin1')
    .replace(/^(\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)/, '')
    .replaceAll('\0', '');
  if (looksLikeHtml(start)) return 'html';
  if (extension === '' && looksLikeMail(start)) return 'eml';
  const declared = declaredType === undefined ? undefined : formatOfMediaType(declaredType);
  return declared && formats[declared].container === 'text' ? declared : 'txt';
}

function looksLikeHtml(start: string): boolean {
  return /^\s*(<\?xml[^>]{0,200}>\s*)?(<!--[^>]{0,500}-->\s*)?<(!doctype\s+html|html|head|body)\b/i.test(start);
}

const MAIL_HEADER = /^(from|to|subject|date):/gim;
const TRANSPORT_HEADER = /^(received|return-path|message-id|mime-version|delivered-to|dkim-signature):/im;

/** A mail begins with header lines, one of them of the kind that only mail programs write (a memo has the others too). */
function looksLikeMail(start: string): boolean {
  const [headers = ''] = start.split(/\r?\n\r?\n/, 1);
  const isHeader = /^[a-z-]+:/i.test(headers) && TRANSPORT_HEADER.test(headers);
  return isHeader && (headers.match(MAIL_HEADER)?.length ?? 0) >= 2;
}

/** Text formats are declared loosely by every browser; anything else that is declared should be what the content is. */
function contradicts(declaredType: string | undefined, format: Format): boolean {
  const declared = declaredType === undefined ? undefined : formatOfMediaType(declaredType);
  if (declared === undefined || declared === format) return false;
  return formats[declared].container !== 'text' || formats[format].container !== 'text';
}
