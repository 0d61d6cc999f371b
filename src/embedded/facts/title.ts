import type { FactSource, Found } from './fact-source.js';

/** The document's name, as printed but for white space. */
export function titleOf(facts: FactSource): Found<string> | null {
  const [title] = facts.clauses('Document Name');
  if (title === undefined) return null;
  return { value: title.text.replace(/\s+/g, ' ').trim(), spans: [title] };
}
