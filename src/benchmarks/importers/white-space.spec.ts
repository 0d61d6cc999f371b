import { describe, expect, it } from '@jest/globals';
import { foldWhiteSpace } from './white-space.js';

describe(foldWhiteSpace.name, () => {
  it('leaves single spaces between words and none at the ends', () => {
    expect(foldWhiteSpace(' \t제1조\u00a0 (목적)\r\n\n\u202fthe  end\n')).toBe('제1조 (목적) the end');
    expect(foldWhiteSpace('as it is')).toBe('as it is');
    expect(foldWhiteSpace(' \n ')).toBe('');
  });
});
