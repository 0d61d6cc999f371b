import { describe, expect, it } from '@jest/globals';
import type { Leaderboard, LeaderboardRow } from './leaderboard.js';
import { renderTerminal } from './terminal.js';

const usage = {
  calls: 2,
  promptTokens: 1500,
  completionTokens: 100,
  reasoningTokens: 50,
  cachedTokens: 10,
  cost: 0.25,
  milliseconds: 9000,
};
const free = { ...usage, promptTokens: 0, completionTokens: 0, cost: null, milliseconds: 200 };

const first: LeaderboardRow = {
  model: '솔라',
  metrics: { aupr: { value: 0.48, low: 0.4, high: 0.55 }, recall: { value: 0.5, low: 0.4, high: 0.6 } },
  cases: 2,
  failed: 0,
  usage,
};
const second: LeaderboardRow = {
  model: 'keyword',
  metrics: { aupr: { value: 0.314, low: 0.265, high: 0.35 }, f1: { value: 0.2, low: 0.1, high: 0.3 } },
  cases: 2,
  failed: 1,
  usage: free,
  differenceToBest: { value: -0.166, low: -0.3, high: 0.01 },
};

function board(rows: LeaderboardRow[], more: Partial<Leaderboard> = {}): Leaderboard {
  const suite = { name: 'cuad-sample', version: 1, hash: 'abcdef0123456789', task: 'clause-extraction', cases: 2 };
  return { suite, metric: 'aupr', rows, ...more };
}

/** Columns a terminal uses: Hangul takes two. */
function width(line: string): number {
  return [...line].reduce(
    (sum, character) => sum + (/[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]/.test(character) ? 2 : 1),
    0,
  );
}

describe(renderTerminal.name, () => {
  it('shows the table', () => {
    expect(renderTerminal(board([first, second]))).toBe(
      `cuad-sample  (version 1, 2 cases, abcdef012345)
┌───┬─────────┬───────────────────┬───────────────────┬────────────────────────┬───────┬────────┬─────────────┬────────┬───────┐
│ # │ Model   │              AUPR │                F1 │      Against the first │ Cases │ Failed │ Time a case │ Tokens │  Cost │
│ 1 │ 솔라    │ 0.48 [0.40, 0.55] │                 - │                      - │     2 │      0 │       4.5 s │  1,600 │ $0.25 │
│ 2 │ keyword │ 0.31 [0.27, 0.35] │ 0.20 [0.10, 0.30] │ -0.17 [-0.30, +0.01] ~ │     2 │      1 │      100 ms │      0 │     - │
└───┴─────────┴───────────────────┴───────────────────┴────────────────────────┴───────┴────────┴─────────────┴────────┴───────┘
~ not told apart from the first by these data
`,
    );
  });

  it('is aligned in Korean too', () => {
    const lines = renderTerminal(board([first, second]), { language: 'ko' })
      .split('\n')
      .slice(1, 6);
    expect(lines.join('\n')).toContain('1위와의 차이');
    expect(new Set(lines.map(width)).size).toBe(1);
  });

  it('leaves out tokens and cost when no model used any, and takes the metrics asked for', () => {
    const text = renderTerminal(
      board([
        { ...first, usage: free },
        { ...second, usage: null },
      ]),
      { metrics: ['recall'] },
    );
    expect(text).toMatch(/│ +Recall │/);
    for (const absent of ['AUPR', 'Tokens', 'Cost']) expect(text).not.toMatch(new RegExp(`│ +${absent} │`));
  });

  it('shows what is decided against the reference', () => {
    const against = (decision: 'met' | 'undecided', ratio: LeaderboardRow['metrics'][string] | null) => ({
      ...second,
      againstReference: { decision, ratio },
    });
    const rows = [first, against('met', { value: 1, low: 0.96, high: 1.1 }), against('undecided', null)];
    const text = renderTerminal(board(rows, { reference: { model: '솔라', bar: 0.95 } }));
    expect(text).toMatch(/│ +1\.00 \[0\.96, 1\.10\] met │/);
    expect(text).toMatch(/│ +undecided │/);
    expect(text).toContain('\nReference: 솔라, bar 0.95\n');
  });

  it('says so when nothing has been run', () => {
    expect(renderTerminal(board([]))).toBe(
      'cuad-sample  (version 1, 2 cases, abcdef012345)\nNo model has been run on this suite yet.\n',
    );
  });

  it('does not let a name reach the terminal as anything but text', () => {
    const text = renderTerminal(board([{ ...first, model: 'evil\u001b[2J\nmodel' }]));
    expect(text).not.toContain('\u001b');
    expect(text).toContain('evil [2J model');
  });
});
