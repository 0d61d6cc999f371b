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

/** Progress on stderr: a bar that redraws itself on a terminal, elsewhere a line now and then. */
export class Progress {
  private lastLine = 0;
  private drawn = false;

  constructor(
    private readonly label: string,
    private readonly stream: NodeJS.WriteStream = process.stderr,
  ) {}

  update(done: number, total: number, step = ''): void {
    if (this.stream.isTTY) this.draw(done, total, step);
    else if (Date.now() - this.lastLine > 5000 || (done === total && total > 1)) {
      this.lastLine = Date.now();
      this.stream.write(`${this.label}: ${done}/${total}${step ? ` ${step}` : ''}\n`);
    }
  }

  /** Takes the bar away. */
  end(): void {
    if (this.drawn) this.stream.write('\r\x1b[2K');
    this.drawn = false;
  }

  private draw(done: number, total: number, step: string): void {
    const width = 24;
    const filled = total ? Math.round((done / total) * width) : 0;
    const bar = '█'.repeat(filled) + '░'.repeat(width - filled);
    this.stream.write(
      `\r\x1b[2K${this.label} ${bar} ${done}/${total} ${step}`.slice(0, (this.stream.columns ?? 80) + 8),
    );
    this.drawn = true;
  }
}
