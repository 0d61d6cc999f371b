import { cuadImporter } from './cuad.js';
import type { ClauseCase, SuiteImporter } from './importer.js';

/** The data formats that `johang suites import` reads, by name. */
export const suiteImporters: ReadonlyMap<string, SuiteImporter<ClauseCase>> = new Map(
  [cuadImporter].map((importer) => [importer.format, importer]),
);
