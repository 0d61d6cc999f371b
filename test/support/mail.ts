import { createHash } from 'node:crypto';

/** A mail to make. */
export interface MailToMake {
  subject?: string;
  text?: string;
  html?: string;
  attachments?: MailAttachment[];
}

export interface MailAttachment {
  name: string;
  content: Buffer | string;
  type?: string;
  /** Header lines of the part, without the ones that the other fields make. */
  headers?: string[];
  /** As it stands, without a transfer encoding: for attached mails. */
  raw?: boolean;
}

/** A mail as programs save it: a body and files, one after the other. */
export function makeMail({ subject = 'A mail', text, html, attachments = [] }: MailToMake): Buffer {
  // A mail inside of a mail must have another boundary.
  const boundary = `=_${createHash('sha256')
    .update(subject)
    .update(text ?? '')
    .digest('hex')
    .slice(0, 16)}`;
  const parts = [
    ...(text === undefined ? [] : [part('text/plain; charset=utf-8', [], Buffer.from(text))]),
    ...(html === undefined ? [] : [part('text/html; charset=utf-8', [], Buffer.from(html))]),
    ...attachments.map(attached),
  ];
  return Buffer.from(
    [
      'From: Kim <kim@example.kr>',
      'To: Lee <lee@example.kr>',
      'Date: Mon, 23 Nov 2026 10:00:00 +0900',
      `Subject: =?utf-8?B?${Buffer.from(subject).toString('base64')}?=`,
      'MIME-Version: 1.0',
      `Content-Type: multipart/mixed; boundary="${boundary}"`,
      '',
      ...parts.flatMap((each) => [`--${boundary}`, each]),
      `--${boundary}--`,
      '',
    ].join('\r\n'),
    'latin1',
  );
}

function attached({
  name,
  content,
  type = 'application/octet-stream',
  headers = [],
  raw = false,
}: MailAttachment): string {
  const disposition = `Content-Disposition: attachment; filename*=utf-8''${encodeURIComponent(name)}`;
  const bytes = Buffer.from(content);
  if (raw) return [`Content-Type: ${type}`, disposition, ...headers, '', bytes.toString('latin1')].join('\r\n');
  return part(type, [disposition, ...headers], bytes);
}

function part(type: string, headers: string[], content: Buffer): string {
  const base64 = content.toString('base64').replace(/.{76}/g, '$&\r\n');
  return [`Content-Type: ${type}`, 'Content-Transfer-Encoding: base64', ...headers, '', base64].join('\r\n');
}
