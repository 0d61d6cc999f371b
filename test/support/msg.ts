import { type CompoundStream, makeCompoundFile } from './compound-file.js';

/** Properties of an Outlook item by their ids, by the kind of value they have. */
export interface MsgProperties {
  /** Unicode strings. */
  text?: Record<number, string>;
  /** Strings in a code page. */
  ansi?: Record<number, Buffer>;
  binaries?: Record<number, Buffer>;
  numbers?: Record<number, number>;
}

export interface MsgToMake extends MsgProperties {
  recipients?: MsgProperties[];
  attachments?: (MsgProperties & { message?: MsgToMake })[];
}

/** An Outlook message file ([MS-OXMSG]). */
export function makeMsg(message: MsgToMake): Buffer {
  return makeCompoundFile(streamsOf(message, '', 32));
}

function streamsOf(message: MsgToMake, path: string, headerBytes: number): CompoundStream[] {
  const { recipients = [], attachments = [] } = message;
  const place = (prefix: string, index: number) =>
    `${path}${prefix}${index.toString(16).toUpperCase().padStart(8, '0')}/`;
  return [
    ...propertyStreams(message, path, headerBytes),
    ...recipients.flatMap((each, index) => propertyStreams(each, place('__recip_version1.0_#', index), 8)),
    ...attachments.flatMap(({ message: inner, ...each }, index) => {
      const at = place('__attach_version1.0_#', index);
      return [...propertyStreams(each, at, 8), ...(inner ? streamsOf(inner, `${at}__substg1.0_3701000D/`, 24) : [])];
    }),
  ];
}

function propertyStreams(
  { text, ansi, binaries, numbers }: MsgProperties,
  path: string,
  headerBytes: number,
): CompoundStream[] {
  const stream =
    (type: string) =>
    ([id, content]: [string, Buffer]) => ({
      path: `${path}__substg1.0_${Number(id).toString(16).toUpperCase().padStart(4, '0')}${type}`,
      content,
    });
  const strings = Object.entries(text ?? {}).map(([id, value]): [string, Buffer] => [
    id,
    Buffer.from(value, 'utf16le'),
  ]);
  const fixed = Object.entries(numbers ?? {}).map(([id, value]) => {
    const entry = Buffer.alloc(16);
    entry.writeUInt16LE(3, 0);
    entry.writeUInt16LE(Number(id), 2);
    entry.writeUInt32LE(value, 8);
    return entry;
  });
  return [
    { path: `${path}__properties_version1.0`, content: Buffer.concat([Buffer.alloc(headerBytes), ...fixed]) },
    ...strings.map(stream('001F')),
    ...Object.entries(ansi ?? {}).map(stream('001E')),
    ...Object.entries(binaries ?? {}).map(stream('0102')),
  ];
}
