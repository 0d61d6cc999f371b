import type { PlainFont } from './font.js';
import { IDENTITY, Matrix } from './matrix.js';

const { fround } = Math;

/** What the operators of a page set and `q` saves, as far as text depends on it. Lengths are in single precision. */
export class TextState {
  /** From the space of the page, or of a form, to that of what holds it. */
  matrix = IDENTITY;
  text = IDENTITY;
  /** From text as it was when one of the matrices changed last; without its place. */
  whole = IDENTITY;
  x = 0;
  y = 0;
  lineX = 0;
  lineY = 0;
  leading = 0;
  rise = 0;
  stretch = 1;
  spacing = 0;
  wordSpacing = 0;
  size = 1;
  font: PlainFont | undefined;

  /** Becomes like another. */
  take(other: TextState): void {
    this.matrix = other.matrix;
    this.text = other.text;
    this.whole = other.whole;
    this.x = other.x;
    this.y = other.y;
    this.lineX = other.lineX;
    this.lineY = other.lineY;
    this.leading = other.leading;
    this.rise = other.rise;
    this.stretch = other.stretch;
    this.spacing = other.spacing;
    this.wordSpacing = other.wordSpacing;
    this.size = other.size;
    this.font = other.font;
  }

  /** For a form that is drawn here. */
  inner(matrix: Matrix): TextState {
    const inner = new TextState();
    inner.matrix = matrix;
    inner.spacing = this.spacing;
    inner.wordSpacing = this.wordSpacing;
    inner.size = this.size;
    inner.font = this.font;
    return inner;
  }

  begin(): void {
    this.setText(IDENTITY);
  }

  setText(matrix: Matrix): void {
    this.text = matrix;
    this.x = 0;
    this.y = 0;
    this.lineX = 0;
    this.lineY = 0;
    this.refresh();
  }

  refresh(): void {
    const scale = this.stretch === 1 ? this.text : new Matrix(this.stretch, 0, 0, 1, 0, 0).followedBy(this.text);
    this.whole = scale.followedBy(this.matrix);
  }

  move(x: number, y: number): void {
    this.lineX = fround(this.lineX + x);
    this.lineY = fround(this.lineY + y);
    this.x = this.lineX;
    this.y = this.lineY;
  }

  /** A step back within a line, in thousandths of the font size. */
  stepBack(step: number): void {
    this.x = fround(this.x - fround(fround(fround(step * this.size) / 1000) * this.stretch));
  }

  /** Where text begins, in the space of the page or form. */
  place(): { x: number; y: number } {
    const { x, text, matrix } = this;
    const y = fround(this.y + this.rise);
    const lineX = text.x(x, y);
    const lineY = text.y(x, y);
    return { x: matrix.x(lineX, lineY), y: matrix.y(lineX, lineY) };
  }
}
