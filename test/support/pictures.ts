import { crc32, deflateSync } from 'node:zlib';

/** A PNG as its header says, with rows that begin with their filter, packed or as they are given. */
export function makePng(
  header: { width: number; height: number; bitDepth: number; colourType: number; interlaced?: boolean },
  rows: Uint8Array,
  chunks: Readonly<Record<string, Uint8Array>> = {},
): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(header.width, 0);
  head.writeUInt32BE(header.height, 4);
  head[8] = header.bitDepth;
  head[9] = header.colourType;
  head[12] = header.interlaced ? 1 : 0;
  return Buffer.concat([
    Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1'),
    pngChunk('IHDR', head),
    ...Object.entries(chunks).map(([name, content]) => pngChunk(name, content)),
    pngChunk('IDAT', deflateSync(rows)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

function pngChunk(name: string, content: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const chunk = Buffer.alloc(named.length + 8);
  chunk.writeUInt32BE(content.length, 0);
  chunk.set(named, 4);
  chunk.writeUInt32BE(crc32(named), named.length + 4);
  return chunk;
}

/** A field of a TIFF: its tag, and its values as 32-bit numbers. */
export type TiffFields = Readonly<Record<number, readonly number[]>>;

export interface TiffPage {
  fields: TiffFields;
  /** Its one strip; its place and length are filled in. */
  strip?: Uint8Array;
}

/** A TIFF of pages, least significant byte first. `next` overrides where the last directory says that another one is. */
export function makeTiff(pages: readonly TiffPage[], next = 0): Buffer {
  const parts: Buffer[] = [Buffer.from('II*\0\0\0\0\0', 'latin1')];
  let length = 8;
  const add = (part: Buffer): number => {
    parts.push(part);
    length += part.length;
    return length - part.length;
  };
  const links = [{ part: parts[0]!, at: 4 }];
  for (const { fields, strip } of pages) {
    const all = strip ? { ...fields, 273: [add(Buffer.from(strip))], 279: [strip.length] } : fields;
    const entries = Object.entries(all).map(([tag, values]) => {
      const entry = Buffer.alloc(12);
      entry.writeUInt16LE(Number(tag), 0);
      entry.writeUInt16LE(4, 2);
      entry.writeUInt32LE(values.length, 4);
      const numbers = Buffer.from(Uint32Array.from(values).buffer);
      entry.writeUInt32LE(values.length === 1 ? values[0]! : add(numbers), 8);
      return entry;
    });
    const directory = Buffer.concat([Buffer.alloc(2), ...entries, Buffer.alloc(4)]);
    directory.writeUInt16LE(entries.length, 0);
    const { part, at } = links.at(-1)!;
    part.writeUInt32LE(add(directory), at);
    links.push({ part: directory, at: directory.length - 4 });
  }
  const { part, at } = links.at(-1)!;
  part.writeUInt32LE(next, at);
  return Buffer.concat(parts);
}

/** What stands before the pixels of a JPEG: its size and number of colours, and any segments before. */
export function jpegHead(
  size: { width: number; height: number; components?: number; frame?: number; precision?: number },
  segments: readonly { marker: number; content: Uint8Array }[] = [],
): Buffer {
  const { width, height, components = 3, frame = 0xc0, precision = 8 } = size;
  const content = Buffer.alloc(6 + components * 3);
  content[0] = precision;
  content.writeUInt16BE(height, 1);
  content.writeUInt16BE(width, 3);
  content[5] = components;
  const all = [...segments, { marker: frame, content }];
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    ...all.map(({ marker, content: bytes }) => {
      const head = Buffer.from([0xff, marker, 0, 0]);
      head.writeUInt16BE(bytes.length + 2, 2);
      return Buffer.concat([head, bytes]);
    }),
  ]);
}
