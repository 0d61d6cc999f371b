import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { both, bothSvg, html } from './markup.js';

describe(html.name, () => {
  it('escapes values and keeps the markup around them', () => {
    const name = `<b a="1" c='2'>&`;
    expect(html`<td title="${name}">${name}</td>`.markup).toBe(
      '<td title="&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;">&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;</td>',
    );
  });

  it('never lets a value end its element or attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const { markup } = html`<p a="${value}">${value}</p>`;
        expect(markup.match(/[<>"]/g)).toEqual(['<', '"', '"', '>', '<', '>']);
      }),
    );
  });

  it('nests, joins lists, and writes nothing for what is absent', () => {
    expect(html`${[html`<i>${1}</i>`, '<', [0]]}${null}${undefined}${false}`.markup).toBe('<i>1</i>&lt;0');
  });
});

describe('two languages', () => {
  it('are both in the page, each marked with its language', () => {
    const text = { en: 'Model', ko: '모델' };
    expect(both(text).markup).toBe('<span class="en" lang="en">Model</span><span class="ko" lang="ko">모델</span>');
    expect(bothSvg(text).markup).toBe(
      '<tspan class="en" lang="en">Model</tspan><tspan class="ko" lang="ko">모델</tspan>',
    );
    expect(both({ en: 'F1', ko: 'F1' }).markup).toBe('F1');
  });
});
