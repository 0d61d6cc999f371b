import { makeCompoundFile } from './compound-file.js';
import { rc4, u16, u32 } from './office-crypto.js';

/** A record of a presentation; `instance` and whether it is a container stand in its first two bytes. */
export function ppt(type: number, instance: number, ...parts: Buffer[]): Buffer {
  return headed(type, instance << 4, parts);
}

export function pptContainer(type: number, instance: number, ...parts: Buffer[]): Buffer {
  return headed(type, (instance << 4) | 0xf, parts);
}

function headed(type: number, first: number, parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([u16(first, type), u32(body.length), body]);
}

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

export interface SlideShape {
  text?: string;
  /** Kind of its text: 0 title, 1 body, 4 other. */
  kind?: number;
  placeholder?: number;
  /** Top, left, right, bottom. */
  anchor?: [number, number, number, number];
  /** Further records of its text. */
  styles?: Buffer[];
  /** Takes the text with this number from the list of slides. */
  outline?: number;
}

function shapeOf({ text, kind = 4, placeholder, anchor = [0, 0, 100, 100], styles = [], outline }: SlideShape): Buffer {
  const content =
    outline === undefined
      ? [ppt(0x0f9f, 0, u32(kind)), ppt(0x0fa0, 0, utf16(text ?? '')), ...styles]
      : [ppt(0x0f9e, 0, u32(outline))];
  return pptContainer(
    0xf004,
    0,
    ppt(0xf00a, 1, u32(1, 0)),
    ppt(0xf010, 0, u16(...anchor)),
    pptContainer(
      0xf011,
      0,
      ...(placeholder === undefined ? [] : [ppt(0x0bc3, 0, u32(0), Buffer.from([placeholder, 0, 0, 0]))]),
    ),
    pptContainer(0xf00d, 0, ...content),
  );
}

export interface SlideParts {
  shapes: SlideShape[];
  /** Texts that stand in the list of slides: kind and text. */
  outline?: [number, string][];
  notes?: string;
  hidden?: boolean;
  extra?: Buffer[];
  /** Stands instead of the drawing that the shapes make. */
  drawing?: Buffer;
}

function drawing(shapes: readonly SlideShape[]): Buffer {
  const first = pptContainer(0xf004, 0, ppt(0xf00a, 0, u32(0, 5)));
  return pptContainer(0x040c, 0, pptContainer(0xf002, 0, pptContainer(0xf003, 0, first, ...shapes.map(shapeOf))));
}

/**
 * A presentation of PowerPoint 97. Objects are numbered: the document is 1, slides follow, then notes.
 *
 * @param encryption the header of an RC4 CryptoAPI encryption, with the keys of the objects.
 * @param beside what else the file holds; the presentation is then in the storage for PowerPoint 97 of a file for 95 too.
 */
export function makePpt(
  slides: readonly SlideParts[],
  document: readonly Buffer[] = [],
  encryption?: { header: Buffer; keyOf: (block: number) => Buffer },
  beside?: readonly { path: string; content: Buffer }[],
): Buffer {
  const slideObjects = slides.map(({ shapes, hidden, notes, extra = [], drawing: given }, index) =>
    pptContainer(
      0x03ee,
      0,
      ppt(0x03ef, 0, u32(0, 0, 0, 0), u32(notes === undefined ? 0 : 900 + index), u16(7)),
      ...(hidden ? [ppt(0x03f9, 0, u32(0, 0), u16(0, 4), u32(0))] : []),
      given ?? drawing(shapes),
      ...extra,
    ),
  );
  const noted = slides.flatMap(({ notes }, index) => (notes === undefined ? [] : [{ notes, id: 900 + index }]));
  const noteObjects = noted.map(({ notes }) =>
    pptContainer(0x03f0, 0, drawing([{ text: notes, kind: 2, placeholder: 0x0c }])),
  );
  const entry = (object: number, id: number): Buffer => ppt(0x03f3, 0, u32(object, 0, 0, id, 0));
  const slideList = slides.flatMap(({ outline = [] }, index) => [
    entry(2 + index, 256 + index),
    ...outline.flatMap(([kind, text]) => [ppt(0x0f9f, 0, u32(kind)), ppt(0x0fa0, 0, utf16(text))]),
  ]);
  const noteList = noted.map(({ id }, index) => entry(2 + slides.length + index, id));
  const root = pptContainer(
    0x03e8,
    0,
    ...document,
    pptContainer(0x0ff0, 0, ...slideList),
    pptContainer(0x0ff0, 2, ...noteList),
  );
  return file([root, ...slideObjects, ...noteObjects], encryption, beside);
}

function file(
  objects: readonly Buffer[],
  encryption?: { header: Buffer; keyOf: (block: number) => Buffer },
  beside?: readonly { path: string; content: Buffer }[],
): Buffer {
  const stored = encryption
    ? [
        ...objects.map((object, index) => rc4(encryption.keyOf(index + 1), object)[0]!),
        pptContainer(0x2f14, 0, encryption.header),
      ]
    : [...objects];
  let at = 0;
  const offsets = stored.map((object) => {
    const offset = at;
    at += object.length;
    return offset;
  });
  const directory = ppt(0x1772, 0, u32((stored.length << 20) | 1, ...offsets));
  const session = encryption ? [u32(stored.length)] : [];
  const edit = ppt(0x0ff5, 0, u32(256, 0x03000000, 0, at, 1, stored.length + 1, 1), ...session);
  const editAt = at + directory.length;
  const user = ppt(0x0ff6, 0, u32(20, encryption ? 0xf3d1c4df : 0xe391c05f, editAt), u16(0, 0x03f4, 3, 0));
  const storage = beside ? 'PP97_DUALSTORAGE/' : '';
  return makeCompoundFile([
    ...(beside ?? []),
    { path: `${storage}Current User`, content: user },
    { path: `${storage}PowerPoint Document`, content: Buffer.concat([...stored, directory, edit]) },
  ]);
}
