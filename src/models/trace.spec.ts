import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitTrace, traceField, TraceSplitter } from './trace.js';

describe(splitTrace.name, () => {
  it.each([
    ['no trace', 'no trace', ''],
    ['<think>why</think>because', 'because', 'why'],
    ['\n <think>\nwhy\n</think>\n\nbecause', 'because', 'why'],
    ['<think>cut off in the mid', '', 'cut off in the mid'],
    ['<think></think>because', 'because', ''],
    ['why, oh why</think>because', 'because', 'why, oh why'],
    ['{"quote": "a </think> b"}', '{"quote": "a </think> b"}', ''],
    ['```json\n{"quote": "</think>"}\n```', '```json\n{"quote": "</think>"}\n```', ''],
    ['The tag <think> is one', 'The tag <think> is one', ''],
    ['<think>a</think>b </think> c', 'b </think> c', 'a'],
    ['', '', ''],
  ])('splits %j', (content, text, trace) => {
    expect(splitTrace(content)).toEqual({ text, trace });
  });

  it('takes all for a trace that the template has opened, until it closes', () => {
    expect(splitTrace('thinking without end', true)).toEqual({ text: '', trace: 'thinking without end' });
    expect(splitTrace('thinking</think>done', true)).toEqual({ text: 'done', trace: 'thinking' });
    expect(splitTrace('{"a": 1}', true)).toEqual({ text: '{"a": 1}', trace: '' });
  });
});

describe(TraceSplitter.name, () => {
  it('gives the same however a stream is cut', () => {
    const contents = fc.constantFrom(
      '<think>why <b> not</think>\n because',
      ' <think>x</think>y',
      'a < b <thi',
      '<thinner>',
      '<think>open',
    );
    fc.assert(
      fc.property(
        contents,
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 30, maxLength: 30 }),
        (content, lengths) => {
          const splitter = new TraceSplitter();
          let text = '';
          let trace = '';
          let at = 0;
          for (const length of lengths) {
            const part = splitter.push(content.slice(at, at + length));
            at += length;
            text += part.text;
            trace += part.trace;
          }
          const rest = splitter.end();
          const whole = { text: (text + rest.text).trim(), trace: (trace + rest.trace).trim() };
          expect(whole).toEqual(splitTrace(content));
        },
      ),
    );
  });
});

describe(traceField.name, () => {
  it('takes the first that holds text, never two', () => {
    expect(traceField({ reasoning: '', reasoning_content: 'b' })).toBe('b');
    expect(traceField({ reasoning: 'same', reasoning_content: 'same', thinking_content: 'same' })).toBe('same');
    expect(traceField({ thinking_content: 'c', content: 'x' })).toBe('c');
    expect(traceField({ reasoning: null, content: 'x' })).toBe('');
  });
});
