import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalText, sha256Hex } from './normalise.js';

const ODD = [
  '\r',
  '\n',
  '\u0000',
  '\u0007',
  '\u000c',
  '\u0085',
  '\u2028',
  '\ufeff',
  '\u200b',
  '\u00ad',
  '\ud800',
  '\udc00',
];
const oddText = fc.array(
  fc.oneof(
    fc.string({ unit: 'binary', maxLength: 4 }),
    fc.constantFrom(...ODD, '\u0301', 'e', '\u1100', '\u1161', '\u11a8', '가', '\u{1f600}', '\u{e0041}'),
  ),
  { maxLength: 40 },
);

describe(canonicalText.name, () => {
  it.each([
    ['a\r\nb\rc\u0085d\u2028e\u2029f\u000cg\u000bh', 'a\nb\nc\nd\ne\nf\ng\nh'],
    ['\ufeffTerm\u0000 of\u0007 5\tyears', 'Term of 5\tyears'],
    ['half\u00adlife, 10003\u00ad1502', 'half-life, 10003-1502'],
    ['Section \u200b2.1\u2060', 'Section 2.1'],
    ['pay \u202eeno\u202c \u{e0049}\u{e0047}now', 'pay eno now'],
    ['a\ud800b\udc00c\u{1f600}', 'a\ufffdb\ufffdc\u{1f600}'],
    ['계약'.normalize('NFD'), '계약'],
    ['e\u200b\u0301', 'é'],
    ['👩\u200d🔧', '👩\u200d🔧'],
  ])('%j becomes %j', (raw, canonical) => {
    expect(canonicalText(raw)).toBe(canonical);
  });

  it('is a fixed point, in NFC, and holds nothing that Postgres refuses', () => {
    fc.assert(
      fc.property(oddText, (parts) => {
        const text = canonicalText(parts.join(''));
        expect(canonicalText(text)).toBe(text);
        expect(text.normalize('NFC')).toBe(text);
        expect(Buffer.from(text, 'utf8').toString('utf8')).toBe(text);
        expect(/(?![\t\n])\p{Cc}|\ufeff/u.test(text)).toBe(false);
      }),
    );
  });

  it('leaves the words alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('abc XYZ 019.,()조항제갑을\n\t')) }), (text) => {
        expect(canonicalText(text)).toBe(text);
      }),
    );
  });
});

describe(sha256Hex.name, () => {
  it('hashes the UTF-8 bytes', () => {
    expect(sha256Hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(sha256Hex('조항')).toBe('559bf369bb556e8bf98fc7ac5d466616e31abe565627cb1ebd2e4ac68d502639');
  });
});
