import { AppError } from '../../common/errors/app-error.js';
import type { Attachment } from '../extraction.js';
import { declaredCharset } from '../html/read-html.js';
import { decodeText } from '../text/decode.js';
import { addDecodingWarnings } from '../text/read-text.js';
import type { WarningList } from '../warnings.js';
import { decompressRtf } from './compressed-rtf.js';
import { readContent } from './eml-content.js';
import { decodeHeader } from './encoded-words.js';
import { headerValue, parseHeaders } from './headers.js';
import { htmlBody, LARGE_PICTURE, mailFileName, type MailMessage, nameWithoutName } from './mail-message.js';
import { parseMime } from './mime.js';
import { charsetOf, MsgStorage, PROPERTY } from './msg-storage.js';
import { readRtfBody } from './rtf-body.js';
import { writeEml } from './write-eml.js';

const TO = 1;
const CC = 2;

/** How an attachment is stored ([MS-OXCMSG] 2.2.2.9). */
const EMBEDDED_MESSAGE = 5;

/** Bit of the attachment's flags: the HTML body shows it. */
const SHOWN_IN_HTML = 4;

/** Messages attached to messages are written out as mails of their own, down to this depth. */
const MAX_DEPTH = 20;

/** The message of an Outlook storage, with its attachments. @throws AppError `extract.encrypted` */
export async function readMessage(storage: MsgStorage, warnings: WarningList, depth = 0): Promise<MailMessage> {
  const codePage =
    (await storage.number(PROPERTY.messageCodePage)) ?? (await storage.number(PROPERTY.internetCodePage)) ?? 0;
  const message = new MsgStorage(storage.file, storage.path, depth === 0 ? 'top' : 'embedded', codePage);
  const kind = (await message.text(PROPERTY.messageClass)).toLowerCase();
  if (kind.startsWith('ipm.note.smime') && !kind.endsWith('.multipartsigned')) {
    throw new AppError(
      'extract.encrypted',
      'The mail is encrypted (S/MIME) for its recipient; save it decrypted from the mail program',
    );
  }
  const headers = parseHeaders(await message.text(PROPERTY.transportHeaders));
  const recipients = message.children('__recip_version1.0_', codePage);
  const mail: MailMessage = {
    from: person(
      await message.text(PROPERTY.senderName),
      (await message.text(PROPERTY.senderSmtpAddress)) || (await message.text(PROPERTY.senderAddress)),
    ),
    to: (await people(recipients, TO)) || (await message.text(PROPERTY.displayTo)),
    cc: (await people(recipients, CC)) || (await message.text(PROPERTY.displayCc)),
    date:
      decodeHeader(headerValue(headers, 'date')) ||
      (await message.time(PROPERTY.submitTime)) ||
      (await message.time(PROPERTY.deliveryTime)),
    subject: await message.text(PROPERTY.subject),
    body: await bodyOf(message, warnings),
    attachments: await attachmentsOf(message.children('__attach_version1.0_', codePage), warnings, depth),
  };
  return kind.endsWith('.multipartsigned') ? withSignedContent(mail, warnings) : mail;
}

/** Plain text, else HTML, else the RTF that Outlook keeps. */
async function bodyOf(message: MsgStorage, warnings: WarningList): Promise<string> {
  const plain = await message.text(PROPERTY.body);
  if (plain.trim() !== '') return plain;
  const html = await message.binary(PROPERTY.html);
  if (html && html.length > 0) {
    const charset = declaredCharset(html) ?? charsetOf((await message.number(PROPERTY.internetCodePage)) ?? 0);
    const decoded = decodeText(html, charset);
    addDecodingWarnings(decoded, warnings);
    return htmlBody(decoded.text);
  }
  const htmlText = await message.text(PROPERTY.html);
  if (htmlText !== '') return htmlBody(htmlText);
  const compressed = await message.binary(PROPERTY.rtf);
  if (!compressed || compressed.length === 0) return plain;
  const rtf = decompressRtf(compressed);
  if (!rtf) {
    warnings.add('rich_text_skipped');
    return plain;
  }
  const { kind, content } = readRtfBody(rtf);
  return kind === 'html' ? htmlBody(content) : content;
}

