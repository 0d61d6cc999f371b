import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assetsDir } from '../../config/paths.js';
import { TrainedTagger } from './trained-tagger.js';

/** The model that ships with Johang: see docs/model-card-clauses-en.md. */
export const shippedModelFile: string = join(assetsDir, 'models', 'clauses-en.bin');

let loaded: TrainedTagger | undefined;

/** The shipped tagger, loaded once. */
export function loadShippedTagger(): TrainedTagger {
  loaded ??= TrainedTagger.load(readFileSync(shippedModelFile));
  return loaded;
}
