import type { ByteView } from '../containers/byte-view.js';

/** Types of the records of a presentation ([MS-PPT] 2.13.24) and of its drawings ([MS-ODRAW]) that are read. */
export const RECORD = {
  slide: 0x03ee,
  slideAtom: 0x03ef,
  slideEntry: 0x03f3,
  showInfo: 0x03f9,
  drawing: 0x040c,
  placeholder: 0x0bc3,
  outlineReference: 0x0f9e,
  textHeader: 0x0f9f,
  textUnicode: 0x0fa0,
  textStyles: 0x0fa1,
  masterStyles: 0x0fa3,
  textBytes: 0x0fa8,
  numbering: 0x0fac,
  string: 0x0fba,
  headersFooters: 0x0fd9,
  headersFootersFlags: 0x0fda,
  slideList: 0x0ff0,
  userEdit: 0x0ff5,
  tags: 0x1388,
  binaryTag: 0x138a,
  tagData: 0x138b,
  persistDirectory: 0x1772,
  comment: 0x2ee0,
  commentAtom: 0x2ee1,
  encryption: 0x2f14,
  shapeGroup: 0xf003,
  shape: 0xf004,
  shapeAtom: 0xf00a,
  options: 0xf00b,
  textBox: 0xf00d,
  childAnchor: 0xf00f,
  anchor: 0xf010,
  clientData: 0xf011,
  moreOptions: 0xf122,
} as const;

const CONTAINER = 0xf;
const MAX_DEPTH = 32;

/** A record without its header. */
export interface PptRecord {
  type: number;
  instance: number;
  isContainer: boolean;
  body: ByteView;
}

/** The records one after the other; one that is cut off is cut. */
export function* readRecords(view: ByteView): Generator<PptRecord> {
  for (let at = 0; at + 8 <= view.length;) {
    const record = recordAt(view, at);
    yield record;
    at += 8 + view.u32(at + 4);
  }
}

export function recordAt(view: ByteView, at: number): PptRecord {
  const header = view.u16(at);
  return {
    type: view.u16(at + 2),
    instance: header >> 4,
    isContainer: (header & 0xf) === CONTAINER,
    body: view.view(at + 8, view.u32(at + 4)),
  };
}

/** The first record of a type directly in a container. */
export function findRecord(view: ByteView, type: number, instance?: number): PptRecord | undefined {
  for (const record of readRecords(view))
    if (record.type === type && (instance === undefined || record.instance === instance)) return record;
  return undefined;
}

/** Records of a type at any depth. */
export function* findAll(view: ByteView, type: number, depth = 0): Generator<PptRecord> {
  for (const record of readRecords(view)) {
    if (record.type === type) yield record;
    else if ((record.isContainer || record.type === RECORD.tagData) && depth < MAX_DEPTH)
      yield* findAll(record.body, type, depth + 1);
  }
}
