import { describe, expect, it } from '@jest/globals';
import { compareTexts } from '../../contracts/comparison/compare.js';
import { parseProvisions } from '../../contracts/provisions.js';
import type { DocumentComparison } from '../../documents/comparison.schema.js';
import { comparisonPage } from './comparison-html.js';
import { colourMarks, plainMarks, renderComparison } from './comparison.js';

const OLD = `AGREEMENT

1. Term. The term of this Agreement is three years from the Effective Date.

2. Fees. The Customer shall pay the fees within thirty days after receipt of an invoice.

3. Law. This Agreement is governed by the laws of the State of New York.`;
const NEW = `AGREEMENT

1. Fees. The Customer shall pay the fees within sixty days after receipt of an invoice.

2. Law. This Agreement is governed by the laws of the State of New York.

3. <script>alert(1)</script> Notices & "such" are sent by post to the \u001b[31mregistered office.`;

function compare(left: string, right: string): DocumentComparison {
  const source = (text: string) => ({ text, pages: [], provisions: parseProvisions(text), tables: [] });
  const document = (name: string, version: number) => ({ id: name, name, seriesId: 's', version, textHash: 'h' });
  return {
    left: document('old.pdf', 1),
    right: document('new <b>.pdf', 2),
    ...compareTexts(source(left), source(right)),
  };
}

describe(renderComparison, () => {
  it('names each change and marks the words', () => {
    expect(renderComparison(compare(OLD, NEW), plainMarks)).toBe(`old.pdf (version 1) → new <b>.pdf (version 2)
1 added, 1 removed, 1 changed, 1 moved, 1 unchanged

- removed 1 Term, page 1
    [-1. Term. The term of this Agreement is three years from the Effective Date.-]

~ changed (renumbered) 2 Fees → 1 Fees, page 1
    [-2-]{+1+}. Fees. The Customer shall pay the fees within [-thirty-] {+sixty+} days after receipt of an invoice.

> moved 3 Law → 2 Law, page 1
    2. Law. This Agreement is governed by the laws of the State of New York.

+ added 3, page 1
    {+3. <script>alert(1)</script> Notices & "such" are sent by post to the [31mregistered office.+}`);
  });

  it('lets no document steer the terminal', () => {
    const rendered = renderComparison(compare(OLD, NEW), colourMarks);
    const ours = ['31;9', '32;4', '2', '0'].map((code) => `\u001b[${code}m`);
    const rest = ours.reduce((text, mark) => text.replaceAll(mark, ''), rendered);
    expect(rendered.length - rest.length).toBeGreaterThan(20);
    expect(rest).not.toContain('\u001b');
  });

  it('leaves out the middle of what stays', () => {
    const long = 'word '.repeat(200);
    const rendered = renderComparison(
      compare(`${long}one ${long}two ${long}`, `${long}1 ${long}2 ${long}`),
      plainMarks,
    );
    expect(rendered).toContain('… ');
    expect(rendered).toContain('[-one-] {+1+}');
    expect(rendered).toContain('[-two-] {+2+}');
    expect(rendered.length).toBeLessThan(700);
  });
});

describe(comparisonPage, () => {
  it('shows the newer text with what came, went and changed, and keeps text text', () => {
    const page = comparisonPage(compare(OLD, NEW));
    expect(page).toContain('within <del>thirty </del><ins>sixty </ins>days');
    expect(page).toContain('<del>1. Term. The term of this Agreement is three years from the Effective Date.</del>');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt; Notices &amp; &quot;such&quot;');
    expect(page).not.toMatch(/<script|src=|href=|http(?!-equiv)/);
    expect(page).toContain('new &lt;b&gt;.pdf');
  });
});
