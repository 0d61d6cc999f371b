import type { Attributes, XmlHandler } from '../docx/xml.js';
import { type ListLevel, type ListStyle, MAX_LEVELS } from './list-numbering.js';

interface Style {
  parent: string | undefined;
  /** Empty: the paragraph is not numbered, whatever its parent says. */
  list: string | undefined;
  masterPage: string | undefined;
  breakBefore: boolean | undefined;
  breakAfter: boolean | undefined;
  hidden: boolean | undefined;
}

/** No style has more ancestors than this; a longer chain is a circle. */
const MAX_DEPTH = 50;

/** The styles of an OpenDocument file, as far as its text depends on them: those of styles.xml and of its content. */
export class OdfStyles implements XmlHandler {
  readonly #styles = new Map<string, Style>();
  readonly #lists = new Map<string, ListStyle>();
  /** The numbering of headings that are in no list. */
  readonly outline: ListStyle = new Map();
  #style: Style | undefined;
  #list: ListStyle | undefined;

  open(name: string, attributes: Attributes): void {
    switch (name) {
      case 'style:style':
        this.#style = {
          parent: attributes['parent-style-name'],
          list: attributes['list-style-name'],
          masterPage: attributes['master-page-name'],
          breakBefore: undefined,
          breakAfter: undefined,
          hidden: undefined,
        };
        this.#styles.set(styleKey(attributes['family'] ?? '', attributes['style:name'] ?? ''), this.#style);
        return;
      case 'style:paragraph-properties':
      case 'style:table-properties':
        return this.#properties(attributes);
      case 'style:text-properties':
        if (this.#style && attributes['text:display'] === 'none') this.#style.hidden = true;
        return;
      case 'text:list-style':
        this.#list = new Map();
        this.#lists.set(attributes['style:name'] ?? '', this.#list);
        return;
      case 'text:outline-style':
        this.#list = this.outline;
        return;
      case 'text:list-level-style-number':
      case 'text:outline-level-style':
      case 'text:list-level-style-bullet':
      case 'text:list-level-style-image':
        this.#level(name, attributes);
    }
  }

  #properties(attributes: Attributes): void {
    const style = this.#style;
    if (!style) return;
    const before = attributes['fo:break-before'];
    const after = attributes['fo:break-after'];
    if (before !== undefined) style.breakBefore = before === 'page';
    if (after !== undefined) style.breakAfter = after === 'page';
    if (attributes['table:display'] === 'false') style.hidden = true;
  }

  #level(name: string, attributes: Attributes): void {
    const level = Number(attributes['text:level']) - 1;
    if (!this.#list || !(level >= 0 && level < MAX_LEVELS)) return;
    const bullet = attributes['text:bullet-char'] ?? '•';
    const definition: ListLevel = {
      kind: name.endsWith('bullet') || name.endsWith('image') ? 'bullet' : 'number',
      format: attributes['style:num-format'] ?? '',
      prefix: attributes['style:num-prefix'] ?? '',
      suffix: attributes['style:num-suffix'] ?? '',
      displayLevels: Math.min(MAX_LEVELS, Math.max(1, Number(attributes['text:display-levels'] ?? 1) || 1)),
      start: Math.max(0, Number(attributes['text:start-value'] ?? 1) || 0),
      letterSync: attributes['style:num-letter-sync'] === 'true',
      listFormat: attributes['loext:num-list-format'] ?? attributes['style:num-list-format'],
      bullet: /[\p{Co}\p{Cc}]/u.test(bullet) || bullet === '' ? '•' : bullet,
    };
    if (definition.listFormat !== undefined && definition.format === '') definition.listFormat = undefined;
    this.#list.set(level, definition);
  }

  close(name: string): void {
    if (name === 'style:style') this.#style = undefined;
    if (name === 'text:list-style' || name === 'text:outline-style') this.#list = undefined;
  }

  list(name: string): ListStyle | undefined {
    return this.#lists.get(name);
  }

  /** The list that a paragraph style is numbered by; empty for one that is not numbered. */
  listOf(style: string): string | undefined {
    return this.#inherited('paragraph', style, (one) => one.list);
  }

  /** Whether a paragraph or table begins a page. */
  beginsPage(family: 'paragraph' | 'table', style: string): boolean {
    if (this.#inherited(family, style, (one) => one.breakBefore)) return true;
    const masterPage = this.#styles.get(styleKey(family, style))?.masterPage;
    return masterPage !== undefined && masterPage !== '';
  }

  endsPage(style: string): boolean {
    return this.#inherited('paragraph', style, (one) => one.breakAfter) ?? false;
  }

  isHidden(family: 'paragraph' | 'text' | 'table', style: string): boolean {
    return this.#inherited(family, style, (one) => one.hidden) ?? false;
  }

  masterPage(family: string, style: string): string | undefined {
    return this.#inherited(family, style, (one) => one.masterPage);
  }

  #inherited<T>(family: string, name: string, get: (style: Style) => T | undefined): T | undefined {
    let next: string | undefined = name;
    for (let depth = 0; next !== undefined && depth < MAX_DEPTH; depth++) {
      const style: Style | undefined = this.#styles.get(styleKey(family, next));
      const value = style && get(style);
      if (value !== undefined) return value;
      next = style?.parent;
    }
    return undefined;
  }
}

function styleKey(family: string, name: string): string {
  return `${family} ${name}`;
}
