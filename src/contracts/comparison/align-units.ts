import { numberTokens, type Unit, withContent } from './units.js';

/** Tokens by which the beginning of a unit is found again. Shorter units are looked for whole. */
const BEGINNING = 8;

/** Without their number, units of fewer tokens are too common to be looked for. */
const MIN_WORDS = 4;

/** A side's units with the text they are of. */
export interface UnitList {
  text: string;
  units: Unit[];
}

/** Where a unit is to be cut: at a token, which begins the number if there is one, where a unit like `model` begins. */
interface Cut {
  token: number;
  /** The number that stands there. */
  number: string;
  model: Unit;
}

/**
 * Makes both sides' units meet. Numbering that breaks off in one version (a section taken out, the others not renumbered) leaves
 * what follows inside of the unit before it; it is cut where the other version has a unit that begins with the same words.
 */
export function alignUnits(left: UnitList, right: UnitList): { left: Unit[]; right: Unit[] } {
  return { left: cutUnits(left, cutsFrom(right, left)), right: cutUnits(right, cutsFrom(left, right)) };
}

interface Beginning {
  model: Unit;
  withNumber: boolean;
}

/** Where a beginning was found; null where it stands more than once. */
type Places = Map<Unit, { unit: number; token: number } | null>;

/** Beginnings of units, with their number and without it, of those that occur once. */
class Beginnings {
  readonly #models = new Map<string, Beginning | null>();
  readonly #lengths = new Set<number>();
  /** First two tokens of each: most places are told by them to be none. */
  readonly #openings = new Set<string>();

  constructor({ text, units }: UnitList, known: ReadonlySet<string>) {
    for (const unit of units) {
      if (unit.kind === 'row' || known.has(unit.key)) continue;
      const words = firstWord(text, unit);
      if (words > 0) this.#add(text, unit, 0, true);
      if (unit.tokens.length - words >= MIN_WORDS) this.#add(text, unit, words, false);
    }
  }

  #add(text: string, unit: Unit, from: number, withNumber: boolean): void {
    const length = Math.min(BEGINNING, unit.tokens.length - from);
    const key = tokensAt(text, unit, from, length);
    this.#models.set(key, this.#models.has(key) ? null : { model: unit, withNumber });
    this.#lengths.add(length);
    this.#openings.add(tokensAt(text, unit, from, 2));
  }

  /** The unit that begins as the tokens from `token` on do. */
  at(text: string, unit: Unit, token: number): Beginning | undefined {
    if (!this.#openings.has(tokensAt(text, unit, token, 2))) return undefined;
    for (const length of this.#lengths) {
      const found = this.#models.get(tokensAt(text, unit, token, length));
      if (found) return found;
    }
    return undefined;
  }
}

/** Where units of `to` are to be cut for units of `from` that have no equal there. */
function cutsFrom(from: UnitList, to: UnitList): Map<number, Cut[]> {
  const beginnings = new Beginnings(from, new Set(to.units.map(({ key }) => key)));
  const own = new Set(from.units.map(({ key }) => key));
  const numbered: Places = new Map();
  const bare: Places = new Map();
  for (const [index, unit] of to.units.entries()) {
    if (unit.kind === 'row' || own.has(unit.key)) continue;
    for (let token = 0; token < unit.tokens.length; token++) {
      const found = beginnings.at(to.text, unit, token);
      if (!found) continue;
      const places = found.withNumber ? numbered : bare;
      const place = { unit: index, token: found.withNumber ? token : numberStart(to.text, unit, token) };
      places.set(found.model, places.has(found.model) ? null : place);
    }
  }
  const cuts = new Map<number, Cut[]>();
  // The number and the words behind it tell more than the words alone.
  for (const model of new Set([...numbered.keys(), ...bare.keys()])) {
    const place = numbered.get(model) ?? bare.get(model);
    const unit = place && to.units[place.unit];
    if (!unit || place.token === 0) continue;
    const there = cuts.get(place.unit) ?? [];
    if (there.some(({ token }) => token === place.token)) continue;
    there.push({ token: place.token, number: numberAt(to.text, unit, place.token) || model.number, model });
    cuts.set(place.unit, there);
  }
  return cuts;
}

/** The first token that is a word, behind number and punctuation. */
function firstWord(text: string, { tokens, number }: Unit): number {
  let first = numberTokens(text, tokens, number);
  while (first < tokens.length && !/[\p{L}\p{N}]/u.test(text.slice(tokens[first]?.start, tokens[first]?.end)))
    first += 1;
  return first;
}

/** What can be a number before the words of a provision, on their line: `4.2.5`, `(b)`, `제3조`. */
const NUMBER =
  /^(?:제\s?\d{1,3}\s?조|[([]?(?:\d{1,3}(?:\.\d{1,3})*[.)\]]{0,2}|(?:[a-z]{1,4}|[가-하])[.)\]]{1,2})|[①-⑳])\s*$/i;
const MAX_NUMBER_TOKENS = 9;

/** The token at which the number before the token begins; the token itself where there is none. */
function numberStart(text: string, { tokens }: Unit, token: number): number {
  const end = tokens[token]?.start ?? 0;
  for (let first = Math.max(0, token - MAX_NUMBER_TOKENS); first < token; first++) {
    if (NUMBER.test(text.slice(tokens[first]?.start, end))) return first;
  }
  return token;
}

/** The number that begins at a token; empty where there is none. */
function numberAt(text: string, { tokens }: Unit, token: number): string {
  const start = tokens[token]?.start ?? 0;
  for (let end = Math.min(tokens.length - 1, token + MAX_NUMBER_TOKENS); end > token; end--) {
    const number = text.slice(start, tokens[end]?.start).trim();
    if (NUMBER.test(number)) return number.replace(/\.$/, '');
  }
  return '';
}

function tokensAt(text: string, { tokens }: Unit, from: number, count: number): string {
  let key = '';
  for (let index = from; index < Math.min(tokens.length, from + count); index++) {
    const token = tokens[index];
    if (token) key += `${text.slice(token.start, token.end)} `;
  }
  return key;
}

/** The units with the cuts made. Units that lay in one that was cut lie in the part before them. */
function cutUnits({ text, units }: UnitList, cuts: ReadonlyMap<number, Cut[]>): Unit[] {
  if (cuts.size === 0) return units;
  const result: Unit[] = [];
  const partsOf: { index: number; start: number }[][] = [];
  for (const [index, unit] of units.entries()) {
    const parent = partsOf[unit.parent]?.findLast(({ start }) => start <= unit.start)?.index ?? -1;
    const parts = cutUnit(text, { ...unit, parent }, cuts.get(index) ?? []);
    partsOf.push(parts.map((part, position) => ({ index: result.length + position, start: part.start })));
    result.push(...parts);
  }
  return result;
}

function cutUnit(text: string, unit: Unit, cuts: readonly Cut[]): Unit[] {
  const ordered = cuts.toSorted((a, b) => a.token - b.token);
  const bounds = [0, ...ordered.map(({ token }) => token), unit.tokens.length];
  return bounds.slice(0, -1).map((from, part) => {
    const cut = ordered[part - 1];
    const tokens = unit.tokens.slice(from, bounds[part + 1]);
    const start = part === 0 ? unit.start : (tokens[0]?.start ?? unit.start);
    const end = tokens.at(-1)?.end ?? start;
    // A part that begins as a unit of the other side does is taken to have its heading.
    const { kind, printed, heading } = cut?.model ?? unit;
    const named = { kind, printed, heading, number: cut?.number ?? unit.number };
    return withContent(text, { ...unit, ...named, start, end, tokens });
  });
}
