import { declaredCharset } from '../html/read-html.js';
import { decodeText } from '../text/decode.js';
import { addDecodingWarnings } from '../text/read-text.js';
import type { WarningList } from '../warnings.js';
import { decompressRtf } from './compressed-rtf.js';
import { htmlBody } from './mail-message.js';
import { charsetOf, type MsgStorage, PROPERTY } from './msg-storage.js';
import { readRtfBody } from './rtf-body.js';

/** Properties of a message, a recipient or an attachment, however they are stored. */
type Properties = Pick<MsgStorage, 'text' | 'binary' | 'number'>;

/** Kinds of recipients. */
export const TO = 1;
export const CC = 2;

/** Bit of an attachment's flags: the HTML body shows it. */
const SHOWN_IN_HTML = 4;

/** Plain text, else HTML, else the RTF that Outlook keeps. */
export async function bodyOf(message: Properties, warnings: WarningList): Promise<string> {
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
  // Outlook ends it with a zero.
  return kind === 'html' ? htmlBody(content) : content.replace(/\0+$/, '');
}

export async function people(recipients: readonly Properties[], type: number): Promise<string> {
  const names: string[] = [];
  for (const recipient of recipients) {
    if (((await recipient.number(PROPERTY.recipientType)) ?? TO) % 16 !== type) continue;
    const address = (await recipient.text(PROPERTY.smtpAddress)) || (await recipient.text(PROPERTY.address));
    names.push(person(await recipient.text(PROPERTY.displayName), address));
  }
  return names.filter(Boolean).join(', ');
}

/** `Name <address>`. An address of an Exchange directory (`/o=...`) tells a reader nothing. */
export function person(name: string, address: string): string {
  const shown = address.includes('@') ? address : '';
  const bare = name.replace(/^['"](.*)['"]$/, '$1').trim();
  if (shown === '' || bare.toLowerCase() === shown.toLowerCase()) return bare || shown;
  return bare === '' ? shown : `${bare} <${shown}>`;
}

/** Whether an attachment is a picture that the body shows, and not a file somebody attached. */
export async function isShownPicture(attachment: Properties, name: string): Promise<boolean> {
  const isShown =
    (await attachment.number(PROPERTY.attachHidden)) === 1 ||
    (((await attachment.number(PROPERTY.attachFlags)) ?? 0) & SHOWN_IN_HTML) !== 0;
  const mediaType = (await attachment.text(PROPERTY.attachMime)).toLowerCase();
  return isShown && (mediaType.startsWith('image/') || /\.(png|jpe?g|gif|bmp|emf|wmf)$/i.test(name));
}