async function people(recipients: readonly MsgStorage[], type: number): Promise<string> {
  const names: string[] = [];
  for (const recipient of recipients) {
    if (((await recipient.number(PROPERTY.recipientType)) ?? TO) % 16 !== type) continue;
    const address = (await recipient.text(PROPERTY.smtpAddress)) || (await recipient.text(PROPERTY.address));
    names.push(person(await recipient.text(PROPERTY.displayName), address));
  }
  return names.filter(Boolean).join(', ');
}

/** `Name <address>`. An address of an Exchange directory (`/o=...`) tells a reader nothing. */
function person(name: string, address: string): string {
  const shown = address.includes('@') ? address : '';
  const bare = name.replace(/^['"](.*)['"]$/, '$1').trim();
  if (shown === '' || bare.toLowerCase() === shown.toLowerCase()) return bare || shown;
  return bare === '' ? shown : `${bare} <${shown}>`;
}

async function attachmentsOf(
  storages: readonly MsgStorage[],
  warnings: WarningList,
  depth: number,
): Promise<Attachment[]> {
  const attachments: Attachment[] = [];
  for (const storage of storages) {
    const attachment = await attachmentOf(storage, attachments.length + 1, warnings, depth);
    if (attachment) attachments.push(attachment);
  }
  return attachments;
}

async function attachmentOf(
  storage: MsgStorage,
  position: number,
  warnings: WarningList,
  depth: number,
): Promise<Attachment | undefined> {
  const mediaType = (await storage.text(PROPERTY.attachMime)).toLowerCase();
  const given = (await storage.text(PROPERTY.attachLongName)) || (await storage.text(PROPERTY.attachShortName));
  const name = given || (await storage.text(PROPERTY.displayName)) || nameWithoutName(mediaType, position);
  if ((await storage.number(PROPERTY.attachMethod)) === EMBEDDED_MESSAGE)
    return attachedMessage(storage, name, warnings, depth);
  const content = await storage.binary(PROPERTY.attachData);
  if (!content) {
    warnings.add('attachment_skipped', { detail: `${name}: It is an embedded object or a link, not a file` });
    return undefined;
  }
  const isShown =
    (await storage.number(PROPERTY.attachHidden)) === 1 ||
    (((await storage.number(PROPERTY.attachFlags)) ?? 0) & SHOWN_IN_HTML) !== 0;
  const isPicture = mediaType.startsWith('image/') || /\.(png|jpe?g|gif|bmp|emf|wmf)$/i.test(name);
  if (isShown && isPicture && content.length < LARGE_PICTURE) return undefined;
  return { name, content, ...(mediaType !== '' && { mediaType }) };
}

/** An attached message stands inside of the file of the outer one; as a file of its own it is written as a mail (EML). */
async function attachedMessage(
  storage: MsgStorage,
  name: string,
  warnings: WarningList,
  depth: number,
): Promise<Attachment | undefined> {
  const embedded = depth < MAX_DEPTH ? storage.embedded() : undefined;
  if (!embedded) {
    const why = depth < MAX_DEPTH ? 'It holds no message' : 'It is nested too deep';
    warnings.add('attachment_skipped', { detail: `${name}: ${why}` });
    return undefined;
  }
  const mail = await readMessage(embedded, warnings, depth + 1);
  return { name: mailFileName(mail.subject || name, 'eml'), mediaType: 'message/rfc822', content: writeEml(mail) };
}

/** A signed message is kept whole as one attachment, `smime.p7m`, which is a MIME entity. */
function withSignedContent(mail: MailMessage, warnings: WarningList): MailMessage {
  const [only] = mail.attachments;
  if (!only || mail.attachments.length !== 1) return mail;
  const { root } = parseMime(Buffer.from(only.content));
  if (!root.type.value.startsWith('multipart/')) return mail;
  const { body, attachments } = readContent(root, warnings);
  return { ...mail, body: body || mail.body, attachments };
}
