/**
 * ROUGE of the embedded summariser against lead-k, TextRank and LexRank on the same texts at the same length:
 *
 *   node bench/run.mjs summaries [--set legal|qmsum] [--half tuning|reporting] [--stem] [--data FOLDER] [--modules FOLDER]
 *   node bench/run.mjs summaries --fit        the weights of src/embedded/summary/passage-words.ts, from the tuning half
 *
 * `legal` is Manor & Li's plain-English contract summaries, `qmsum` the general queries of QMSum's meetings (the
 * summariser takes no query, so the specific ones are left out). Both sets are split in halves by the hash of the item's
 * id: what could be tuned was tuned on one, and the other is reported by default. Two budgets: as many sentences as the
 * reference has, and as many words, cut exactly. The figures are F-measures with 95 % intervals of the differences, from
 * a paired bootstrap over services and over meetings.
 */
import { sharedData } from '../support/files.js';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import { markdownTable } from '../support/table.js';
import { type Budget, compare, type ItemScore, meanBy, METRICS, scoresOf } from './score.js';
import { fitPassageWords } from './fit.js';
import { type Half, halfOf, readSet, type SetName } from './sets.js';
import { baselines, lead, ours } from './systems.js';

const BUDGETS: Budget[] = ['sentences', 'words'];
const { values } = parseArgs({
  options: {
    set: { type: 'string' },
    half: { type: 'string', default: 'reporting' },
    stem: { type: 'boolean', default: false },
    data: { type: 'string', default: sharedData },
    modules: { type: 'string', default: '.' },
    fit: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const sets: SetName[] = values.set === 'legal' || values.set === 'qmsum' ? [values.set] : ['legal', 'qmsum'];
const half: Half = values.half === 'tuning' ? 'tuning' : 'reporting';

if (values.help) {
  console.log(
    'node bench/run.mjs summaries [--set legal|qmsum] [--half tuning|reporting] [--stem] [--data FOLDER] [--modules FOLDER]',
  );
} else if (values.fit) {
  const { weights, priors } = fitPassageWords(
    readSet('legal', values.data).filter(({ id }) => halfOf(id) === 'tuning'),
  );
  console.log(weights.map((weight) => weight.toFixed(2)).join(' '));
  for (const [word, prior] of priors) console.log(`${prior.toFixed(1)}\t${word}`);
} else {
  for (const set of sets) report(set);
}

function report(set: SetName): void {
  const items = readSet(set, values.data).filter(({ id }) => halfOf(id) === half);
  const systems = [ours(), lead, ...baselines(pathToFileURL(join(values.modules, 'package.json')))];
  const scores = systems.map((system) => scoresOf(system, items, BUDGETS, { stem: values.stem }));
  const clusters = new Set(items.map(({ cluster }) => cluster)).size;
  for (const budget of BUDGETS) {
    const rows = systems.map(({ name }, at) =>
      row(
        name,
        at,
        scores.map((each) => each.get(budget) ?? []),
      ),
    );
    console.log(
      `\n${set}, ${half} half: ${items.length} texts of ${clusters} clusters; as many ${budget} as the reference\n`,
    );
    console.log(
      markdownTable(['', 'words', 'ROUGE-1', 'ROUGE-2', 'ROUGE-L', 'johang - it, ROUGE-1', 'ROUGE-2', 'ROUGE-L'], rows),
    );
  }
}

function row(name: string, at: number, scores: readonly ItemScore[][]): string[] {
  const [own = [], scored = []] = [scores[0], scores[at]];
  const means = METRICS.map((metric) => (100 * meanBy(scored, metric)).toFixed(1));
  const differences = METRICS.map((metric) => {
    const { value, low, high } = compare(own, scored, metric).difference;
    return at === 0 ? '' : [value, low, high].map((each) => (100 * each).toFixed(1)).join(' / ');
  });
  return [name, meanBy(scored, 'words').toFixed(0), ...means, ...differences];
}
