import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { documents, fixture, sourceOf } from '../../test/fixtures/embedded/source.js';
import { segmentsOf } from './segments.js';

function headingOf(text: string, words: string): string | undefined {
  const source = sourceOf(text);
  return segmentsOf(source).find(({ start, end }) => source.text.slice(start, end).includes(words))?.heading;
}

describe(segmentsOf.name, () => {
  it('knows the heading above a sentence in the run of the text', () => {
    const text = fixture('en-services-agreement');
    expect(headingOf(text, 'Neither party may assign')).toContain('assignment');
    expect(headingOf(text, 'Customer may audit')).toContain('audit');
  });

  it('knows the heading of a Korean article for each of its paragraphs', () => {
    const text = fixture('ko-service-contract');
    expect(headingOf(text, '검수 요청을 받은 날부터')).toContain('검수');
    expect(headingOf(text, '대한민국 법률에 따라')).toContain('분쟁의 해결');
  });

  it('ends the headings where the signatures begin', () => {
    expect(headingOf(fixture('en-services-agreement'), 'IN WITNESS WHEREOF')).toBe('');
    expect(headingOf(fixture('ko-service-contract'), '증명하기 위하여')).toBe('');
  });

  it('does not take an article that stands on its heading line for a heading', () => {
    const segments = segmentsOf(sourceOf('제15조(불가항력) 당사자는 책임을 지지 아니한다.'));
    expect(segments.some(({ folded, isHeading }) => folded.includes('책임을 지지') && !isHeading)).toBe(true);
  });

  it('holds every character that is not white space, in order', () => {
    fc.assert(
      fc.property(documents, (text) => {
        const segments = segmentsOf(sourceOf(text));
        let at = 0;
        for (const { start, end } of segments) {
          expect(text.slice(at, start).trim()).toBe('');
          expect(end).toBeGreaterThan(start);
          at = end;
        }
        expect(text.slice(at).trim()).toBe('');
      }),
    );
  });
});
