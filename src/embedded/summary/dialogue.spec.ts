import { describe, expect, it } from '@jest/globals';
import { sourceOf } from '../../../test/fixtures/embedded/source.js';
import { summarise } from '../summariser.js';
import { dialogueSegments, isDialogue, isStatement, keyTermsOf } from './dialogue.js';

const MEETING = [
  'Project Manager: Okay . Um , hello everybody .',
  'Marketing: Hi .',
  'Project Manager: The aim of the meeting is to decide on the battery and the case of the remote control .',
  'Industrial Designer: Mm-hmm . Yeah .',
  'Industrial Designer: The {disfmarker} I I mean the the battery uh it is sort of okay .',
  'Industrial Designer: I propose a solar battery for the remote control , because the battery of the old remote control is heavy .',
  'Marketing: Did you have lunch in the new place over there ?',
  'Marketing: And the case ?',
  'Marketing: Customers of the remote control want a case in the colours of the company .',
  'Project Manager: So we agreed on the solar battery and on a rubber case for the remote control .',
  'Marketing: Uh-huh .',
  'Project Manager: Thank you all , bye .',
].join('\n');
const KOREAN_MEETING = [
  '위원장: 네, 음, 시작하겠습니다.',
  '김민수: 네.',
  '위원장: 오늘 회의의 목적은 창고 이전 예산을 결정하는 것입니다.',
  '김민수: 아 그건 뭐 그렇죠.',
  '이영희: 창고 이전 예산은 공사비 때문에 3억 원을 추진 계획에 반영해야 합니다.',
  '김민수: 어, 점심은 드셨어요?',
  '위원장: 그러면 창고 이전 예산을 3억 원으로 확정하고 5월까지 공사를 마치기로 합의하였습니다.',
  '이영희: 네, 감사합니다.',
].join('\n');

function summary(text: string, maxSentences: number) {
  const source = sourceOf(text);
  return summarise(source, { style: 'executive', maxSentences }).map(({ span, section }) => ({
    text: source.text.slice(span.start, span.end),
    section,
  }));
}

describe(isDialogue.name, () => {
  it('knows transcripts by their speakers, in both languages', () => {
    expect([isDialogue(MEETING), isDialogue(KOREAN_MEETING)]).toEqual([true, true]);
  });

  it('knows speech by its hesitation where no speaker is named', () => {
    const speech = 'So um the battery is uh fine . Yeah I think the case is the problem . '.repeat(60);
    expect(isDialogue(speech)).toBe(true);
  });

  it.each([
    ['a contract', 'The Supplier: Acme Ltd.\nThe Buyer: Bolt LLC\nThe Supplier shall deliver the goods.\n'],
    ['a list of definitions', Array.from({ length: 12 }, (_, i) => `Term ${i}: what it means.`).join('\n')],
    ['nothing', ''],
  ])('leaves %s', (_name, text) => {
    expect(isDialogue(text)).toBe(false);
  });
});

describe(dialogueSegments.name, () => {
  it('ends a sentence with its turn and judges it without its label', () => {
    const text = 'A: we could take\nB: the other one . Yes .';
    const segments = dialogueSegments(text);
    expect(segments.map(({ start, end }) => text.slice(start, end))).toEqual([
      'A: we could take',
      'B: the other one .',
      'Yes .',
    ]);
    expect(segments.map(({ folded }) => folded)).toEqual(['we could take', 'the other one .', 'yes .']);
  });
});

describe(isStatement.name, () => {
  it('leaves backchannels and what broke off', () => {
    const statements = dialogueSegments(MEETING)
      .filter(isStatement)
      .map(({ start, end }) => MEETING.slice(start, end));
    expect(statements).toHaveLength(6);
    expect(statements.join(' ')).not.toMatch(/Hi \.|Uh-huh|Mm-hmm|And the case/);
  });
});

describe(keyTermsOf.name, () => {
  it('gives the subjects that last', () => {
    const terms = keyTermsOf(dialogueSegments(MEETING));
    expect([...terms]).toEqual(expect.arrayContaining(['remote', 'battery', 'control']));
    expect(terms.has('lunch')).toBe(false);
  });
});

describe(summarise.name, () => {
  it('quotes aims, proposals and agreements of a meeting, and no small talk', () => {
    const sentences = summary(MEETING, 4);
    const texts = sentences.map(({ text }) => text).join(' ');
    expect(texts).toContain('we agreed on the solar battery');
    expect(texts).toContain('The aim of the meeting');
    expect(texts).toContain('I propose a solar battery');
    expect(texts).not.toMatch(/lunch|disfmarker|Thank|hello/);
  });

  it('gives no turn as the heading of a section', () => {
    expect(summary(MEETING, 10).map(({ section }) => section)).not.toContainEqual(expect.anything());
  });

  it('does so for Korean', () => {
    const texts = summary(KOREAN_MEETING, 3).map(({ text }) => text);
    expect(texts.join(' ')).toContain('합의하였습니다');
    expect(texts.join(' ')).toContain('목적은');
    expect(texts.join(' ')).not.toMatch(/점심|그렇죠|감사합니다/);
  });
});
