import type { RawBlock } from '../extraction.js';

/** A place on a slide, in any unit that is the same for all shapes of it. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** What stands before a paragraph of a list. */
export type Bullet =
  { kind: 'none' } | { kind: 'sign'; sign: string } | { kind: 'number'; type: string; start: number };

/** Bullets by level, from 0. */
export type ListStyle = Map<number, Bullet>;

export interface Paragraph {
  text: string;
  level: number;
  bullet: Bullet | undefined;
}

export interface Placeholder {
  /** `body` where the file names none. */
  type: string;
  index: string | undefined;
}

/** Something on a slide. A group has children and no text of its own. */
export interface Shape {
  placeholder: Placeholder | undefined;
  box: Box | undefined;
  hidden: boolean;
  paragraphs: Paragraph[];
  listStyle: ListStyle;
  /** Tables, and what charts and diagrams say. */
  blocks: RawBlock[];
  children: Shape[] | undefined;
  isPicture: boolean;
}

export function newShape(isGroup: boolean): Shape {
  return {
    placeholder: undefined,
    box: undefined,
    hidden: false,
    paragraphs: [],
    listStyle: new Map(),
    blocks: [],
    children: isGroup ? [] : undefined,
    isPicture: false,
  };
}

export function newParagraph(): Paragraph {
  return { text: '', level: 0, bullet: undefined };
}

/** All shapes of a list that are not groups. */
export function* leaves(shapes: readonly Shape[]): Generator<Shape> {
  for (const shape of shapes) {
    if (shape.children) yield* leaves(shape.children);
    else yield shape;
  }
}
