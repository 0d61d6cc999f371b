import { toLevel } from './numbering.js';
import { walkXml } from './xml.js';

interface Style {
  basedOn: string | undefined;
  listId: string | undefined;
  level: number | undefined;
  pageBreakBefore: boolean | undefined;
}

/** What a paragraph has from its style. */
export interface ParagraphStyle {
  /** The list it is numbered by; `0` takes a numbering away. */
  listId: string | undefined;
  level: number | undefined;
  /**
   * The style itself and those it is based on, down to the one that `listId` comes from; none without a list. A list can tie a
   * level to each of them, or else a style says its level by itself.
   */
  numberedBy: readonly { styleId: string; level: number | undefined }[];
  pageBreakBefore: boolean;
}

/** No style is based on more others than this; a longer chain is a circle. */
const MAX_DEPTH = 50;

/** The styles of a document (styles.xml), as far as its text depends on them. */
export class Styles {
  readonly #styles = new Map<string, Style>();
  readonly #resolved = new Map<string, ParagraphStyle>();
  #defaultId = '';

  constructor(xml: string) {
    let style: Style | undefined;
    walkXml(xml, {
      open: (name, attributes) => {
        if (name === 'w:style') {
          const id = attributes['styleId'] ?? '';
          style = { basedOn: undefined, listId: undefined, level: undefined, pageBreakBefore: undefined };
          this.#styles.set(id, style);
          if (attributes['type'] === 'paragraph' && attributes['default'] === '1') this.#defaultId = id;
        } else if (style) {
          setProperty(style, name, attributes['val']);
        }
      },
      close: (name) => {
        if (name === 'w:style') style = undefined;
      },
    });
  }

  /** What a paragraph of this style is, own properties before those of the styles it is based on. */
  paragraph(styleId: string | undefined): ParagraphStyle {
    const id = styleId ?? this.#defaultId;
    const known = this.#resolved.get(id) ?? this.#resolve(id);
    this.#resolved.set(id, known);
    return known;
  }

  /** The list of a numbering style. */
  listOfStyle(styleId: string): string | undefined {
    return this.#styles.get(styleId)?.listId;
  }

  #resolve(styleId: string): ParagraphStyle {
    let listId: string | undefined;
    let level: number | undefined;
    const numberedBy: { styleId: string; level: number | undefined }[] = [];
    let pageBreakBefore: boolean | undefined;
    let id: string | undefined = styleId;
    for (let depth = 0; id !== undefined && depth < MAX_DEPTH; depth++) {
      const style: Style | undefined = this.#styles.get(id);
      if (listId === undefined) numberedBy.push({ styleId: id, level: style?.level });
      listId ??= style?.listId;
      level ??= style?.level;
      pageBreakBefore ??= style?.pageBreakBefore;
      id = style?.basedOn;
    }
    return {
      listId,
      level,
      numberedBy: listId === undefined ? [] : numberedBy,
      pageBreakBefore: pageBreakBefore ?? false,
    };
  }
}

function setProperty(style: Style, name: string, value: string | undefined): void {
  if (name === 'w:basedOn') style.basedOn = value;
  else if (name === 'w:numId') style.listId = value;
  else if (name === 'w:ilvl') style.level = toLevel(value);
  else if (name === 'w:pageBreakBefore') style.pageBreakBefore = value !== '0' && value !== 'false';
}
