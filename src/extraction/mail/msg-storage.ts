import type { CompoundFile } from '../containers/cfb.js';
import { decodeCharset, decodeText } from '../text/decode.js';

/** Bytes before the first property of a storage's property stream ([MS-OXMSG] 2.4.1). */
const TOP_HEADER = 32;
const EMBEDDED_HEADER = 24;
const CHILD_HEADER = 8;

const PROPERTIES = '__properties_version1.0';

/** Properties by their ids ([MS-OXPROPS]). */
export const PROPERTY = {
  messageClass: 0x001a,
  subject: 0x0037,
  submitTime: 0x0039,
  transportHeaders: 0x007d,
  senderName: 0x0c1a,
  senderAddress: 0x0c1f,
  recipientType: 0x0c15,
  displayCc: 0x0e03,
  displayTo: 0x0e04,
  deliveryTime: 0x0e06,
  body: 0x1000,
  rtf: 0x1009,
  html: 0x1013,
  displayName: 0x3001,
  address: 0x3003,
  attachData: 0x3701,
  attachShortName: 0x3704,
  attachMethod: 0x3705,
  attachLongName: 0x3707,
  attachMime: 0x370e,
  attachContentId: 0x3712,
  attachFlags: 0x3714,
  smtpAddress: 0x39fe,
  internetCodePage: 0x3fde,
  messageCodePage: 0x3ffd,
  senderSmtpAddress: 0x5d01,
  attachHidden: 0x7ffe,
} as const;

/** Seconds from 1601 to 1970. */
const FILETIME_EPOCH = 11_644_473_600;

/** Recipients or attachments beyond this number are not looked at. */
const MAX_CHILDREN = 5000;

const indexes = new WeakMap<CompoundFile, Map<string, string[]>>();

/** Paths of storages by the path of what they lie in, lower case. */
function storagesByParent(file: CompoundFile): Map<string, string[]> {
  const known = indexes.get(file);
  if (known) return known;
  const storages = file.entries.filter(({ kind }) => kind === 'storage').map(({ path }) => path);
  const index = Map.groupBy(storages, (path) => path.slice(0, Math.max(0, path.lastIndexOf('/'))).toLowerCase());
  indexes.set(file, index);
  return index;
}

/** A storage of an Outlook file that has properties: the message, a recipient, an attachment, an embedded message. */
export class MsgStorage {
  #values: Map<number, Buffer> | undefined;

  /** @param path of the storage; empty for the root. @param codePage of strings that are not Unicode. */
  constructor(
    readonly file: CompoundFile,
    readonly path: string,
    private readonly kind: 'top' | 'embedded' | 'child',
    private readonly codePage = 0,
  ) {}

  /** Storages right below this one whose names begin so, in the order of their names. */
  children(prefix: string, codePage: number): MsgStorage[] {
    const own = storagesByParent(this.file).get(this.path.toLowerCase()) ?? [];
    const start = this.pathOf(prefix).toLowerCase();
    const paths = own.filter((path) => path.toLowerCase().startsWith(start)).slice(0, MAX_CHILDREN);
    return paths.toSorted().map((path) => new MsgStorage(this.file, path, 'child', codePage));
  }

  /** The message that this attachment is, where it is one. */
  embedded(): MsgStorage | undefined {
    const path = this.pathOf(streamName(PROPERTY.attachData, '000D'));
    const isMessage = this.file.find(`${path}/${PROPERTIES}`) !== undefined;
    return isMessage ? new MsgStorage(this.file, path, 'embedded') : undefined;
  }

  /** A string property, Unicode or in the code page; empty where there is none. */
  async text(id: number): Promise<string> {
    const unicode = await this.stream(streamName(id, '001F'));
    if (unicode) return unicode.toString('utf16le').replace(/\0+$/, '');
    const bytes = await this.stream(streamName(id, '001E'));
    return bytes ? decodeAnsi(bytes, this.codePage).replace(/\0+$/, '') : '';
  }

  /** A binary property; undefined where there is none. */
  binary(id: number): Promise<Buffer | undefined> {
    return this.stream(streamName(id, '0102'));
  }

  async number(id: number): Promise<number | undefined> {
    return (await this.values()).get(id)?.readInt32LE(0);
  }

  /** A time in ISO 8601, to the second. */
  async time(id: number): Promise<string> {
    return isoTime((await this.values()).get(id)?.readBigUInt64LE(0) ?? 0n);
  }

  /** Properties of fixed size: 16 bytes each, of which the last 8 are the value. */
  private async values(): Promise<Map<number, Buffer>> {
    if (this.#values) return this.#values;
    const header = this.kind === 'top' ? TOP_HEADER : this.kind === 'embedded' ? EMBEDDED_HEADER : CHILD_HEADER;
    const bytes = (await this.stream(PROPERTIES)) ?? Buffer.alloc(0);
    const values = new Map<number, Buffer>();
    for (let at = header; at + 16 <= bytes.length; at += 16)
      values.set(bytes.readUInt16LE(at + 2), bytes.subarray(at + 8, at + 16));
    this.#values = values;
    return values;
  }

  private async stream(name: string): Promise<Buffer | undefined> {
    const path = this.pathOf(name);
    if (this.file.find(path)?.kind !== 'stream') return undefined;
    return this.file.stream(path, { partial: true });
  }

  private pathOf(name: string): string {
    return this.path === '' ? name : `${this.path}/${name}`;
  }
}

/** A FILETIME in ISO 8601, to the second; empty for none. */
export function isoTime(ticks: bigint): string {
  const seconds = Number(ticks / 10_000_000n) - FILETIME_EPOCH;
  return seconds > 0 && seconds < 253_402_300_800 ? new Date(seconds * 1000).toISOString().replace('.000Z', 'Z') : '';
}

function streamName(id: number, type: string): string {
  return `__substg1.0_${id.toString(16).toUpperCase().padStart(4, '0')}${type}`;
}

/** Charset of a Windows code page. */
export function charsetOf(codePage: number): string | undefined {
  const special: Readonly<Record<number, string>> = {
    0: '',
    932: 'shift_jis',
    936: 'gbk',
    1361: 'johab',
    20127: 'us-ascii',
    28591: 'iso-8859-1',
    50220: 'iso-2022-jp',
    50225: 'iso-2022-kr',
    51949: 'euc-kr',
    65001: 'utf-8',
  };
  return (special[codePage] ?? `cp${codePage}`) || undefined;
}

/** Short strings say little of themselves: the code page is believed where the bytes are valid in it. */
export function decodeAnsi(bytes: Buffer, codePage: number): string {
  const charset = charsetOf(codePage);
  const named = charset === undefined || charset === 'utf-8' ? undefined : decodeCharset(bytes, charset);
  const isWestern = codePage === 1252 || codePage === 28591 || codePage === 20127;
  return named === undefined || isWestern || named.includes('\ufffd') ? decodeText(bytes, charset).text : named;
}
