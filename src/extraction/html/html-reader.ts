import { joinCells } from '../table-rows.js';
import { tidyLayout } from '../assemble.js';
import { Flow } from './flow.js';
import { type List, nextMarker, openList } from './list-marker.js';

type Attributes = Readonly<Record<string, string>>;

/** Elements that a browser does not show, or whose content is not text of the page. */
const UNSEEN = new Set(
  'head title script style template noscript iframe object embed svg canvas audio video map datalist dialog'.split(' '),
);

/** Elements that stand on lines of their own, by the line ends around them. */
const BLOCKS: ReadonlyMap<string, 1 | 2> = new Map([
  ...'p h1 h2 h3 h4 h5 h6 blockquote pre ul ol dl table figure fieldset hr'
    .split(' ')
    .map((name) => [name, 2] as const),
  ...'div section article header footer main nav aside address li dt dd form caption tr center details summary option legend figcaption body html'
    .split(' ')
    .map((name) => [name, 1] as const),
]);

const HIDDEN_STYLE = /(^|;)\s*(display\s*:\s*none|visibility\s*:\s*(hidden|collapse))/i;

/** A block that is indented or set off is a paragraph, whatever its element. */
const SPACED_STYLE = /(^|;)\s*(text-indent|(margin|padding)-(top|bottom))\s*:\s*(?!0(\D|$))[0-9.]/i;

const TEXT_INPUTS = new Set([
  '',
  'text',
  'email',
  'tel',
  'url',
  'number',
  'date',
  'month',
  'time',
  'datetime-local',
  'search',
]);

/** Elements without an end tag never open anything. */
const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));

interface Table {
  rows: string[];
  cells: string[] | undefined;
}

/** Where text goes: the page, or a cell with the table it belongs to. */
interface Frame {
  flow: Flow;
  table?: Table;
}

/**
 * Lays out the text of an HTML page from the events of a parser. It keeps no tree, so that neither size nor depth of the
 * markup matters.
 */
export class HtmlReader {
  readonly #frames: Frame[] = [{ flow: new Flow() }];
  readonly #tables: Table[] = [];
  readonly #lists: List[] = [];
  /** Open elements inside (and with) the outermost one that is not shown. */
  #unseen = 0;
  #preformatted = 0;
  #inTitle = false;
  #title = '';

  get #flow(): Flow {
    return this.#frames.at(-1)!.flow;
  }

  open(name: string, attributes: Attributes): void {
    if (name === 'title' && this.#title === '') this.#inTitle = true;
    if (this.#unseen > 0 || isUnseen(name, attributes)) {
      if (!VOID.has(name)) this.#unseen += 1;
      return;
    }
    if (name === 'br') return this.#flow.lineBreaks(1);
    if (name === 'input') return this.#input(attributes);
    if (name === 'table') return this.#openTable();
    if (name === 'tr') return this.#openRow();
    if (name === 'td' || name === 'th') return this.#openCell();
    const breaks = BLOCKS.get(name);
    if (breaks) this.#openBlock(name, attributes, breaks);
  }

  #openBlock(name: string, attributes: Attributes, breaks: 1 | 2): void {
    const nested = (name === 'ul' || name === 'ol') && this.#lists.length > 0;
    const spaced = SPACED_STYLE.test(attributes['style'] ?? '');
    this.#flow.block(nested ? 1 : spaced ? 2 : breaks);
    if (name === 'ul' || name === 'ol') this.#lists.push(openList(name, attributes));
    if (name === 'pre') this.#preformatted += 1;
    if (name === 'li') this.#flow.marker(nextMarker(this.#lists.at(-1), attributes['value']));
  }

  #input(attributes: Attributes): void {
    const type = (attributes['type'] ?? '').toLowerCase();
    if (type === 'checkbox' || type === 'radio') this.#flow.text('checked' in attributes ? '☒ ' : '☐ ', false);
    else if (TEXT_INPUTS.has(type) && attributes['value']) this.#flow.text(` ${attributes['value']} `, false);
  }

  text(data: string): void {
    if (this.#inTitle) this.#title += data;
    if (this.#unseen === 0) this.#flow.text(data.replaceAll('\u00ad', ''), this.#preformatted > 0);
  }

  close(name: string): void {
    if (name === 'title') this.#inTitle = false;
    if (this.#unseen > 0) {
      if (!VOID.has(name)) this.#unseen -= 1;
      return;
    }
    if (name === 'table') return this.#closeTable();
    if (name === 'tr') return this.#closeRow();
    if (name === 'td' || name === 'th') return this.#closeCell();
    const breaks = BLOCKS.get(name);
    if (breaks) this.#closeBlock(name, breaks);
  }

  #closeBlock(name: string, breaks: 1 | 2): void {
    if (name === 'pre') this.#preformatted = Math.max(0, this.#preformatted - 1);
    const isList = name === 'ul' || name === 'ol';
    if (isList) this.#lists.pop();
    this.#flow.block(isList && this.#lists.length > 0 ? 1 : breaks);
  }

  #openTable(): void {
    this.#flow.block(2);
    this.#tables.push({ rows: [], cells: undefined });
  }

  #openRow(): void {
    const table = this.#tables.at(-1);
    if (table) table.cells = [];
  }

  /** A cell outside of a table is ordinary text. */
  #openCell(): void {
    const table = this.#tables.at(-1);
    if (!table) return this.#flow.block(1);
    table.cells ??= [];
    this.#frames.push({ flow: new Flow(), table });
  }

  /** Empty cells are left out: in pages they are spacing, and column spans make their count meaningless. */
  #closeCell(): void {
    const table = this.#tables.at(-1);
    if (!table || this.#frames.at(-1)?.table !== table) return;
    const content = this.#frames.pop()?.flow.toString() ?? '';
    if (content !== '') table.cells?.push(content);
  }

  #closeRow(): void {
    const table = this.#tables.at(-1);
    if (!table?.cells) return;
    const row = joinCells(table.cells);
    if (row !== '') table.rows.push(row);
    table.cells = undefined;
  }

  /** Ends the innermost table; its text is a block of the flow around it. */
  #closeTable(): void {
    this.#closeCell();
    this.#closeRow();
    const table = this.#tables.pop();
    this.#flow.block(2);
    if (table && table.rows.length > 0) this.#flow.text(table.rows.join('\n'), true);
    this.#flow.block(2);
  }

  /** The text, with whatever is still open closed. */
  result(): { text: string; title: string } {
    while (this.#tables.length > 0) this.#closeTable();
    return { text: tidyLayout(this.#flow.toString()).trim(), title: this.#title.trim() };
  }
}

function isUnseen(name: string, attributes: Attributes): boolean {
  if (UNSEEN.has(name)) return true;
  if ('hidden' in attributes && attributes['hidden'] !== 'until-found') return true;
  return HIDDEN_STYLE.test(attributes['style'] ?? '');
}
