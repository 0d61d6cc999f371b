import { decodeText } from '../text/decode.js';

/** A mail's RTF body: as HTML where it wraps HTML ([MS-OXRTFEX]), else as text. */
export interface RtfBody {
  kind: 'html' | 'text';
  content: string;
}

/** Groups whose content is nothing a reader sees. */
const HIDDEN = new Set(
  'fonttbl colortbl stylesheet info pict object themedata datastore listtable listoverridetable rsidtbl generator xmlnstbl latentstyles filetbl revtbl mhtmltag'.split(
    ' ',
  ),
);

const BREAKS: Readonly<Record<string, string>> = {
  par: '\n',
  line: '\n',
  sect: '\n',
  page: '\n',
  row: '\n',
  cell: '\t',
  tab: '\t',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  bullet: '•',
  endash: '–',
  emdash: '—',
};

/** Code pages of font charsets (`\fcharset`) that differ from the document's. */
const FONT_CHARSETS: Readonly<Record<number, number>> = {
  128: 932,
  129: 949,
  130: 1361,
  134: 936,
  136: 950,
  204: 1251,
};

const WESTERN = 1252;

/** A control word with its number, a control symbol, a brace, an escaped byte, or a run of text. */
const TOKEN = /\\([a-z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-f]{2})|\\([^a-z'])|([{}])|([^\\{}]+)/gi;

interface Group {
  isHidden: boolean;
  isHtmlTag: boolean;
  /** Fallback characters to pass over behind a `\u`. */
  unicodeSkip: number;
  codePage: number;
}

/** Reads the RTF that Outlook keeps as a body. */
export function readRtfBody(rtf: Buffer): RtfBody {
  return new RtfBodyReader().read(rtf.toString('latin1'));
}

class RtfBodyReader {
  #groups: Group[] = [];
  #group: Group = { isHidden: false, isHtmlTag: false, unicodeSkip: 1, codePage: WESTERN };
  #isHtml = false;
  /** Between `\htmlrtf` and `\htmlrtf0` stands what only an RTF reader shows. */
  #isRtfOnly = false;
  #isIgnorable = false;
  #toSkip = 0;
  #bytes: number[] = [];
  #output: string[] = [];
  readonly #fontPages = new Map<number, number>();
  #font = 0;
  #documentPage = WESTERN;

  read(rtf: string): RtfBody {
    for (const [, word, number, code, symbol, brace, text] of rtf.matchAll(TOKEN)) {
      if (code !== undefined) this.#byte(Number.parseInt(code, 16));
      else if (text !== undefined) this.#text(text);
      else if (brace !== undefined) this.#brace(brace);
      else if (symbol !== undefined) this.#symbol(symbol);
      else if (word !== undefined) this.#word(word, number === undefined ? undefined : Number(number));
    }
    this.#flush();
    return { kind: this.#isHtml ? 'html' : 'text', content: this.#output.join('') };
  }

  #brace(brace: string): void {
    this.#flush();
    this.#isIgnorable = false;
    this.#toSkip = 0;
    if (brace === '{') {
      this.#groups.push(this.#group);
      this.#group = { ...this.#group };
    } else this.#group = this.#groups.pop() ?? this.#group;
  }

  #symbol(symbol: string): void {
    if (symbol === '*') this.#isIgnorable = true;
    else if (symbol === '\n' || symbol === '\r') this.#put('\n');
    else if (symbol === '~') this.#put('\u00a0');
    else if (symbol === '_') this.#put('-');
    else if (/[{}\\]/.test(symbol)) this.#text(symbol);
  }

  #word(word: string, number: number | undefined): void {
    const ignorable = this.#isIgnorable;
    this.#isIgnorable = false;
    if (word === 'htmltag') this.#group.isHtmlTag = true;
    else if (ignorable || HIDDEN.has(word)) this.#group.isHidden = true;
    if (word === 'u' && number !== undefined) return this.#unicode(number);
    if (word === 'uc') this.#group.unicodeSkip = Math.max(0, Math.min(10, number ?? 1));
    else if (word === 'fromhtml') this.#isHtml = number !== 0;
    else if (word === 'htmlrtf') this.#isRtfOnly = number !== 0;
    else if (word === 'ansicpg') this.#group.codePage = this.#documentPage = number ?? WESTERN;
    else if (word === 'f') this.#useFont(number ?? 0);
    else if (word === 'fcharset') this.#fontPages.set(this.#font, FONT_CHARSETS[number ?? 0] ?? 0);
    else if (word in BREAKS) this.#put(BREAKS[word] ?? '');
  }

  #useFont(font: number): void {
    this.#flush();
    this.#font = font;
    this.#group.codePage = this.#fontPages.get(font) || this.#documentPage;
  }

  #unicode(number: number): void {
    this.#flush();
    this.#put(String.fromCharCode(number & 0xffff));
    this.#toSkip = this.#group.unicodeSkip;
  }

  #byte(byte: number): void {
    if (this.#toSkip > 0) this.#toSkip -= 1;
    else if (this.#isShown()) this.#bytes.push(byte);
  }

  /** Line ends of the file are not text. Bytes above ASCII may stand unescaped. */
  #text(text: string): void {
    const shown = text.replace(/[\r\n]/g, '').slice(this.#toSkip);
    this.#toSkip = Math.max(0, this.#toSkip - text.length);
    if (this.#isShown()) for (let at = 0; at < shown.length; at++) this.#bytes.push(shown.charCodeAt(at));
  }

  #put(text: string): void {
    this.#flush();
    if (this.#isShown()) this.#output.push(text);
  }

  #isShown(): boolean {
    return !this.#group.isHidden && !(this.#isHtml && this.#isRtfOnly && !this.#group.isHtmlTag);
  }

  #flush(): void {
    if (this.#bytes.length === 0) return;
    const bytes = Buffer.from(this.#bytes);
    this.#bytes = [];
    const isAscii = bytes.every((byte) => byte < 0x80);
    this.#output.push(isAscii ? bytes.toString('latin1') : decodeText(bytes, `cp${this.#group.codePage}`).text);
  }
}
