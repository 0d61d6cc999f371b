import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { parseStructured } from './parse.js';

const schema = {
  schema: z.object({ clauses: z.array(z.object({ rule: z.enum(['a', 'b']), quote: z.string() })) }),
};
const good = { rule: 'a', quote: 'x' };

describe(parseStructured.name, () => {
  it.each([
    ['the bare list', [good]],
    ['an object around it', { result: { clauses: [good] } }],
  ])('takes %s for what was meant', (_, answer) => {
    expect(parseStructured(JSON.stringify(answer), schema)).toMatchObject({ value: { clauses: [good] }, issues: [] });
  });

  it('keeps the items of a cut-off answer', () => {
    const text = JSON.stringify({ clauses: [good, good, good] }).slice(0, -10);
    expect(parseStructured(text, schema)).toMatchObject({
      value: { clauses: [good, good] },
      truncated: true,
      items: 2,
    });
  });

  it('closes the brackets of an answer that came to an end without them', () => {
    const text = JSON.stringify({ clauses: [good, good] });
    for (const lost of [1, 2, 3]) {
      const whole = parseStructured(text.slice(0, -lost), schema, { isWhole: true });
      expect(whole).toMatchObject({ value: { clauses: [good, good] }, truncated: false, issues: [] });
    }
    expect(parseStructured(text.slice(0, -5), schema, { isWhole: true })).toMatchObject({
      value: { clauses: [good] },
      truncated: true,
    });
  });

  it('says that there is no JSON', () => {
    expect(parseStructured('None of them.', schema)).toMatchObject({ value: undefined, issues: [{ path: '' }] });
  });
});
