import { AppError } from '../../common/errors/app-error.js';
import type { Attachment } from '../extraction.js';
import { type DecodedText, decodeText } from '../text/decode.js';
import { addDecodingWarnings } from '../text/read-text.js';
import type { WarningList } from '../warnings.js';
import { decodeHeader } from './encoded-words.js';
import { unflow } from './flowed.js';
import { headerValue, parseHeaders } from './headers.js';
import { htmlBody, LARGE_PICTURE, mailFileName, nameWithoutName } from './mail-message.js';
import { decodedBody, leavesOf, type MimePart } from './mime.js';

/** What a mail holds beside its header. */
export interface EmlContent {
  body: string;
  attachments: Attachment[];
}

/** Parts that prove who wrote a mail: nothing to read. */
const SIGNATURES: ReadonlySet<string> = new Set([
  'application/pgp-signature',
  'application/pkcs7-signature',
  'application/x-pkcs7-signature',
]);

/** Charset and transfer are told by the part; `name` is what a person would save it as. */
interface Leaf {
  part: MimePart;
  name: string;
}

/**
 * The body and the attachments of a mail. Of alternatives the plain text is taken, or the HTML where there is no plain text
 * or nothing in it. Pictures that the HTML shows are no attachments unless they are large.
 *
 * @throws AppError `extract.encrypted` for a mail encrypted with S/MIME or PGP.
 */
export function readContent(root: MimePart, warnings: WarningList): EmlContent {
  const bodies: string[] = [];
  const attachments: Attachment[] = [];
  // A stack and not recursion: parts are nested as deep as the parser allows.
  const rest: MimePart[] = [root];
  for (let part = rest.pop(); part; part = rest.pop()) {
    refuseEncrypted(part);
    if (part.isUnopened) continue;
    if (part.parts.length > 0) rest.push(...chosenParts(part, warnings).toReversed());
    else if (isBody(part)) bodies.push(bodyText(part, warnings));
    else if (!SIGNATURES.has(part.type.value)) {
      const attachment = attachmentOf({ part, name: fileName(part, attachments.length + 1) });
      if (attachment) attachments.push(attachment);
    }
  }
  return { body: bodies.filter((text) => text.trim() !== '').join('\n\n'), attachments };
}

/** Of `multipart/alternative` one reading of the body, and the files that the other ones hold. */
function chosenParts(part: MimePart, warnings: WarningList): MimePart[] {
  if (part.type.value !== 'multipart/alternative') return part.parts;
  const readings = part.parts.map((each) => ({ each, leaves: leavesOf(each) }));
  const plain = readings.find(({ leaves }) => leaves.some((leaf) => isPlain(leaf) && bodyText(leaf, warnings).trim()));
  const html = readings.find(({ leaves }) => leaves.some((leaf) => isBody(leaf) && leaf.type.value === 'text/html'));
  const chosen = plain ?? html ?? readings.find(({ leaves }) => leaves.some(isBody));
  return readings.flatMap((reading) =>
    reading === chosen ? [reading.each] : reading.leaves.filter((leaf) => !isBody(leaf)),
  );
}

/** Text without a name is the mail's own; a multipart in which no part was found is read as text, so that nothing is lost. */
function isBody({ type, disposition, parts }: MimePart): boolean {
  if (parts.length > 0 || disposition.value === 'attachment') return false;
  if (type.value.startsWith('multipart/')) return true;
  if (disposition.parameters.has('filename') || type.parameters.has('name')) return false;
  return type.value === 'text/plain' || type.value === 'text/html' || !type.value.includes('/');
}

function isPlain(part: MimePart): boolean {
  return isBody(part) && part.type.value !== 'text/html';
}

function bodyText(part: MimePart, warnings: WarningList): string {
  const decoded = decodePart(part);
  addDecodingWarnings(decoded, warnings);
  if (part.type.value === 'text/html') return htmlBody(decoded.text);
  if (part.type.parameters.get('format')?.toLowerCase() !== 'flowed') return decoded.text;
  return unflow(decoded.text, part.type.parameters.get('delsp')?.toLowerCase() === 'yes');
}

function decodePart(part: MimePart): DecodedText {
  const charset = part.type.parameters.get('charset');
  return decodeText(decodedBody(part), charset === '' ? undefined : charset);
}

function refuseEncrypted({ type }: MimePart): void {
  const isSmime =
    /^application\/(x-)?pkcs7-mime$/.test(type.value) && type.parameters.get('smime-type') !== 'signed-data';
  if (isSmime || type.value === 'multipart/encrypted') {
    throw new AppError(
      'extract.encrypted',
      `The mail is encrypted (${isSmime ? 'S/MIME' : 'PGP'}) for its recipient; save it decrypted from the mail program`,
    );
  }
}

function fileName({ type, disposition, headers, body }: MimePart, position: number): string {
  const given = disposition.parameters.get('filename') ?? type.parameters.get('name') ?? '';
  if (given !== '') return given;
  if (type.value !== 'message/rfc822') return nameWithoutName(type.value, position);
  const description = decodeHeader(headerValue(headers, 'content-description'));
  const subject = decodeHeader(headerValue(parseHeaders(body.toString('latin1', 0, 64 * 1024)), 'subject'));
  return mailFileName(subject || description, 'eml');
}

function attachmentOf({ part, name }: Leaf): Attachment | undefined {
  const content = decodedBody(part);
  const isPicture = part.type.value.startsWith('image/');
  const isShown = part.disposition.value !== 'attachment' && headerValue(part.headers, 'content-id') !== '';
  if (isPicture && (isShown || part.disposition.value === 'inline') && content.length < LARGE_PICTURE) return undefined;
  // An attached mail is a file of its own, whatever its name ends with.
  const isMail = part.type.value === 'message/rfc822' && !/\.(eml|msg)$/i.test(name);
  return { name: isMail ? `${name}.eml` : name, mediaType: part.type.value, content };
}
