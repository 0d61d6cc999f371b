/** A property by its tag (id and type), such as `0x0037001f`. */
type Property = readonly [tag: number, value: string | number | Buffer];

/** An attachment: as old writers have it (a title and bytes), with properties, or another message. */
interface TnefAttachment {
  title?: string;
  content?: Buffer | string;
  properties?: readonly Property[];
  /** A TNEF stream. */
  message?: Buffer;
}

interface TnefToMake {
  codePage?: number;
  properties?: readonly Property[];
  /** Subject and body as old writers have them: bytes of the code page. */
  subject?: Buffer;
  body?: Buffer;
  recipients?: readonly (readonly Property[])[];
  attachments?: readonly TnefAttachment[];
}

const MESSAGE = 1;
const ATTACHMENT = 2;
const STORAGE_OF_MESSAGE = Buffer.from('0703020000000000c000000000000046', 'hex');

/** A file as Outlook writes it for other Outlooks ([MS-OXTNEF]). */
export function makeTnef({ codePage = 949, subject, body, ...message }: TnefToMake): Buffer {
  const { properties = [], recipients = [], attachments = [] } = message;
  return Buffer.concat([
    Buffer.from('789f3e220100', 'hex'),
    attribute(MESSAGE, 0x00089006, u32(0x00010000)),
    attribute(MESSAGE, 0x00069007, Buffer.concat([u32(codePage), u32(0)])),
    ...(subject ? [attribute(MESSAGE, 0x00018004, withEnd(subject))] : []),
    ...(body ? [attribute(MESSAGE, 0x0002800c, withEnd(body))] : []),
    ...(recipients.length
      ? [attribute(MESSAGE, 0x00069004, Buffer.concat([u32(recipients.length), ...recipients.map((row) => list(row))]))]
      : []),
    // A named property (a set, a kind, a text) stands among the others.
    attribute(MESSAGE, 0x00069003, list(properties, namedProperty())),
    ...attachments.flatMap(attached),
  ]);
}

function attached({ title, content, properties, message }: TnefAttachment): Buffer[] {
  const object = message ? [propertyOf([0x3701000d, Buffer.concat([STORAGE_OF_MESSAGE, message])])] : [];
  return [
    attribute(ATTACHMENT, 0x00069002, Buffer.alloc(14)),
    ...(content === undefined ? [] : [attribute(ATTACHMENT, 0x0006800f, Buffer.from(content))]),
    ...(title === undefined ? [] : [attribute(ATTACHMENT, 0x00018010, withEnd(Buffer.from(title, 'latin1')))]),
    ...(properties || message ? [attribute(ATTACHMENT, 0x00069005, list(properties ?? [], ...object))] : []),
  ];
}

function attribute(level: number, idAndType: number, data: Buffer): Buffer {
  const checksum = Buffer.alloc(2);
  checksum.writeUInt16LE(data.reduce((sum, byte) => (sum + byte) & 0xffff, 0));
  return Buffer.concat([Buffer.from([level]), u32(idAndType), u32(data.length), data, checksum]);
}

function list(properties: readonly Property[], ...more: Buffer[]): Buffer {
  return Buffer.concat([u32(properties.length + more.length), ...more, ...properties.map(propertyOf)]);
}

function propertyOf([tag, value]: Property): Buffer {
  if (typeof value === 'number') return Buffer.concat([u32(tag), u32(value)]);
  const bytes = typeof value === 'string' ? Buffer.from(`${value}\0`, 'utf16le') : value;
  return (tag & 0xffff) === 0x40
    ? Buffer.concat([u32(tag), bytes])
    : Buffer.concat([u32(tag), u32(1), u32(bytes.length), padded(bytes)]);
}

function namedProperty(): Buffer {
  const name = Buffer.from('x-custom\0', 'utf16le');
  const value = Buffer.from('value\0', 'utf16le');
  const head = [u32(0x8000001f), Buffer.alloc(16, 7), u32(1), u32(name.length), padded(name)];
  return Buffer.concat([...head, u32(1), u32(value.length), padded(value)]);
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}

function withEnd(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(1)]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}
