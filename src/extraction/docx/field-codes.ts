/** The fields that are open: of each the code is read first, which is not shown, then its result. */
export class FieldCodes {
  readonly #open: boolean[] = [];
  #codes = 0;

  /** Whether a code is being read, of any of the fields inside of each other. */
  get inCode(): boolean {
    return this.#codes > 0;
  }

  /** @param type of the sign (17.18.29 ST_FldCharType). */
  sign(type: string | undefined): void {
    const isCode = this.#open.at(-1) ?? false;
    if (type === 'begin') {
      this.#open.push(true);
      this.#codes += 1;
    } else if (type === 'separate' && isCode) {
      this.#open[this.#open.length - 1] = false;
      this.#codes -= 1;
    } else if (type === 'end') {
      this.#open.pop();
      if (isCode) this.#codes -= 1;
    }
  }
}
