import type { RawBlock, RawPage } from '../extraction.js';
import { bulletedText } from './bullets.js';
import { readingOrder } from './reading-order.js';
import { type Box, leaves, type ListStyle, type Shape } from './shapes.js';

/** What the shapes of a slide take from its layout and master, nearest first. */
export interface SlideStyles {
  layers: readonly (readonly Shape[])[];
  title: ListStyle[];
  body: ListStyle[];
  other: ListStyle[];
}

/** A slide as its text is read. */
export interface LaidSlide {
  blocks: RawBlock[];
  /** What stands at the foot of it: footer and date, not its number. */
  footers: string[];
  headers: string[];
  /** Text of shapes that are switched off. */
  hidden: string[];
  hasPictures: boolean;
}

const TITLES = new Set(['title', 'ctrTitle']);
const BODIES = new Set(['body', 'obj', 'subTitle', 'tbl', 'chart', 'dgm', 'pic', 'media', 'clipArt']);

/** Lays out a slide: its title, then the other shapes in reading order, groups together. */
export function laySlide(shapes: readonly Shape[], styles: SlideStyles): LaidSlide {
  const laid: LaidSlide = { blocks: [], footers: [], headers: [], hidden: [], hasPictures: false };
  const body: Shape[] = [];
  const titles: Shape[] = [];
  for (const shape of shapes) {
    const type = shape.placeholder?.type ?? '';
    const target = { ftr: laid.footers, dt: laid.footers, hdr: laid.headers }[type];
    if (shape.hidden) laid.hidden.push(...[...leaves([shape])].map(plainText).filter((text) => text !== ''));
    else if (target) target.push(plainText(shape));
    else if (TITLES.has(type)) titles.push(shape);
    else if (type !== 'sldNum') body.push(shape);
  }
  laid.hasPictures = [...leaves(shapes)].some(({ isPicture }) => isPicture);
  for (const title of titles) laid.blocks.push({ text: titleText(title) });
  for (const shape of inOrder(body, styles)) {
    const text = bulletedText(shape.paragraphs, listStyles(shape, styles));
    if (text.trim() !== '') laid.blocks.push({ text });
    laid.blocks.push(...shape.blocks);
  }
  return laid;
}

/** The shapes in reading order, groups replaced by what is in them. */
function* inOrder(shapes: readonly Shape[], styles: SlideStyles): Generator<Shape> {
  for (const shape of readingOrder(shapes, (one) => boxOf(one, styles))) {
    if (shape.hidden) continue;
    if (shape.children) yield* inOrder(shape.children, styles);
    else yield shape;
  }
}

function titleText(shape: Shape): string {
  return shape.paragraphs
    .map(({ text }) => text.replace(/\s+/g, ' ').trim())
    .filter((text) => text !== '')
    .join('\n');
}

/** The text of a shape without bullets. */
export function plainText(shape: Shape): string {
  return shape.paragraphs
    .map(({ text }) => text.trim())
    .filter((text) => text !== '')
    .join('\n');
}

/** A placeholder without a place of its own is where its layout or master has it. */
function boxOf(shape: Shape, { layers }: SlideStyles): Box | undefined {
  if (shape.box) return shape.box;
  for (const layer of layers) {
    const box = counterpart(shape, layer)?.box;
    if (box) return box;
  }
  return undefined;
}

/** The placeholder of a layer that a placeholder takes after: with its index, else of its type. */
function counterpart({ placeholder }: Shape, layer: readonly Shape[]): Shape | undefined {
  if (!placeholder) return undefined;
  const { type, index } = placeholder;
  return (
    layer.find((other) => index !== undefined && other.placeholder?.index === index) ??
    layer.find(({ placeholder: other }) => other?.type === type) ??
    layer.find(({ placeholder: other }) => BODIES.has(type) && other?.type === 'body')
  );
}

function listStyles(shape: Shape, styles: SlideStyles): ListStyle[] {
  const type = shape.placeholder?.type ?? '';
  const inherited = TITLES.has(type) ? styles.title : BODIES.has(type) ? styles.body : styles.other;
  const layers = styles.layers.flatMap((layer) => counterpart(shape, layer)?.listStyle ?? []);
  return [shape.listStyle, ...layers, ...inherited];
}

/** The page of a slide, its notes below. */
export function slidePage(laid: Pick<LaidSlide, 'blocks' | 'hasPictures'>, notes: string): RawPage {
  const blocks = notes === '' ? laid.blocks : [...laid.blocks, { text: `${NOTES_MARK}\n${notes}` }];
  const hasText = blocks.some((block) => ('rows' in block ? block.rows.length > 0 : block.text.trim() !== ''));
  return hasText || !laid.hasPictures ? { text: blocks } : { text: blocks, status: 'no_text_layer' };
}

/** Stands above the speaker's notes, which follow the text of their slide. */
const NOTES_MARK = '[Notes]';
