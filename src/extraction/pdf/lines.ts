/** A piece of text placed on a page, in units of its own direction: `along` grows with reading, `down` from line to line. */
export interface PlacedText {
  text: string;
  along: number;
  down: number;
  width: number;
  /** Height of the font. */
  height: number;
  /** Direction of the baseline in degrees, 0 for upright text. */
  angle: number;
  rightToLeft: boolean;
}

/** A line of text on the page. */
export interface Line {
  text: string;
  left: number;
  right: number;
  down: number;
  height: number;
  angle: number;
  rightToLeft: boolean;
}

/** Baselines closer than this share of the font height are the same line: super- and subscripts lie within. */
const SAME_BASELINE = 0.5;

/** A gap wider than this many font heights separates columns of a table and becomes a tab. */
const TAB_GAP = 2;

/** A gap wider than this share of the font height is a space, if none stands there. */
const SPACE_GAP = 0.15;

/** A step back by more than this many font heights starts another line, even on the same baseline. */
const STEP_BACK = 1;

/**
 * Puts pieces of text together into lines. The order of the file is kept: it is the reading order of nearly all text that
 * was written by a program, and no geometry tells columns from tables as well.
 */
export function toLines(pieces: readonly PlacedText[]): Line[] {
  const lines: Line[] = [];
  let open: Line | undefined;
  let spaced = false;
  let previous: PlacedText | undefined;
  for (const piece of pieces) {
    if (piece.text.trim() === '') {
      spaced ||= piece.text !== '';
      continue;
    }
    if (previous && isOverprint(previous, piece)) continue;
    if (open && continues(open, piece)) {
      append(open, piece, spaced);
    } else {
      open = {
        text: piece.text,
        left: piece.along,
        right: piece.along + piece.width,
        down: piece.down,
        height: piece.height,
        angle: piece.angle,
        rightToLeft: piece.rightToLeft,
      };
      lines.push(open);
    }
    spaced = false;
    previous = piece;
  }
  return lines;
}

/** Bold is sometimes imitated by drawing the same text twice at nearly the same place. */
function isOverprint(previous: PlacedText, piece: PlacedText): boolean {
  const near = piece.height * SPACE_GAP;
  return (
    previous.text === piece.text &&
    piece.width > near &&
    Math.abs(previous.along - piece.along) < near &&
    Math.abs(previous.down - piece.down) < near
  );
}

function continues(line: Line, piece: PlacedText): boolean {
  if (line.angle !== piece.angle) return false;
  if (Math.abs(line.down - piece.down) > SAME_BASELINE * Math.max(line.height, piece.height)) return false;
  // In a line of both directions, what is read next may stand anywhere in it.
  if (line.rightToLeft || piece.rightToLeft) return true;
  return gapAfter(line, piece) > -STEP_BACK * Math.max(line.height, piece.height);
}

function gapAfter(line: Line, piece: PlacedText): number {
  const after = piece.along - line.right;
  if (!line.rightToLeft && !piece.rightToLeft) return after;
  return Math.max(after, line.left - (piece.along + piece.width));
}

function append(line: Line, piece: PlacedText, spaced: boolean): void {
  const gap = gapAfter(line, piece);
  const height = Math.max(line.height, piece.height);
  const touches = /\s$/.test(line.text) || /^\s/.test(piece.text);
  if (gap > TAB_GAP * height) line.text += '\t';
  else if (!touches && (spaced || gap > SPACE_GAP * height)) line.text += ' ';
  line.text += piece.text;
  line.rightToLeft ||= piece.rightToLeft;
  line.left = Math.min(line.left, piece.along);
  line.right = Math.max(line.right, piece.along + piece.width);
  // A superscript does not move its line; a line that begins with one is as low as what follows.
  if (piece.height > line.height) {
    line.height = piece.height;
    line.down = piece.down;
  }
}

