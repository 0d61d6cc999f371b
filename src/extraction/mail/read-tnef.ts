/** A reader of our own: node-tnef, the one on the registry, believes every length and passes over the code page. */
import { readFile } from 'node:fs/promises';
import { AppError } from '../../common/errors/app-error.js';
import type { Attachment, RawExtraction, ReadRequest } from '../extraction.js';
import { WarningList } from '../warnings.js';
import { LARGE_PICTURE, layMail, nameWithoutName } from './mail-message.js';
import { bodyOf, CC, isShownPicture, people, person, TO } from './mapi-message.js';
import { decodeAnsi, PROPERTY } from './msg-storage.js';
import { ATTRIBUTE, readAttributes, type TnefAttribute, withoutEnd } from './tnef.js';
import { TnefProperties } from './tnef-properties.js';

/** Recipients and attachments beyond this number are not looked at. */
const MAX_CHILDREN = 5000;

/** What an attachment begins with and what follows until the next one begins. */
type Group = readonly TnefAttribute[];

/**
 * Reads what Outlook packs a mail in for other Outlooks ([MS-OXTNEF], `winmail.dat`): what there is of its header, its body, and its
 * attachments. A message attached to it is an attachment in the same form.
 *
 * @throws AppError `extract.damaged`.
 */
export async function readTnef({ path }: ReadRequest): Promise<RawExtraction> {
  const read = readAttributes(await readFile(path));
  if (!read || read.attributes.length === 0) throw new AppError('extract.damaged');
  const warnings = new WarningList();
  if (!read.isWhole) warnings.add('damaged_recovered');
  const [own, ...files] = groupsOf(read.attributes);
  const codePage = codePageOf(own);
  const message = propertiesOf(own, ATTRIBUTE.messageProperties, codePage);
  const recipients = recipientsOf(own, codePage);
  const attachments: Attachment[] = [];
  for (const group of files.slice(0, MAX_CHILDREN)) {
    const attachment = await attachmentOf(group, codePage, attachments.length + 1, warnings);
    if (attachment) attachments.push(attachment);
  }
  return layMail(
    {
      from: person(
        await message.text(PROPERTY.senderName),
        (await message.text(PROPERTY.senderSmtpAddress)) || (await message.text(PROPERTY.senderAddress)),
      ),
      to: (await people(recipients, TO)) || (await message.text(PROPERTY.displayTo)),
      cc: (await people(recipients, CC)) || (await message.text(PROPERTY.displayCc)),
      date: message.time(PROPERTY.submitTime) || message.time(PROPERTY.deliveryTime),
      subject: (await message.text(PROPERTY.subject)) || textOf(own, ATTRIBUTE.subject, codePage),
      body: (await bodyOf(message, warnings)) || textOf(own, ATTRIBUTE.body, codePage),
      attachments,
    },
    warnings,
  );
}

/** The attributes of the message, then those of each attachment. */
function groupsOf(attributes: readonly TnefAttribute[]): [Group, ...Group[]] {
  const own: TnefAttribute[] = [];
  const files: TnefAttribute[][] = [];
  for (const attribute of attributes) {
    if (attribute.id === ATTRIBUTE.attachRendering) files.push([]);
    (files.at(-1) ?? own).push(attribute);
  }
  return [own, ...files];
}

function dataOf(group: Group, id: number): Buffer | undefined {
  return group.find((attribute) => attribute.id === id)?.data;
}

function textOf(group: Group, id: number, codePage: number): string {
  return decodeAnsi(withoutEnd(dataOf(group, id) ?? Buffer.alloc(0)), codePage);
}

function codePageOf(own: Group): number {
  const data = dataOf(own, ATTRIBUTE.codePage);
  return data && data.length >= 4 ? data.readUInt32LE(0) : 0;
}

function propertiesOf(group: Group, id: number, codePage: number): TnefProperties {
  const properties = new TnefProperties(codePage);
  properties.read(dataOf(group, id) ?? Buffer.alloc(0));
  return properties;
}

function recipientsOf(own: Group, codePage: number): TnefProperties[] {
  const data = dataOf(own, ATTRIBUTE.recipients);
  const rows: TnefProperties[] = [];
  if (!data || data.length < 4) return rows;
  const count = Math.min(data.readUInt32LE(0), MAX_CHILDREN);
  for (let at: number | undefined = 4; at !== undefined && rows.length < count;) {
    const row = new TnefProperties(codePage);
    at = row.read(data, at);
    rows.push(row);
  }
  return rows;
}

async function attachmentOf(
  group: Group,
  codePage: number,
  position: number,
  warnings: WarningList,
): Promise<Attachment | undefined> {
  const properties = propertiesOf(group, ATTRIBUTE.attachProperties, codePage);
  const mediaType = (await properties.text(PROPERTY.attachMime)).toLowerCase();
  const name =
    (await properties.text(PROPERTY.attachLongName)) ||
    textOf(group, ATTRIBUTE.attachTitle, codePage) ||
    (await properties.text(PROPERTY.attachShortName)) ||
    textOf(group, ATTRIBUTE.attachTransportName, codePage) ||
    (await properties.text(PROPERTY.displayName)) ||
    nameWithoutName(mediaType, position);
  const object = properties.object(PROPERTY.attachData);
  if (object?.message) return { name: `${name}.tnef`, mediaType: 'application/ms-tnef', content: object.message };
  const content = dataOf(group, ATTRIBUTE.attachData) ?? (await properties.binary(PROPERTY.attachData));
  if (object || !content) {
    warnings.add('attachment_skipped', { detail: `${name}: It is an embedded object or a link, not a file` });
    return undefined;
  }
  if (content.length < LARGE_PICTURE && (await isShownPicture(properties, name))) return undefined;
  return { name, content, ...(mediaType !== '' && { mediaType }) };
}
