import { ByteView } from '../containers/byte-view.js';
import {
  type CharacterProperties,
  characterProperties,
  type ParagraphProperties,
  paragraphProperties,
} from './properties.js';

const NO_BASE = 0xfff;
const PARAGRAPH_STYLE = 1;
const CHARACTER_STYLE = 2;
const MAX_STYLES = 4095;
const MAX_BASES = 12;

interface Style {
  kind: number;
  base: number;
  paragraph: ByteView;
  character: ByteView;
}

/** The styles of a document ([MS-DOC] 2.9.271, STSH), with what they take from the styles they are based on. */
export class StyleSheet {
  readonly #styles: (Style | undefined)[];
  readonly #paragraph = new Map<number, ParagraphProperties>();
  readonly #character = new Map<number, CharacterProperties>();

  constructor(table: ByteView) {
    this.#styles = parse(table);
  }

  paragraph(index: number): ParagraphProperties {
    return this.#cached(this.#paragraph, index, () => {
      const properties: ParagraphProperties = {};
      for (const style of this.#chain(index)) paragraphProperties(style.paragraph, properties);
      return properties;
    });
  }

  character(index: number): CharacterProperties {
    return this.#cached(this.#character, index, () => {
      const properties: CharacterProperties = {};
      for (const style of this.#chain(index)) characterProperties(style.character, properties);
      return properties;
    });
  }

  #cached<T>(cache: Map<number, T>, index: number, make: () => T): T {
    const found = cache.get(index) ?? make();
    cache.set(index, found);
    return found;
  }

  /** A style with those it is based on, the outermost first. Circles end. */
  #chain(index: number): Style[] {
    const chain: Style[] = [];
    for (let at = index; at !== NO_BASE && chain.length < MAX_BASES;) {
      const style = this.#styles[at];
      if (!style) break;
      chain.unshift(style);
      at = style.base;
    }
    return chain;
  }
}

function parse(table: ByteView): (Style | undefined)[] {
  const headerLength = table.u16(0);
  const count = Math.min(MAX_STYLES, table.u16(2));
  const baseLength = table.u16(4);
  const styles: (Style | undefined)[] = [];
  let at = 2 + headerLength;
  for (let index = 0; index < count && at + 2 <= table.length; index++) {
    const length = table.u16(at);
    styles.push(length === 0 ? undefined : parseStyle(table.view(at + 2, length), baseLength));
    at += 2 + length;
  }
  return styles;
}

function parseStyle(style: ByteView, baseLength: number): Style {
  const kind = style.u16(2) & 0xf;
  const base = style.u16(2) >> 4;
  const nameLength = style.u16(baseLength);
  let at = baseLength + 2 + 2 * nameLength + 2;
  const next = (): ByteView => {
    at += at % 2;
    const length = style.u16(at);
    const block = style.view(at + 2, length);
    at += 2 + length;
    return block;
  };
  const none = style.view(0, 0);
  if (kind === PARAGRAPH_STYLE) {
    const paragraph = next();
    return { kind, base, paragraph: paragraph.view(2, paragraph.length), character: next() };
  }
  return { kind, base, paragraph: none, character: kind === CHARACTER_STYLE ? next() : none };
}
