import type { Attributes, XmlHandler } from '../../docx/xml.js';
import { shapeOfName } from '../number-shapes.js';
import type { Heading, Numbering, NumberingLevel } from '../numbering.js';
import { isTrue, localName, numberOf } from './names.js';

/** A tracked change as the header describes it. */
export interface TrackedChange {
  kind: 'inserted' | 'deleted' | 'other';
  date: string | undefined;
  author: string | undefined;
}

export interface ParagraphProperties {
  type: Heading['type'];
  id: string;
  level: number;
  pageBreakBefore: boolean;
  checked: boolean;
}

interface Bullet {
  sign: string;
  checkedSign: string | undefined;
}

const TYPES: Readonly<Record<string, Heading['type']>> = { OUTLINE: 'outline', NUMBER: 'number', BULLET: 'bullet' };
const KINDS: Readonly<Record<string, TrackedChange['kind']>> = { Insert: 'inserted', Delete: 'deleted' };

const MAX_LEVELS = 10;
const MAX_FORMAT = 200;

/** What the paragraphs refer to, by id: the part `header.xml` of a document (KS X 6101, 9). */
export class Header implements XmlHandler {
  readonly paragraphs = new Map<string, ParagraphProperties>();
  readonly numberings = new Map<string, Numbering & { levels: NumberingLevel[] }>();
  readonly bullets = new Map<string, Bullet>();
  readonly changes = new Map<string, TrackedChange>();
  readonly #authors = new Map<string, string>();
  readonly #changeAuthors = new Map<TrackedChange, string>();
  #numbering: NumberingLevel[] | undefined;
  #level: NumberingLevel | undefined;
  #paragraph: ParagraphProperties | undefined;

  open(name: string, attributes: Attributes): void {
    switch (localName(name)) {
      case 'numbering':
        this.#numbering = [];
        this.numberings.set(attributes['id'] ?? '', { levels: this.#numbering });
        return;
      case 'paraHead':
        this.#openLevel(attributes);
        return;
      case 'bullet':
        this.bullets.set(attributes['id'] ?? '', {
          sign: isTrue(attributes['useImage']) ? '•' : (attributes['char'] ?? ''),
          checkedSign: attributes['checkedChar'],
        });
        return;
      case 'paraPr':
        this.#paragraph = {
          type: 'none',
          id: '',
          level: 0,
          pageBreakBefore: false,
          checked: isTrue(attributes['checked']),
        };
        this.paragraphs.set(attributes['id'] ?? '', this.#paragraph);
        return;
      case 'heading':
        if (this.#paragraph) {
          this.#paragraph.type = TYPES[attributes['type'] ?? ''] ?? 'none';
          this.#paragraph.id = attributes['idRef'] ?? '';
          this.#paragraph.level = numberOf(attributes, 'level');
        }
        return;
      case 'breakSetting':
        if (this.#paragraph) this.#paragraph.pageBreakBefore = isTrue(attributes['pageBreakBefore']);
        return;
      case 'trackChange':
        this.#change(attributes);
        return;
      case 'trackChangeAuthor':
        this.#authors.set(attributes['id'] ?? '', attributes['name'] ?? '');
        return;
    }
  }

  text(data: string): void {
    if (this.#level && this.#level.format.length < MAX_FORMAT) this.#level.format += data;
  }

  close(name: string): void {
    const local = localName(name);
    if (local === 'paraHead') this.#level = undefined;
    else if (local === 'numbering') this.#numbering = undefined;
    else if (local === 'paraPr') this.#paragraph = undefined;
  }

  /** To be called when the part is read: authors stand behind the changes. */
  end(): void {
    for (const [change, id] of this.#changeAuthors)
      change.author = this.#authors.get(id) ?? this.#author(Number(id) - 1);
  }

  /** Authors are counted from 1 where they are referred to, and from 0 where they are listed. */
  #author(id: number): string | undefined {
    return this.#authors.get(String(id));
  }

  #openLevel(attributes: Attributes): void {
    const level = numberOf(attributes, 'level') - 1;
    if (!this.#numbering || level < 0 || level >= MAX_LEVELS) return;
    const start = attributes['start'] === undefined ? 1 : numberOf(attributes, 'start');
    this.#level = { format: '', shape: shapeOfName(attributes['numFormat']), start };
    while (this.#numbering.length < level) this.#numbering.push({ format: '', shape: 0, start: 1 });
    this.#numbering[level] = this.#level;
  }

  #change(attributes: Attributes): void {
    const kind = KINDS[attributes['type'] ?? ''] ?? 'other';
    const change: TrackedChange = { kind, date: attributes['date'], author: undefined };
    this.changes.set(attributes['id'] ?? '', change);
    this.#changeAuthors.set(change, attributes['authorID'] ?? '');
  }
}
