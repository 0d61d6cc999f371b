/** Formats whose text is read. */
export type Format =
  | 'pdf'
  | 'docx'
  | 'txt'
  | 'md'
  | 'html'
  | 'mht'
  | 'xlsx'
  | 'pptx'
  | 'odt'
  | 'ods'
  | 'odp'
  | 'csv'
  | 'hwp'
  | 'hwpx'
  | 'eml'
  | 'msg'
  | 'tnef'
  | 'doc'
  | 'xls'
  | 'ppt'
  | 'rtf'
  | 'png'
  | 'jpeg'
  | 'tiff';

export interface FormatInfo {
  /** The name people know it by, for messages. */
  label: string;
  /** What the bytes are packed in; `text` has no signature of its own. */
  container: 'zip' | 'ole' | 'text' | 'own';
  /** The first is the usual one. Lower case, without the dot. */
  extensions: readonly string[];
  /** The first is what Johang stores; the others are what browsers and mail programs declare. */
  mediaTypes: readonly string[];
}

const OPENXML = 'application/vnd.openxmlformats-officedocument';
const OPENDOCUMENT = 'application/vnd.oasis.opendocument';

/** What Johang knows of each format by name. */
export const formats: Readonly<Record<Format, FormatInfo>> = {
  pdf: {
    label: 'PDF',
    container: 'own',
    extensions: ['pdf'],
    mediaTypes: ['application/pdf', 'application/x-pdf'],
  },
  docx: {
    label: 'Word (DOCX)',
    container: 'zip',
    extensions: ['docx', 'docm', 'dotx', 'dotm'],
    mediaTypes: [`${OPENXML}.wordprocessingml.document`, 'application/vnd.ms-word.document.macroenabled.12'],
  },
  txt: {
    label: 'plain text',
    container: 'text',
    extensions: ['txt', 'text', 'log', 'asc'],
    mediaTypes: ['text/plain'],
  },
  md: {
    label: 'Markdown',
    container: 'text',
    extensions: ['md', 'markdown', 'mdown', 'mkd'],
    mediaTypes: ['text/markdown', 'text/x-markdown'],
  },
  html: {
    label: 'HTML',
    container: 'text',
    extensions: ['html', 'htm', 'xhtml'],
    mediaTypes: ['text/html', 'application/xhtml+xml'],
  },
  mht: {
    label: 'web archive (MHT)',
    container: 'text',
    extensions: ['mht', 'mhtml'],
    mediaTypes: ['multipart/related', 'application/x-mimearchive'],
  },
  doc: {
    label: 'Word 97-2003 (DOC)',
    container: 'ole',
    extensions: ['doc', 'dot'],
    mediaTypes: ['application/msword'],
  },
  rtf: {
    label: 'RTF',
    container: 'own',
    extensions: ['rtf'],
    mediaTypes: ['application/rtf', 'text/rtf'],
  },
  odt: {
    label: 'OpenDocument text (ODT)',
    container: 'zip',
    extensions: ['odt', 'ott'],
    mediaTypes: [`${OPENDOCUMENT}.text`],
  },
  xlsx: {
    label: 'Excel (XLSX)',
    container: 'zip',
    extensions: ['xlsx', 'xlsm', 'xltx', 'xltm', 'xlsb'],
    mediaTypes: [`${OPENXML}.spreadsheetml.sheet`],
  },
  xls: {
    label: 'Excel 97-2003 (XLS)',
    container: 'ole',
    extensions: ['xls', 'xlt'],
    mediaTypes: ['application/vnd.ms-excel'],
  },
  ods: {
    label: 'OpenDocument sheet (ODS)',
    container: 'zip',
    extensions: ['ods', 'ots'],
    mediaTypes: [`${OPENDOCUMENT}.spreadsheet`],
  },
  csv: {
    label: 'CSV',
    container: 'text',
    extensions: ['csv', 'tsv'],
    mediaTypes: ['text/csv', 'text/tab-separated-values'],
  },
  pptx: {
    label: 'PowerPoint (PPTX)',
    container: 'zip',
    extensions: ['pptx', 'pptm', 'ppsx', 'ppsm', 'potx', 'potm'],
    mediaTypes: [`${OPENXML}.presentationml.presentation`],
  },
  ppt: {
    label: 'PowerPoint 97-2003 (PPT)',
    container: 'ole',
    extensions: ['ppt', 'pps', 'pot'],
    mediaTypes: ['application/vnd.ms-powerpoint'],
  },
  odp: {
    label: 'OpenDocument slides (ODP)',
    container: 'zip',
    extensions: ['odp', 'otp'],
    mediaTypes: [`${OPENDOCUMENT}.presentation`],
  },
  hwp: {
    label: 'Hangul (HWP)',
    container: 'ole',
    extensions: ['hwp', 'hwt'],
    mediaTypes: ['application/x-hwp', 'application/haansofthwp'],
  },
  hwpx: {
    label: 'Hangul (HWPX)',
    container: 'zip',
    extensions: ['hwpx'],
    mediaTypes: ['application/hwp+zip', 'application/vnd.hancom.hwpx'],
  },
  eml: { label: 'e-mail (EML)', container: 'text', extensions: ['eml'], mediaTypes: ['message/rfc822'] },
  msg: {
    label: 'Outlook e-mail (MSG)',
    container: 'ole',
    extensions: ['msg'],
    mediaTypes: ['application/vnd.ms-outlook'],
  },
  // Not `.dat`, which anything may be.
  tnef: {
    label: 'Outlook TNEF (winmail.dat)',
    container: 'own',
    extensions: ['tnef'],
    mediaTypes: ['application/ms-tnef', 'application/vnd.ms-tnef'],
  },
  png: { label: 'PNG', container: 'own', extensions: ['png'], mediaTypes: ['image/png'] },
  jpeg: {
    label: 'JPEG',
    container: 'own',
    extensions: ['jpg', 'jpeg', 'jpe', 'jfif'],
    mediaTypes: ['image/jpeg'],
  },
  tiff: { label: 'TIFF', container: 'own', extensions: ['tif', 'tiff'], mediaTypes: ['image/tiff'] },
};

const entries = Object.keys(formats)
  .filter((name): name is Format => name in formats)
  .map((name) => [name, formats[name]] as const);
const byExtension = new Map(
  entries.flatMap(([name, info]) => info.extensions.map((extension) => [extension, name] as const)),
);
const byMediaType = new Map(entries.flatMap(([name, info]) => info.mediaTypes.map((type) => [type, name] as const)));

/** The part of a file name after its last dot, lower case; empty when there is none. Both `/` and `\` separate folders. */
export function extensionOf(fileName: string): string {
  const base = fileName.slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1).trim();
  const dot = base.lastIndexOf('.');
  return dot > 0 ? base.slice(dot + 1).toLowerCase() : '';
}

/** The format an extension stands for, if Johang knows it. */
export function formatOfExtension(extension: string): Format | undefined {
  return byExtension.get(extension);
}

/** The format a media type stands for, if Johang knows it. Parameters (`; charset=...`) are ignored. */
export function formatOfMediaType(mediaType: string): Format | undefined {
  return byMediaType.get((mediaType.split(';')[0] ?? '').trim().toLowerCase());
}

/** The formats, for messages: `PDF, Word (DOCX), plain text, …`. */
export const readableFormats: string = entries.map(([, info]) => info.label).join(', ');
