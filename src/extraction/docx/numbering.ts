import { formatNumber, isKnownFormat } from './number-format.js';
import { walkXml } from './xml.js';

/** A level of a list: how it counts and what it prints. */
export interface Level {
  start: number;
  format: string;
  /** `%1` to `%9` stand for the numbers of the levels. */
  text: string;
  /** The level (from 1) that restarts this one; 0 for none; undefined for any higher one. */
  restart: number | undefined;
  /** All numbers in digits ("legal"), whatever their own format. */
  legal: boolean;
  suffix: string;
  /** Style whose paragraphs stand on this level. */
  styleId: string | undefined;
}

interface AbstractList {
  levels: Map<number, Level>;
  /** The numbering style whose list this stands for. */
  styleLink: string | undefined;
  /** The numbering style that this list defines. */
  definesStyle: string | undefined;
}

interface List {
  abstractId: string;
  startOverrides: Map<number, number>;
  levels: Map<number, Level>;
}

export const MAX_LEVEL = 8;

/** The lists of a document (numbering.xml). */
export interface Numbering {
  lists: Map<string, List>;
  abstract: Map<string, AbstractList>;
}

/** Reads numbering.xml (ECMA-376 part 1, 17.9). */
export function parseNumbering(xml: string): Numbering {
  const numbering: Numbering = { lists: new Map(), abstract: new Map() };
  let abstract: AbstractList | undefined;
  let list: List | undefined;
  let levels: Map<number, Level> | undefined;
  let level: Level | undefined;
  let overridden = 0;
  walkXml(xml, {
    open: (name, attributes) => {
      const { val = '' } = attributes;
      switch (name) {
        case 'w:abstractNum':
          abstract = { levels: new Map(), styleLink: undefined, definesStyle: undefined };
          levels = abstract.levels;
          numbering.abstract.set(attributes['abstractNumId'] ?? '', abstract);
          break;
        case 'w:num':
          list = { abstractId: '', startOverrides: new Map(), levels: new Map() };
          levels = list.levels;
          numbering.lists.set(attributes['numId'] ?? '', list);
          break;
        case 'w:abstractNumId':
          if (list) list.abstractId = val;
          break;
        case 'w:numStyleLink':
          if (abstract) abstract.styleLink = val;
          break;
        case 'w:styleLink':
          if (abstract) abstract.definesStyle = val;
          break;
        case 'w:lvlOverride':
          overridden = toLevel(attributes['ilvl']);
          break;
        case 'w:startOverride':
          list?.startOverrides.set(overridden, toInteger(val, 1));
          break;
        case 'w:lvl':
          level = {
            // 17.9.25: a level that does not say where it starts, starts at 0.
            start: 0,
            format: 'decimal',
            text: '',
            restart: undefined,
            legal: false,
            suffix: 'tab',
            styleId: undefined,
          };
          levels?.set(toLevel(attributes['ilvl']), level);
          break;
        default:
          if (level) setLevelProperty(level, name, attributes);
      }
    },
    close: (name) => {
      if (name === 'w:lvl') level = undefined;
      if (name === 'w:num') list = undefined;
      if (name === 'w:abstractNum') abstract = undefined;
    },
  });
  return numbering;
}

function setLevelProperty(
  level: Level,
  name: string,
  { val = '', ...attributes }: Readonly<Record<string, string>>,
): void {
  if (name === 'w:start') level.start = toInteger(val, 1);
  else if (name === 'w:numFmt') level.format = val;
  else if (name === 'w:lvlText') level.text = attributes['null'] === '1' ? '' : val;
  else if (name === 'w:lvlRestart') level.restart = toInteger(val, 0);
  else if (name === 'w:isLgl') level.legal = val !== '0' && val !== 'false';
  else if (name === 'w:suff') level.suffix = val;
  else if (name === 'w:pStyle') level.styleId = val;
}

function toInteger(value: string, fallback: number): number {
  const number = Number.parseInt(value, 10);
  return Number.isNaN(number) ? fallback : number;
}

/** A level index, kept to the nine that there are. */
export function toLevel(value: string | undefined): number {
  return Math.min(MAX_LEVEL, Math.max(0, toInteger(value ?? '', 0)));
}

