import { createHash } from 'node:crypto';
import type { MailMessage } from './mail-message.js';

const LINE = /.{1,76}/g;

/** Writes a message as a mail (RFC 5322, MIME), the same bytes for the same message. */
export function writeEml(mail: MailMessage): Buffer {
  const { attachments, body } = mail;
  const digest = createHash('sha256').update(body);
  for (const { content } of attachments) digest.update(content);
  const boundary = `=_${digest.digest('hex').slice(0, 32)}`;
  const parts = [
    entity('text/plain; charset=utf-8', [], Buffer.from(body)),
    ...attachments.map(({ name, mediaType, content }) =>
      mediaType === 'message/rfc822' ? attachedMail(name, content) : attachedFile(name, mediaType, content),
    ),
  ];
  const chunks: Buffer[] = [
    Buffer.from(`${header(mail)}MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="${boundary}"\r\n\r\n`),
  ];
  for (const part of parts) chunks.push(Buffer.from(`--${boundary}\r\n`), part, Buffer.from('\r\n'));
  return Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]);
}

function header({ from, to, cc, date, subject }: MailMessage): string {
  const fields = { From: from, To: to, Cc: cc, Date: date, Subject: subject };
  return Object.entries(fields)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${encodedWords(value)}\r\n`)
    .join('');
}

/** Words of at most 45 bytes, so that each stays under the 75 characters allowed. */
function encodedWords(value: string): string {
  if (/^[\x20-\x7e]{0,900}$/.test(value) && !value.includes('=?')) return value;
  const words: string[] = [];
  let word = '';
  for (const character of value.replace(/[\r\n]+/g, ' ')) {
    if (Buffer.byteLength(word + character) > 45) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  return [...words, word].map((text) => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`).join('\r\n ');
}

function entity(type: string, headers: readonly string[], content: Uint8Array): Buffer {
  const head = [`Content-Type: ${type}`, 'Content-Transfer-Encoding: base64', ...headers].join('\r\n');
  const base64 = Buffer.from(content).toString('base64').match(LINE)?.join('\r\n') ?? '';
  return Buffer.from(`${head}\r\n\r\n${base64}`);
}

function attachedFile(name: string, mediaType: string | undefined, content: Uint8Array): Buffer {
  const type = /^[\w.+-]+\/[\w.+-]+$/.test(mediaType ?? '') ? (mediaType ?? '') : 'application/octet-stream';
  return entity(type, [`Content-Disposition: attachment; ${fileNameParameter(name)}`], content);
}

/** RFC 2046 allows no base64 around an attached mail: it stands as it is. */
function attachedMail(name: string, content: Uint8Array): Buffer {
  const head = `Content-Type: message/rfc822\r\nContent-Disposition: attachment; ${fileNameParameter(name)}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), content]);
}

function fileNameParameter(name: string): string {
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  );
  return `filename*=utf-8''${encoded}`;
}
