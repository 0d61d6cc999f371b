import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { AppError } from '../../common/errors/app-error.js';
import { plainSource } from '../../embedded/model/prepare.js';
import { ModelFileError } from '../../embedded/model/model-file.js';
import { loadShippedTagger } from '../../embedded/model/shipped.js';
import { TrainedTagger } from '../../embedded/model/trained-tagger.js';
import type { ClauseTagger } from '../../embedded/tagger.js';
import { note, Progress } from '../output.js';
import { Exit, EXIT } from '../run.js';

interface TagOptions {
  model?: string;
  contracts: string;
  out: string;
}

/** A clause that the model found; offsets are UTF-16 code units of the file's text. */
interface TaggedClause {
  text: string;
  start: number;
  end: number;
  probability: number;
}

export function tagCommand(): Command {
  return new Command('tag')
    .description('find the clauses of contracts with a trained model')
    .option('--model <file>', 'a model that `johang train clauses` wrote; without it the shipped one')
    .requiredOption('--contracts <folder>', 'the contracts, UTF-8 text files')
    .requiredOption('--out <file>', 'where to write one JSON line a contract')
    .action(async ({ model, contracts, out }: TagOptions) => {
      const tagger = await loadTagger(model);
      const files = (await readdir(contracts)).filter((name) => /\.txt$/i.test(name)).sort();
      const progress = new Progress('tag');
      const lines: string[] = [];
      for (const [index, file] of files.entries()) {
        progress.update(index + 1, files.length, file);
        const text = await readFile(join(contracts, file), 'utf8');
        lines.push(`${JSON.stringify({ file, predictions: predictionsOf(tagger, text) })}\n`);
      }
      progress.end();
      await writeFile(out, lines.join(''));
      note(`${out}: ${files.length} contracts`);
      if (files.length === 0) {
        note(`warning: there is no .txt file in ${contracts}`);
        throw new Exit(EXIT.warnings);
      }
    });
}

/** @throws AppError `file.unreadable`, `request.invalid` when the file is no model */
async function loadTagger(model: string | undefined): Promise<ClauseTagger> {
  try {
    return model === undefined ? loadShippedTagger() : TrainedTagger.load(await readFile(model));
  } catch (error) {
    if (error instanceof ModelFileError)
      throw new AppError('request.invalid', error.message, { errors: [{ field: 'model', message: error.message }] });
    throw error;
  }
}

/** By category, the least probable first: of equal texts the metric takes the last. */
function predictionsOf(tagger: ClauseTagger, text: string): Record<string, TaggedClause[]> {
  const predictions: Record<string, TaggedClause[]> = {};
  const spans = tagger.tag(plainSource(text)).sort((a, b) => a.probability - b.probability);
  for (const { clauseType, start, end, probability } of spans)
    (predictions[clauseType] ??= []).push({ text: text.slice(start, end), start, end, probability });
  return predictions;
}
