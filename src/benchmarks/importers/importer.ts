/** What a suite asks of a model; each task has its own labels and metrics. */
export type TaskName = 'clause-extraction';

/** JSON as a value. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** One item of a suite, as stored: everything in it is part of the suite's hash. */
export interface ImportedCase<Labels extends Json = Json> {
  /** Unique in the suite, stable over versions of the data. */
  key: string;
  /** What the model reads. For clause extraction the file's text exactly as it is, which the offsets refer to. */
  text: string;
  labels: Labels;
  metadata: Readonly<Record<string, Json>>;
}

/** A gold span: `foldWhiteSpace(case.text.slice(start, end)) === text`. */
export type GoldSpan = { text: string; start: number; end: number };

/** Gold spans by category; a category that is not there has none. */
export type ClauseLabels = Readonly<Record<string, readonly GoldSpan[]>>;

/** A contract; `metadata.file` is the name of its file. */
export type ClauseCase = ImportedCase<ClauseLabels> & { metadata: { file: string } };

/** Reads one data format. */
export interface SuiteImporter<Case extends ImportedCase = ImportedCase> {
  /** The FORMAT of `johang suites import`. */
  readonly format: string;
  readonly task: TaskName;
  /**
   * The cases in the order of the data, one at a time: nothing is kept of those before.
   *
   * @param paths what the user named: files or folders
   * @throws AppError `suite.invalid` naming the file and the line
   */
  read(paths: readonly string[]): AsyncIterable<Case>;
}
