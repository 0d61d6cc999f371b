/** An attribute of a TNEF stream ([MS-OXTNEF] 2.1.3): of the message, or of the attachment that began last. */
export interface TnefAttribute {
  id: number;
  data: Buffer;
}

/** Attributes by their ids. */
export const ATTRIBUTE = {
  from: 0x8000,
  subject: 0x8004,
  dateSent: 0x8005,
  body: 0x800c,
  attachData: 0x800f,
  attachTitle: 0x8010,
  attachTransportName: 0x9001,
  /** Begins an attachment. */
  attachRendering: 0x9002,
  messageProperties: 0x9003,
  recipients: 0x9004,
  attachProperties: 0x9005,
  codePage: 0x9007,
} as const;

const SIGNATURE = 0x223e9f78;
/** Signature and key. */
const HEADER_BYTES = 6;
/** Level, id, type and length; behind the data stands its checksum. */
const ATTRIBUTE_BYTES = 9;
const CHECKSUM_BYTES = 2;

/**
 * The attributes of a stream in their order, as far as it goes.
 *
 * @returns whether all of it was there and as it was written; undefined where the bytes are no TNEF
 */
export function readAttributes(bytes: Buffer): { attributes: TnefAttribute[]; isWhole: boolean } | undefined {
  if (bytes.length < HEADER_BYTES || bytes.readUInt32LE(0) !== SIGNATURE) return undefined;
  const attributes: TnefAttribute[] = [];
  let isWhole = true;
  let at = HEADER_BYTES;
  while (at + ATTRIBUTE_BYTES <= bytes.length) {
    const id = bytes.readUInt16LE(at + 1);
    const start = at + ATTRIBUTE_BYTES;
    const end = start + bytes.readUInt32LE(at + 5);
    if (end > bytes.length) return { attributes, isWhole: false };
    const data = bytes.subarray(start, end);
    at = end + CHECKSUM_BYTES;
    if (at > bytes.length || bytes.readUInt16LE(end) !== checksum(data)) isWhole = false;
    attributes.push({ id, data });
  }
  // Some writers pad the end.
  return { attributes, isWhole: isWhole && bytes.subarray(at).every((byte) => byte === 0) };
}

function checksum(data: Buffer): number {
  let sum = 0;
  for (const byte of data) sum = (sum + byte) & 0xffff;
  return sum;
}

/** A text in bytes, without the zeros that end it. */
export function withoutEnd(data: Buffer): Buffer {
  const end = data.indexOf(0);
  return end < 0 ? data : data.subarray(0, end);
}
