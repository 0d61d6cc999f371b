import { type Attributes, walkXml, type XmlHandler } from '../docx/xml.js';
import type { RawBlock, RawCell } from '../extraction.js';
import { displayed } from '../sheet/number-format.js';

/** Points of a series, by their index: what the file stores of the cells that the chart shows. */
interface Points {
  format: string;
  values: Map<number, string>;
}

interface Series {
  name: string;
  categories: Points;
  values: Points;
}

/** A chart has no more points than this that anyone reads. */
const MAX_POINTS = 100_000;

/** Elements of a series that hold points, by what they are: those of scatter charts too. */
const DIMENSIONS: Readonly<Record<string, 'name' | 'categories' | 'values'>> = {
  'c:tx': 'name',
  'c:cat': 'categories',
  'c:xVal': 'categories',
  'c:val': 'values',
  'c:yVal': 'values',
};

/**
 * The text of a chart part (ECMA-376 part 1, 21.2): its title, a table of its categories and the values of each series as
 * the file stores them, and the titles of its axes.
 */
export function readChart(xml: string): RawBlock[] {
  const reader = new ChartReader();
  walkXml(xml, reader);
  return reader.blocks();
}

class ChartReader implements XmlHandler {
  readonly #path: string[] = [];
  readonly #titles: string[] = [];
  readonly #series: Series[] = [];
  #title: string | undefined;
  #dimension: 'name' | 'categories' | 'values' | undefined;
  #level = 0;
  #point = 0;
  #points = 0;
  #text = '';

  open(name: string, { idx }: Attributes): void {
    this.#path.push(name);
    this.#text = '';
    if (name === 'c:title') this.#title = '';
    else if (name === 'c:ser') this.#series.push({ name: '', categories: newPoints(), values: newPoints() });
    else if (name === 'c:pt') this.#point = Number(idx ?? 0);
    else if (name === 'c:lvl') this.#level += 1;
    else if (name === 'c:dLbls' || name === 'c:trendline') this.#dimension = undefined;
    else if (this.#path.at(-2) === 'c:ser') this.#dimension = DIMENSIONS[name];
  }

  text(data: string): void {
    this.#text += data;
  }

  close(name: string): void {
    this.#path.pop();
    if (this.#title !== undefined) this.#inTitle(name);
    else if (this.#dimension !== undefined) this.#inSeries(name, this.#dimension);
    this.#text = '';
  }

  #inTitle(name: string): void {
    if (name === 'a:t' || name === 'c:v') this.#title += this.#text;
    else if (name === 'a:p') this.#title += '\n';
    if (name !== 'c:title') return;
    this.#titles.push(this.#title ?? '');
    this.#title = undefined;
  }

  #inSeries(name: string, dimension: 'name' | 'categories' | 'values'): void {
    const series = this.#series.at(-1);
    if (!series) return;
    if (DIMENSIONS[name] === dimension && this.#path.at(-1) === 'c:ser') {
      this.#dimension = undefined;
      this.#level = 0;
    } else if (name === 'c:formatCode') {
      if (dimension !== 'name') series[dimension].format = this.#text;
    } else if (name === 'c:v') {
      this.#value(series, dimension);
    }
  }

  /** Of categories in levels the first are the ones next to the axis. */
  #value(series: Series, dimension: 'name' | 'categories' | 'values'): void {
    if (dimension === 'name') {
      series.name += (series.name === '' ? '' : ' ') + this.#text;
    } else if (this.#level <= 1 && this.#points < MAX_POINTS) {
      this.#points += 1;
      series[dimension].values.set(this.#point, this.#text);
    }
  }

  blocks(): RawBlock[] {
    const [first, ...others] = this.#titles.map((title) => title.trim()).filter((title) => title !== '');
    const rows = this.#rows();
    return [
      ...(first === undefined ? [] : [{ text: first }]),
      ...(rows.length === 0 ? [] : [{ rows }]),
      ...(others.length === 0 ? [] : [{ text: others.join('\n') }]),
    ];
  }

  #rows(): RawCell[][] {
    const indices = new Set(this.#series.flatMap(({ values }) => [...values.values.keys()]));
    if (indices.size === 0 || indices.size * this.#series.length > MAX_POINTS) return [];
    const categories = this.#series.find((series) => series.categories.values.size > 0)?.categories ?? newPoints();
    const header = this.#series.some(({ name }) => name !== '') ? [['', ...this.#series.map(({ name }) => name)]] : [];
    const body = [...indices]
      .sort((one, other) => one - other)
      .map((index) => [shown(categories, index), ...this.#series.map(({ values }) => shown(values, index))]);
    return [...header, ...body].map((cells) => cells.map((text) => ({ text })));
  }
}

function newPoints(): Points {
  return { format: 'General', values: new Map() };
}

function shown({ format, values }: Points, index: number): string {
  const value = values.get(index) ?? '';
  const number = Number(value);
  return value.trim() === '' || !Number.isFinite(number) ? value : displayed(number, format);
}
