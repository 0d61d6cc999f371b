import { htmlToText } from '../html/read-html.js';
import type { Attachment, RawBlock, RawExtraction } from '../extraction.js';
import type { WarningList } from '../warnings.js';

/** A mail, whatever file it came in: values for people, decoded. */
export interface MailMessage {
  from: string;
  to: string;
  cc: string;
  date: string;
  subject: string;
  body: string;
  attachments: readonly Attachment[];
}

const LABELS = [
  ['from', 'From'],
  ['to', 'To'],
  ['cc', 'Cc'],
  ['date', 'Date'],
  ['subject', 'Subject'],
] as const;

/** A mail as one page: its header as a block, its body, the names of its attachments. Nothing at all is no text. */
export function layMail(mail: MailMessage, warnings: WarningList): RawExtraction {
  const header = LABELS.flatMap(([field, label]) => (mail[field] === '' ? [] : [`${label}: ${mail[field]}`]));
  const names = mail.attachments.map(({ name }) => `- ${name}`);
  const blocks: RawBlock[] = [
    { text: header.join('\n') },
    { text: mail.body },
    { text: names.length === 0 ? '' : ['Attachments:', ...names].join('\n') },
  ];
  return {
    pages: [{ text: blocks }],
    warnings: warnings.toArray(),
    metadata: { title: mail.subject, author: mail.from },
    attachments: mail.attachments,
  };
}

/** The text of an HTML body. */
export function htmlBody(html: string): string {
  return htmlToText(html).text;
}

/** An inline picture this large, in bytes, is no logo or smiley: it may be a scanned page, and counts as an attachment. */
export const LARGE_PICTURE = 100 * 1024;

/** A name for an attachment that has none: by its media type. */
export function nameWithoutName(mediaType: string, position: number): string {
  const extension = EXTENSIONS[mediaType] ?? 'bin';
  return `attachment-${position}.${extension}`;
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'application/msword': 'doc',
  'application/rtf': 'rtf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
  'application/x-hwp': 'hwp',
  'image/gif': 'gif',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/tiff': 'tiff',
  'message/rfc822': 'eml',
  'text/calendar': 'ics',
  'text/html': 'html',
  'text/plain': 'txt',
};

/** A name of an attached mail: its subject. */
export function mailFileName(subject: string, extension: 'eml' | 'msg'): string {
  return `${subject.replace(/[/\\:*?"<>|]/g, '_').slice(0, 100) || 'message'}.${extension}`;
}
