import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { SummaryStyle } from '../../src/analyses/analyst.js';
import { EmbeddedTagger } from '../../src/embedded/embedded-tagger.js';
import { LexiconTagger } from '../../src/embedded/lexicon-tagger.js';
import { shippedTagger } from '../../src/embedded/model/shipped.js';
import { summarise } from '../../src/embedded/summariser.js';
import { sourceOf } from './systems.js';

interface LabelledContract {
  file: string;
  labels: Record<string, { text: string; start: number; end: number }[]>;
}

/** What a reader asks of a contract, as the categories of CUAD that tell it. */
const TOPICS: Readonly<Record<string, readonly string[]>> = {
  parties: ['parties'],
  term: ['expiration date', 'renewal term'],
  money: ['revenue/profit sharing', 'minimum commitment', 'price restrictions'],
  liability: ['cap on liability', 'uncapped liability', 'liquidated damages'],
  'termination for convenience': ['termination for convenience'],
  'governing law': ['governing law'],
  'licence, exclusivity': ['license grant', 'exclusivity'],
  'ownership of inventions': ['ip ownership assignment'],
  assignment: ['anti-assignment'],
};
/** Names of parties that the sentence which introduces them must hold. */
const NAMES = 2;

/** Of the contracts that have a labelled clause on a topic, those whose summary quotes some of it. */
export interface Coverage {
  topic: string;
  contracts: number;
  covered: number;
}

/** How often summaries of CUAD's contracts quote what its lawyers labelled, by topic. */
export function coverageOf(folder: string, style: SummaryStyle): Coverage[] {
  const tagger = new EmbeddedTagger(new LexiconTagger(), shippedTagger);
  const rows = Object.keys(TOPICS).map((topic): Coverage => ({ topic, contracts: 0, covered: 0 }));
  const lines = readFileSync(join(folder, 'cuad', 'labels.jsonl'), 'utf8')
    .trim()
    .split('\n');
  for (const line of lines) {
    const { file, labels } = JSON.parse(line) as LabelledContract;
    const text = readFileSync(join(folder, 'cuad', 'contracts', basename(file)), 'utf8');
    const source = sourceOf(text);
    // The labels' offsets are those of the file as published.
    if (source.text !== text) continue;
    const spans = summarise(source, { style, clauses: tagger.tag(source) }).map(({ span }) => span);
    for (const row of rows) {
      const gold = Object.entries(labels).flatMap(([category, clauses]) =>
        TOPICS[row.topic]?.includes(category.toLowerCase()) === true ? clauses : [],
      );
      if (gold.length === 0) continue;
      const quoted = Math.max(
        0,
        ...spans.map(
          ({ start, end }) => new Set(gold.filter((g) => g.start < end && g.end > start).map((g) => g.text)).size,
        ),
      );
      row.contracts += 1;
      if (quoted >= (row.topic === 'parties' ? NAMES : 1)) row.covered += 1;
    }
  }
  return rows;
}
