import { AppError } from '../../common/errors/app-error.js';
import type { Attachment } from '../extraction.js';
import type { WarningList } from '../warnings.js';
import { readContent } from './eml-content.js';
import { decodeHeader } from './encoded-words.js';
import { headerValue, parseHeaders } from './headers.js';
import { LARGE_PICTURE, mailFileName, type MailMessage, nameWithoutName } from './mail-message.js';
import { parseMime } from './mime.js';
import { bodyOf, CC, isShownPicture, people, person, TO } from './mapi-message.js';
import { MsgStorage, PROPERTY } from './msg-storage.js';
import { writeEml } from './write-eml.js';

/** How an attachment is stored ([MS-OXCMSG] 2.2.2.9). */
const EMBEDDED_MESSAGE = 5;

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
  if (content.length < LARGE_PICTURE && (await isShownPicture(storage, name))) return undefined;
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
