import { describe, expect, it } from '@jest/globals';
import { fixture, sourceOf } from '../../../test/fixtures/embedded/source.js';
import { keyFacts } from '../../embedded/key-facts.js';
import { LexiconTagger } from '../../embedded/lexicon-tagger.js';
import { factsView } from './facts.js';

const view = (text: string): string =>
  factsView({ id: '00000000-0000-4000-8000-000000000000', ...keyFacts(sourceOf(text), new LexiconTagger()) });

describe(factsView.name, () => {
  it('shows value, page and words of each fact', () => {
    const lines = view(fixture('ko-service-contract')).split('\n');
    expect(lines.find((line) => line.startsWith('Party'))).toContain('한빛물류 주식회사 ("갑")');
    expect(lines.find((line) => line.startsWith('Contract value'))).toContain('KRW 320,000,000');
    expect(lines.find((line) => line.startsWith('Renewal '))).toContain('automatic, P1Y');
    expect(lines.find((line) => line.startsWith('Liability cap'))).toContain('the contract value');
    expect(lines.find((line) => line.startsWith('Term '))).toMatch(/Term +-$/);
  });

  it('says that nothing was found', () => {
    const [, ...rows] = view('').split('\n');
    expect(rows.every((line) => line.endsWith('-'))).toBe(true);
    expect(rows.length).toBeGreaterThan(12);
  });
});
