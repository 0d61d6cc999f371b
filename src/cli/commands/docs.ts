import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { errorsPage } from '../../common/errors/errors-page.js';
import { packageRoot } from '../../config/paths.js';
import { note, print } from '../output.js';
import { Exit, EXIT } from '../run.js';

/** Pages that are written by the code they speak of. */
const pages = { 'docs/errors.md': errorsPage };

export function docsCommand(): Command {
  return new Command('docs')
    .description('write the generated pages of docs/')
    .option('--check', 'only fail when one of them is not up to date')
    .action((options: { check?: boolean }) => {
      for (const [path, generate] of Object.entries(pages)) {
        const file = join(packageRoot, path);
        if (!options.check) writeFileSync(file, generate());
        else if (readFileSync(file, 'utf8') !== generate()) {
          note(`${path} is not up to date: run \`johang docs\``);
          throw new Exit(EXIT.failed);
        }
      }
      print(options.check ? 'The generated pages are up to date' : 'The generated pages are written');
    });
}