/** The text of a page: one line each, and a blank line where a paragraph ends. */
export function linesToText(lines: readonly Line[]): string {
  const pitches = usualPitches(lines);
  let text = '';
  for (const [index, line] of lines.entries()) {
    const previous = lines[index - 1];
    if (previous) {
      const pitch = pitches.get(heightClass(line)) ?? Infinity;
      text += endsParagraph(previous, line, pitch, () => measureAround(lines, index)) ? '\n\n' : '\n';
    }
    text += line.text;
  }
  return text;
}

/** Lines on either side of a break that tell the width of the column. */
const NEIGHBOURS = 6;

/** Left and right edge of the column that the line before `index` stands in. */
function measureAround(lines: readonly Line[], index: number): { left: number; right: number } {
  const line = lines[index - 1]!;
  let { left, right } = line;
  for (const other of lines.slice(Math.max(0, index - NEIGHBOURS), index + NEIGHBOURS)) {
    if (other.angle !== line.angle || other.left > line.right || other.right < line.left) continue;
    left = Math.min(left, other.left);
    right = Math.max(right, other.right);
  }
  return { left, right };
}

/** A share of the line distances from which the smallest of them counts as that of paragraphs. */
const PITCH_SHARE = 0.15;

/**
 * For each font height of the page the smallest distance of two of its lines, to half a unit, that a fair share of them has.
 * Body text and footnotes have their own.
 */
function usualPitches(lines: readonly Line[]): Map<number, number> {
  const distances = new Map<number, Map<number, number>>();
  for (const [index, line] of lines.entries()) {
    const distance = line.down - (lines[index - 1]?.down ?? Infinity);
    if (distance < line.height * SAME_BASELINE || distance > line.height * 3) continue;
    const counts = distances.get(heightClass(line)) ?? new Map<number, number>();
    const rounded = Math.round(distance * 2) / 2;
    distances.set(heightClass(line), counts.set(rounded, (counts.get(rounded) ?? 0) + 1));
  }
  return new Map(Array.from(distances, ([height, counts]) => [height, smallestCommon(counts)]));
}

function heightClass(line: Line): number {
  return Math.round(line.height);
}

function smallestCommon(counts: ReadonlyMap<number, number>): number {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const common = [...counts].filter(([, count]) => count >= Math.max(2, total * PITCH_SHARE));
  return Math.min(...common.map(([distance]) => distance));
}

/** Distances beyond this multiple of the usual one are paragraph spacing; without a usual one, of the font height. */
const PARAGRAPH_PITCH = 1.25;
const PARAGRAPH_HEIGHT = 1.9;

/** An indentation of more than this many font heights sets off a first line. */
const INDENT = 1.2;

/** A line that leaves this share of the measure empty is the last of its paragraph. */
const SHORT_LINE = 0.12;

/** A date or a number of parts that is broken over two lines is no new provision. */
const BROKEN_NUMBER = /[0-9][.]$/;

const SENTENCE_END = /[.;:!?。][”’"')\]]*\s*(and|or)?$/;

const STARTS_UNIT =
  /^(\(?[0-9]{1,3}(\.[0-9]{1,3})*[.)]|\([a-z]{1,5}\)|[A-Z]\.|[0-9]{1,2}(\.[0-9]{1,3})+|article|section|제\s?[0-9]+\s?[장절조]|[①-⑳]|[가-하]\.|[•▪■●-])(\s|$|["“'‘(])/i;

function endsParagraph(
  previous: Line,
  line: Line,
  pitch: number,
  measure: () => { left: number; right: number },
): boolean {
  if (previous.angle !== line.angle) return true;
  const distance = line.down - previous.down;
  const height = Math.max(previous.height, line.height);
  const most = pitch === Infinity ? PARAGRAPH_HEIGHT * height : PARAGRAPH_PITCH * Math.max(pitch, height);
  if (distance > most) return true;
  // A step up is another column, or a line set beside: the paragraph may go on there.
  if (distance < 0 || !SENTENCE_END.test(previous.text)) return false;
  const { left, right } = measure();
  return (
    previous.right < right - SHORT_LINE * (right - left) ||
    Math.abs(line.left - previous.left) > INDENT * height ||
    (STARTS_UNIT.test(line.text) && !BROKEN_NUMBER.test(previous.text))
  );
}
