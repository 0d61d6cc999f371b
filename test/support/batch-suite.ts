import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Personal data that every contract of the suite holds. */
export const PERSONAL = ['hong.gildong@example.kr', '010-1234-5678'];

const LAW = 'This Agreement is governed by the laws of Ontario, as';

/** The clause that every contract holds, and the same as a model sees it. */
export const CLAUSE = `${LAW} written to ${PERSONAL[0]}.`;
export const truth = [{ rule: 'governing-law', quote: `${LAW} written to [EMAIL_1].` }];

export function contractText(index: number): string {
  return [
    `Supply agreement number ${index}`,
    `1. The Supplier delivers the goods within ${index + 2} days and can be called under ${PERSONAL[1]}.`,
    `2. ${CLAUSE}`,
    '',
  ].join('\n\n');
}

/** A folder with a suite of so many contracts, as `johang suites import cuad` reads it. */
export async function writeBatchSuite(contracts: number): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'johang-batch-'));
  await mkdir(join(folder, 'contracts'));
  const labels = Array.from({ length: contracts }, (_, index) => {
    const start = contractText(index).indexOf(CLAUSE);
    const label = { text: CLAUSE, start, end: start + CLAUSE.length };
    return JSON.stringify({ title: `contract ${index}`, file: `${index}.txt`, labels: { 'Governing Law': [label] } });
  });
  await writeFile(join(folder, 'labels.jsonl'), labels.join('\n'));
  for (let index = 0; index < contracts; index += 1) {
    await writeFile(join(folder, 'contracts', `${index}.txt`), contractText(index));
  }
  return { folder, remove: () => rm(folder, { recursive: true }) };
}
