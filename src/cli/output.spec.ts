import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Progress } from './output.js';
import { columnsOf } from './render/text.js';

const CLEAR_LINE = '\r\x1b[2K';

/** A stream that keeps what is written. */
function stream(isTTY: boolean, columns?: number) {
  const written: string[] = [];
  return {
    written,
    target: { isTTY, columns, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream,
  };
}

describe(Progress.name, () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('says where it stands now and then, and at the end, where there is no terminal', () => {
    const { written, target } = stream(false);
    const progress = new Progress('bench', target);
    progress.update(1, 4, 'embedded');
    progress.update(2, 4, 'embedded');
    jest.advanceTimersByTime(5001);
    progress.update(3, 4, 'key\nword');
    progress.update(4, 4);
    progress.end();
    expect(written).toEqual(['bench: 1/4 embedded\n', 'bench: 3/4 key word\n', 'bench: 4/4\n']);
  });

  it('counts where the total is not known', () => {
    const { written, target } = stream(false);
    const progress = new Progress('import', target);
    for (let done = 1; done <= 20; done += 1) progress.update(done);
    expect(written).toEqual(['import: 1\n']);
  });

  it('redraws a bar on a terminal and takes it away', () => {
    const { written, target } = stream(true, 80);
    const progress = new Progress('review', target);
    progress.update(1, 2, 'part 1');
    progress.update(2, 2, 'part 2');
    progress.end();
    progress.end();
    expect(written).toEqual([
      `${CLEAR_LINE}review ${'█'.repeat(12)}${'░'.repeat(12)} 1/2 part 1`,
      `${CLEAR_LINE}review ${'█'.repeat(24)} 2/2 part 2`,
      CLEAR_LINE,
    ]);
  });

  it('never wraps, also not in Hangul, and survives a total that shrinks or is nought', () => {
    for (const columns of [20, 50, 80]) {
      const { written, target } = stream(true, columns);
      const progress = new Progress('ingest', target);
      progress.update(1, 3, '매우 긴 이름을 가진 소프트웨어 개발 용역계약서 최종본 (수정).docx');
      progress.update(4, 3, '\x1b[2J');
      progress.update(0, 0);
      for (const line of written) {
        expect(line.startsWith(CLEAR_LINE)).toBe(true);
        const shown = line.slice(CLEAR_LINE.length);
        expect(columnsOf(shown)).toBeLessThan(columns);
        expect(shown).not.toContain('\x1b');
      }
    }
  });
});
