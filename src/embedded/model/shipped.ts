import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assetsDir } from '../../config/paths.js';
import { ModelFileError } from './model-file.js';
import { TrainedTagger } from './trained-tagger.js';

/** The model that ships with Johang: see docs/model-card-clauses-en.md. */
export const shippedModelFile: string = join(assetsDir, 'models', 'clauses-en.bin');

let loaded: TrainedTagger | null | undefined;

/** The shipped tagger, loaded when first asked for; null where the file is not there. */
export function shippedTagger(): TrainedTagger | null {
  loaded ??= existsSync(shippedModelFile) ? TrainedTagger.load(readFileSync(shippedModelFile)) : null;
  return loaded;
}

/** @throws ModelFileError where the file is not there */
export function loadShippedTagger(): TrainedTagger {
  const tagger = shippedTagger();
  if (tagger === null) throw new ModelFileError(`There is no model ${shippedModelFile}`);
  return tagger;
}
