/** The plain reader does not understand all of a file, or of a page: it is left to PDFium. */
export class GivesUp extends Error {
  override readonly name = 'GivesUp';
}

/** @param reason for those who look into why; it is shown nowhere. */
export function giveUp(reason: string): never {
  throw new GivesUp(reason);
}
