import type { Detector } from './detect.js';
import type { MaskLabel, PersonalData } from './types.js';

/** What was masked, for provenance: how many different things and how many places of each label. Never what. */
export type MaskingReport = Record<MaskLabel, { entities: number; places: number }>;

/** `[PHONE_2]`, `[PHONE_2b]`: label, entity, and a letter for a further spelling of it; as models may write it. */
const PLACEHOLDER = /\[{1,2}[ ]?([A-Z][A-Z_]{0,30}?)[_ ](\d{1,6})([b-z]\d{0,4})?[ ]?\]{1,2}/gi;

/** The end of a piece that may be the beginning of a placeholder. */
const UNFINISHED = /\[(?:[^[\]]{0,50}|\[[^[\]]{0,50}\]?)?$/;

/** Text that has the form of a placeholder before anything was masked. */
const LITERAL = 'literal';

/**
 * Replaces personal data by placeholders and puts it back. One vault serves one document: the same thing has the same
 * placeholder in every text that is masked with it, each spelling a variant of it, so that what is put back is what stood there.
 */
export class MaskingVault {
  readonly #detector: Detector;
  /** By label and key: the entity's name, and the placeholder of each of its spellings. */
  readonly #entities = new Map<string, { name: string; spellings: Map<string, string> }>();
  readonly #counts = new Map<string, number>();
  readonly #originals = new Map<string, string>();
  readonly #report: MaskingReport = {};

  constructor(detector: Detector) {
    this.#detector = detector;
  }

  /** Whether anything was replaced so far. */
  get used(): boolean {
    return this.#originals.size > 0;
  }

  /** What was replaced so far. */
  get report(): MaskingReport {
    return this.#report;
  }

  /** The text with placeholders. Invariant: `restore(mask(text)) === text`. */
  mask(text: string): string {
    const literals = [...text.matchAll(PLACEHOLDER)].map(({ 0: written, index }) => ({
      label: LITERAL,
      start: index,
      end: index + written.length,
      key: written,
    }));
    let masked = '';
    let from = 0;
    for (const data of inOrder(literals, this.#detector.find(text))) {
      masked += text.slice(from, data.start) + this.#placeholder(data, text.slice(data.start, data.end));
      from = data.end;
    }
    return masked + text.slice(from);
  }

  /** The text with what placeholders stand for. One that this vault did not give stays as it is. */
  restore(text: string): string {
    if (!this.used || !text.includes('[')) return text;
    return text.replace(PLACEHOLDER, (written, label: string, number: string, variant: string = '') => {
      const name = `${label.toUpperCase()}_${number}`;
      return this.#originals.get(name + variant.toLowerCase()) ?? this.#originals.get(name) ?? written;
    });
  }

  /** A JSON value with every string restored; keys stay. */
  restoreValue(value: unknown): unknown {
    if (typeof value === 'string') return this.restore(value);
    if (Array.isArray(value)) return value.map((item: unknown) => this.restoreValue(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]): [string, unknown] => [key, this.restoreValue(item)]),
    );
  }

  /** Restores an answer that comes piece by piece: what may be the beginning of a placeholder waits for the next piece. */
  restorer(): { push(piece: string): string; end(): string } {
    let held = '';
    return {
      push: (piece) => {
        held += piece;
        const ready = this.used ? (UNFINISHED.exec(held)?.index ?? held.length) : held.length;
        const out = held.slice(0, ready);
        held = held.slice(ready);
        return this.restore(out);
      },
      end: () => {
        const rest = held;
        held = '';
        return this.restore(rest);
      },
    };
  }

  #placeholder(data: PersonalData, spelling: string): string {
    const entity = this.#entity(data);
    const known = entity.spellings.get(spelling);
    if (known !== undefined) return `[${known}]`;
    const name = entity.name + variantOf(entity.spellings.size);
    entity.spellings.set(spelling, name);
    this.#originals.set(name, spelling);
    return `[${name}]`;
  }

  #entity({ label, key }: PersonalData): { name: string; spellings: Map<string, string> } {
    const id = `${label}\0${key}`;
    const known = this.#entities.get(id);
    if (label !== LITERAL) {
      const counts = (this.#report[label] ??= { entities: 0, places: 0 });
      counts.places += 1;
      if (!known) counts.entities += 1;
    }
    if (known) return known;
    const entity = { name: this.#nameNext(label), spellings: new Map<string, string>() };
    this.#entities.set(id, entity);
    return entity;
  }

  #nameNext(label: MaskLabel): string {
    const word =
      label
        .toUpperCase()
        .replace(/[^A-Z]+/g, '_')
        .replace(/^_+|_+$/g, '')
        .slice(0, 30) || 'CUSTOM';
    const number = (this.#counts.get(word) ?? 0) + 1;
    this.#counts.set(word, number);
    return `${word}_${number}`;
  }
}

/** `''`, `b` to `z`, then `z26`, `z27` and so on. */
function variantOf(index: number): string {
  if (index === 0) return '';
  return index < 26 ? String.fromCharCode(97 + index) : `z${index}`;
}

/** Both lists in reading order. A text that has the form of a placeholder is taken whole, whatever was found in it. */
function inOrder(literals: readonly PersonalData[], found: readonly PersonalData[]): PersonalData[] {
  let next = 0;
  const apart = found.filter(({ start, end }) => {
    while ((literals[next]?.end ?? Infinity) <= start) next += 1;
    return (literals[next]?.start ?? Infinity) >= end;
  });
  return literals.length ? [...literals, ...apart].sort((a, b) => a.start - b.start) : apart;
}
