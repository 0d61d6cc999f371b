import { describe, expect, it } from '@jest/globals';
import { candidateTargets, unitTargets } from './gold.js';
import { prepareContract } from './prepare.js';

const law = 'This Agreement is governed by the laws of the State of Ohio and by no other laws.';
const text = `The parties meet in every quarter of the year.\n\n${law}\n\nHeadings are for convenience only.`;
const start = text.indexOf(law);
const labels = { Law: [{ text: law, start, end: start + law.length }], None: [] };
const { document } = prepareContract({ file: 'a.txt', text, labels });

describe(unitTargets.name, () => {
  it('gives the categories of the sentences that a gold span covers', () => {
    const targets = unitTargets(document, labels, ['None', 'Law']);
    const positive = document.units.filter((_, unit) => targets[unit]!.includes(1));
    expect(positive.length).toBeGreaterThan(0);
    for (const unit of positive) expect(law).toContain(text.slice(unit.start, unit.end));
    expect(targets.flat()).not.toContain(0);
  });
});

describe(candidateTargets.name, () => {
  it('marks what the metric would count as found', () => {
    const targets = candidateTargets(document, labels, ['None', 'Law']);
    expect(targets[0]!.size).toBe(0);
    const found = document.candidates.filter((_, index) => targets[1]!.has(index));
    expect(found.map((span) => text.slice(span.start, span.end))).toContain(law);
    expect(found.some((span) => span.end <= start)).toBe(false);
    for (const target of targets[1]!.values()) expect(target).toEqual({ gold: [0], inPlace: true });
  });

  it('tells the same words elsewhere from those that are labelled', () => {
    const twice = `${law}\n\nThe parties meet in every quarter of the year.\n\n${law}`;
    const again = prepareContract({ file: 'b.txt', text: twice, labels: {} }).document;
    const [targets] = candidateTargets(again, { Law: [{ text: law, start: 0, end: law.length }] }, ['Law']);
    const places = [...targets!].map(([index, { inPlace }]) => [again.candidates[index]!.start === 0, inPlace]);
    expect(places).toContainEqual([true, true]);
    expect(places).toContainEqual([false, false]);
    expect(places.every(([isFirst, inPlace]) => isFirst === inPlace)).toBe(true);
  });
});
