import { MAX_STREAM } from './filters.js';
import { giveUp } from './give-up.js';
import type { PlainFile } from './plain-file.js';
import type { PageBox } from './text-order.js';
import { asInteger, isDict, type PdfDict, PdfStream, type PdfValue } from './values.js';

const { fround } = Math;

const MAX_DEPTH = 32;
const MAX_PAGES = 20_000;

/** Larger pages than 7 metres. */
const MAX_EDGE = 20_000;

/** US Letter, which PDFium takes where a page says nothing. */
const USUAL_BOX = [0, 0, 612, 792] as const;

/** A page, with what it inherits. */
export interface PageEntry {
  dict: PdfDict;
  /** From the page outwards. */
  chain: readonly PdfDict[];
}

/** The pages of a file in order. @throws GivesUp when they are not as many as the file says. */
export function pagesOf(file: PlainFile, catalogue: PdfDict): PageEntry[] {
  const root = file.dictOf(catalogue.get('Pages'));
  if (!root) return giveUp('no pages');
  const pages: PageEntry[] = [];
  collect(file, root, [], pages);
  if (pages.length === 0 || asInteger(file.entry(root, 'Count')) !== pages.length) giveUp('count of pages');
  return pages;
}

function collect(file: PlainFile, node: PdfDict, outer: readonly PdfDict[], pages: PageEntry[]): void {
  const chain = [node, ...outer];
  if (chain.length > MAX_DEPTH || outer.includes(node)) giveUp('deep pages');
  const kids = file.arrayOf(node.get('Kids'));
  if (!kids) {
    if (file.nameOf(node.get('Type')) !== 'Page' || pages.length >= MAX_PAGES) giveUp('odd page');
    pages.push({ dict: node, chain });
    return;
  }
  if (file.nameOf(node.get('Type')) !== 'Pages') giveUp('odd pages');
  for (const kid of kids) {
    const found = file.resolve(kid);
    if (!isDict(found) || file.dictOf(found.get('Parent')) !== node) return giveUp('odd page');
    collect(file, found, chain, pages);
  }
}

/** What a page, or the first that it hangs on, says. */
export function inherited(file: PlainFile, { chain }: PageEntry, key: string): PdfValue {
  for (const dict of chain) {
    const value = file.entry(dict, key);
    if (value !== null) return value;
  }
  return null;
}

/** The visible part of a page. @throws GivesUp when it is turned or scaled. */
export function boxOf(file: PlainFile, page: PageEntry): PageBox {
  const rotation = inherited(file, page, 'Rotate');
  if (rotation !== null && asInteger(rotation) % 360 !== 0) giveUp('turned page');
  if (page.dict.has('UserUnit')) giveUp('scaled page');
  const media = rectangle(file, inherited(file, page, 'MediaBox')) ?? USUAL_BOX;
  const crop = rectangle(file, inherited(file, page, 'CropBox'));
  const left = crop ? Math.max(crop[0], media[0]) : media[0];
  const bottom = crop ? Math.max(crop[1], media[1]) : media[1];
  const top = crop ? Math.min(crop[3], media[3]) : media[3];
  const width = fround((crop ? Math.min(crop[2], media[2]) : media[2]) - left);
  const height = fround(top - bottom);
  return width > 0 && height > 0 && width < MAX_EDGE && height < MAX_EDGE
    ? { left, bottom, top, width, height }
    : giveUp('no box');
}

/** Left, bottom, right and top; undefined where there is none or it is empty. */
function rectangle(file: PlainFile, value: PdfValue): readonly [number, number, number, number] | undefined {
  if (value === null) return undefined;
  const edges = file.arrayOf(value)?.map((edge) => file.resolve(edge));
  if (edges?.length !== 4) return giveUp('odd box');
  const [a, b, c, d] = edges.map((edge) => (typeof edge === 'number' ? fround(edge) : giveUp('odd box')));
  const [left, right] = [Math.min(a!, c!), Math.max(a!, c!)];
  const [bottom, top] = [Math.min(b!, d!), Math.max(b!, d!)];
  return left < right && bottom < top ? [left, bottom, right, top] : undefined;
}

/** What is drawn on a page: its streams, one after the other. */
export function contentOf(file: PlainFile, { dict }: PageEntry): Uint8Array {
  const contents = file.entry(dict, 'Contents');
  if (contents instanceof PdfStream) return file.decoded(contents);
  const streams = file.arrayOf(contents)?.map((item) => file.resolve(item));
  if (!streams) return giveUp('page without content');
  const parts: Uint8Array[] = [];
  let length = 0;
  for (const stream of streams) {
    if (!(stream instanceof PdfStream)) return giveUp('odd content');
    const part = file.decoded(stream);
    length += part.length;
    if (length > MAX_STREAM) giveUp('large page');
    parts.push(part, SEPARATOR);
  }
  return Buffer.concat(parts);
}

const SEPARATOR = Buffer.from(' ');
