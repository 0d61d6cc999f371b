/** pdf.js says only by warnings on the console that it repaired something or left something out. */
const RECOVERED = /Indexing all PDF objects|invalid \/Pages tree/;
const INCOMPLETE = /getTextContent - ignoring|Invalid stream/;
const UNDRAWN = /exceeded maximum allowed size|getOperatorList - ignoring|Unable to decode/;

export interface Diagnostics {
  /** The structure of the file was rebuilt. */
  recovered: boolean;
  /** Since `mark`, some text could not be read. */
  incomplete: boolean;
  /** Since `mark`, an image or something else was left out of what a page draws. */
  somethingUndrawn: boolean;
  mark(): void;
}

/**
 * Listens to the warnings of pdf.js for the time of `use`. Only for the extractor process, which reads one file at a time
 * and whose console nobody reads.
 */
export async function withDiagnostics<T>(use: (diagnostics: Diagnostics) => Promise<T>): Promise<T> {
  const { console } = globalThis;
  const original: unknown = Reflect.get(console, 'warn');
  const diagnostics: Diagnostics = { recovered: false, incomplete: false, somethingUndrawn: false, mark };
  function mark(): void {
    diagnostics.incomplete = false;
    diagnostics.somethingUndrawn = false;
  }
  Reflect.set(console, 'warn', (message: unknown) => {
    const text = String(message);
    diagnostics.recovered ||= RECOVERED.test(text);
    diagnostics.incomplete ||= INCOMPLETE.test(text);
    diagnostics.somethingUndrawn ||= UNDRAWN.test(text);
  });
  try {
    return await use(diagnostics);
  } finally {
    Reflect.set(console, 'warn', original);
  }
}
