import type { RowLayout } from '../legacy-word/word-table.js';

const MAX_CELLS = 1000;

/** The definition of a table row as it is being read. */
export class RowDefinition {
  #edges: number[] = [0];
  #joined = new Set<number>();
  #continued = new Set<number>();
  #isJoined = false;
  #isContinued = false;

  /** @returns whether the control was one of row definitions. */
  apply(word: string, value = 0): boolean {
    switch (word) {
      case 'trowd':
        this.#edges = [0];
        this.#joined = new Set();
        this.#continued = new Set();
        this.#isJoined = false;
        this.#isContinued = false;
        return true;
      case 'trleft':
        this.#edges[0] = value;
        return true;
      case 'clmrg':
        this.#isJoined = true;
        return true;
      case 'clvmrg':
        this.#isContinued = true;
        return true;
      case 'cellx':
        this.#addCell(value);
        return true;
      default:
        return false;
    }
  }

  #addCell(right: number): void {
    const index = this.#edges.length - 1;
    if (index >= MAX_CELLS) return;
    if (this.#isJoined) this.#joined.add(index);
    if (this.#isContinued) this.#continued.add(index);
    this.#isJoined = false;
    this.#isContinued = false;
    this.#edges.push(right);
  }

  layout(): RowLayout {
    return { edges: [...this.#edges], joined: new Set(this.#joined), continued: new Set(this.#continued) };
  }
}