/** Counts the paragraphs of a document as Word does, and prints their numbers. */
export class ListCounter {
  /** Numbers of the levels, by abstract list: lists of the same one count on together unless they say otherwise. */
  readonly #counters = new Map<string, (number | undefined)[]>();
  readonly #started = new Set<string>();
  /** Formats met that are not known. */
  readonly unknownFormats = new Set<string>();

  /** @param listOfStyle the list of a numbering style, for lists that stand for one. */
  constructor(
    private readonly numbering: Numbering,
    private readonly listOfStyle: (styleId: string) => string | undefined,
  ) {}

  /**
   * The label of the next paragraph of a list with the blank after it, e.g. `2.1 `, `(a) `, `• `; empty when the paragraph
   * has none.
   */
  next(listId: string, levelIndex: number): string {
    const list = this.numbering.lists.get(listId);
    const found = list && this.#resolve(list);
    const level = found && this.#level(list, found.abstract, levelIndex);
    if (!list || !found || !level) return '';
    const counters = this.#advance(listId, list, found, levelIndex);
    if (level.format === 'bullet') return level.text === '' ? '' : '• ';
    const label = this.#print(list, found.abstract, level, counters);
    return label === '' ? '' : label + (level.suffix === 'nothing' ? '' : ' ');
  }

  /** The level of a list that the first of the styles stands on: the list ties the style to it, or the style says it itself. */
  levelOf(listId: string, styles: readonly { styleId: string; level: number | undefined }[]): number | undefined {
    const list = this.numbering.lists.get(listId);
    const levels = [...((list && this.#resolve(list)?.abstract.levels) ?? [])];
    for (const { styleId, level } of styles) {
      const [tied] = levels.find(([, each]) => each.styleId === styleId) ?? [];
      if (tied !== undefined || level !== undefined) return tied ?? level;
    }
    return undefined;
  }

  /** Follows links to numbering styles, but not in circles. */
  #resolve(list: List): { id: string; abstract: AbstractList } | undefined {
    let current: List | undefined = list;
    for (let steps = 0; current && steps < 10; steps++) {
      const abstract = this.numbering.abstract.get(current.abstractId);
      if (!abstract?.styleLink) return abstract && { id: current.abstractId, abstract };
      const next: string | undefined = this.listOfStyle(abstract.styleLink);
      current = next === undefined ? undefined : this.numbering.lists.get(next);
    }
    return undefined;
  }

  #level(list: List, abstract: AbstractList, index: number): Level | undefined {
    return list.levels.get(index) ?? abstract.levels.get(index);
  }

  #advance(listId: string, list: List, { id, abstract }: { id: string; abstract: AbstractList }, index: number) {
    const counters = this.#counters.get(id) ?? [];
    this.#counters.set(id, counters);
    if (!this.#started.has(listId)) {
      this.#started.add(listId);
      for (const overridden of list.startOverrides.keys()) counters[overridden] = undefined;
    }
    const start = (at: number): number => list.startOverrides.get(at) ?? this.#level(list, abstract, at)?.start ?? 1;
    counters[index] = counters[index] === undefined ? start(index) : counters[index] + 1;
    for (let higher = 0; higher < index; higher++) counters[higher] ??= start(higher);
    for (let lower = index + 1; lower <= MAX_LEVEL; lower++) {
      const restart = this.#level(list, abstract, lower)?.restart;
      if (restart === undefined || index < restart) counters[lower] = undefined;
    }
    return counters;
  }

  #print(list: List, abstract: AbstractList, level: Level, counters: readonly (number | undefined)[]): string {
    return level.text.replace(/%([1-9])/g, (_, digit: string) => {
      const index = Number(digit) - 1;
      const own = this.#level(list, abstract, index)?.format ?? 'decimal';
      // A bullet is no number: nothing stands for it, as in Word.
      if (own === 'bullet') return '';
      const format = level.legal ? 'decimal' : own;
      if (!isKnownFormat(format)) this.unknownFormats.add(format);
      return formatNumber(counters[index] ?? 1, format);
    });
  }
}
