/** Lets so many pieces of work run at a time; the others wait, first come, first served. */
export class Gate {
  readonly #capacity: number;
  readonly #waiting: (() => void)[] = [];
  #inside = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.#inside < this.#capacity) this.#inside += 1;
    else await new Promise<void>((enter) => this.#waiting.push(enter));
    try {
      return await work();
    } finally {
      // Who waits takes over the place of who leaves.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#inside -= 1;
    }
  }
}
