import { oneLine, shorten } from './render/text.js';

/** Writes the command's answer, the only thing on stdout. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** A remark for the person at the terminal: never on stdout. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

const LINE_MS = 5000;
const BAR_COLUMNS = 24;
const CLEAR_LINE = '\r\x1b[2K';

/** Progress on stderr: a bar that redraws itself on a terminal, elsewhere a line now and then. */
export class Progress {
  private lastLine = 0;
  private drawn = false;

  constructor(
    private readonly label: string,
    private readonly stream: NodeJS.WriteStream = process.stderr,
  ) {}

  /** @param total how much there is to do, where that is known */
  update(done: number, total?: number, step = ''): void {
    const count = total === undefined ? String(done) : `${done}/${total}`;
    if (this.stream.isTTY) this.draw(`${bar(done, total)}${count} ${step}`);
    else if (Date.now() - this.lastLine > LINE_MS || (done === total && total > 1)) {
      this.lastLine = Date.now();
      this.stream.write(`${oneLine(`${this.label}: ${count} ${step}`)}\n`);
    }
  }

  /** Takes the bar away. */
  end(): void {
    if (this.drawn) this.stream.write(CLEAR_LINE);
    this.drawn = false;
  }

  /** A line as wide as the terminal would wrap, and then could not be cleared. */
  private draw(state: string): void {
    this.stream.write(CLEAR_LINE + shorten(`${this.label} ${state}`, (this.stream.columns || 80) - 1));
    this.drawn = true;
  }
}

function bar(done: number, total: number | undefined): string {
  if (!total) return '';
  const filled = Math.round(Math.min(1, done / total) * BAR_COLUMNS);
  return `${'█'.repeat(filled)}${'░'.repeat(BAR_COLUMNS - filled)} `;
}
