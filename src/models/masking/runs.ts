/** A number as written: one or several groups of digits with what stands between them. */
export interface NumberWindow {
  start: number;
  end: number;
  digits: string;
  /** The digits with their separators: `-`, `.`, `/` or a space; where a line breaks inside of a number, nothing. */
  shape: string;
  /** Line breaks in it that no dash goes before: such a break may as well part two numbers. */
  breaks: number;
}

/** A space or a line break may stand about a dash; brackets stand about an area code: `02) 123`, `1 (212) 555`. */
const RUN =
  /\d+(?:(?:[ \t]*[-~./][ \t]*\n?[ \t]*|[ \t]*\n[ \t]*[-.][ \t]*|[ \t]?\n[ \t]*|[ \t]{1,2}|[ \t-]{0,2}\([ \t]?|[ \t]?\)[ \t-]{0,3})\d+)*/g;
const GROUP = /(\d+)([^\d]*)/g;

/** Groups that one number is written in at most, line breaks included. */
const MOST_GROUPS = 7;
const MOST_DIGITS = 20;

interface Group {
  start: number;
  end: number;
  digits: string;
  separator: string;
  broken: boolean;
}

/**
 * Every way of reading a number out of the runs of digits in a folded text: from each group of digits over as many further ones as one
 * number may have.
 */
export function* numberWindows(folded: string): Generator<NumberWindow> {
  for (const run of folded.matchAll(RUN)) {
    const groups = groupsOf(run[0], run.index);
    for (let first = 0; first < groups.length; first += 1) yield* windowsFrom(groups, first);
  }
}

function groupsOf(run: string, offset: number): Group[] {
  return [...run.matchAll(GROUP)].map(([, digits = '', between = ''], index, all) => {
    const start = offset + (all[index]?.index ?? 0);
    const sign = /[()]/.test(between) ? '-' : (/[-~./]/.exec(between)?.[0] ?? '');
    const broken = between.includes('\n');
    return {
      start,
      end: start + digits.length,
      digits,
      separator: sign || (broken ? '' : between && ' '),
      broken: broken && sign === '',
    };
  });
}

function* windowsFrom(groups: readonly Group[], first: number): Generator<NumberWindow> {
  const { start = 0 } = groups[first] ?? {};
  let [digits, shape, breaks] = ['', '', 0];
  for (const group of groups.slice(first, first + MOST_GROUPS)) {
    digits += group.digits;
    shape += group.digits;
    if (digits.length > MOST_DIGITS) return;
    yield { start, end: group.end, digits, shape, breaks };
    shape += group.separator;
    breaks += group.broken ? 1 : 0;
  }
}
