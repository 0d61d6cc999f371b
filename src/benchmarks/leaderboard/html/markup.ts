import type { Bilingual } from '../../../contracts/clause-types.js';

/** Markup that may stand in the page as it is. Only `html` and `trusted` make it: every other text is escaped. */
export class Html {
  constructor(readonly markup: string) {}
}

export type HtmlValue = Html | string | number | null | undefined | false | readonly HtmlValue[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A template whose values are escaped for text and quoted attributes; lists are joined, nothing is left out. */
export function html(strings: TemplateStringsArray, ...values: HtmlValue[]): Html {
  return new Html(String.raw({ raw: strings.raw }, ...values.map(render)));
}

function render(value: HtmlValue): string {
  if (value instanceof Html) return value.markup;
  if (value === null || value === undefined || value === false) return '';
  if (typeof value === 'string' || typeof value === 'number') {
    return String(value).replace(/[&<>"']/g, (character) => ESCAPES[character]!);
  }
  return value.map(render).join('');
}

/** A text in both languages, of which the page shows one. */
export function both(text: Bilingual): Html {
  if (text.en === text.ko) return html`${text.en}`;
  return html`<span class="en" lang="en">${text.en}</span><span class="ko" lang="ko">${text.ko}</span>`;
}

/** The same inside an SVG text. */
export function bothSvg(text: Bilingual): Html {
  if (text.en === text.ko) return html`${text.en}`;
  return html`<tspan class="en" lang="en">${text.en}</tspan><tspan class="ko" lang="ko">${text.ko}</tspan>`;
}

/** Markup or style of our own, never of data. */
export function trusted(markup: string): Html {
  return new Html(markup);
}
