/** Runs of white space (line ends among them) as one space, none at the ends: the form in which metrics compare texts. */
export function foldWhiteSpace(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
