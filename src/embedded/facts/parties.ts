import { findParties, type PartyValue } from '../../contracts/values/parties.js';
import type { Span } from '../../contracts/types.js';
import { preamblesOf } from '../extractors/parties.js';
import type { FactSource, Found } from './fact-source.js';

/** A party of the contract. */
export interface ContractParty {
  name: string;
  /** What it does in the contract, where its alias says so: Supplier, 수급사업자. */
  role: string | null;
  /** What the contract calls it: "Supplier", "Acme", 갑. */
  alias: string | null;
}

/** Korean contracts name the parties before the first article and again at the signatures. */
const KOREAN_HEAD = 4_000;
const KOREAN_FOOT = 2_500;
const KOREAN_START = /제\s?1\s?조/;
/** A preamble's zone begins behind the word "between"; the words before it open with the name in some contracts. */
const COMPANY =
  /\b(?:inc|incorporated|llc|l\.l\.c|llp|lp|l\.p|ltd|limited|corp|corporation|company|co|plc|gmbh|ag|s\.a|n\.v|b\.v|university|bank|trust|association|foundation)\b\.?,?$/i;
/** Words that end like a company and are none: a generic name, or two names in one. */
const NO_NAME =
  /^(?:the )?(?:holding |parent |technology )?(?:company|corporation|bank|trust)$|\b(?:and|AND) .*,|^(?:and|the holder)\b|\d{5}/i;
const MOST = 12;
const MOST_NAMED = 4;

/** The parties with their citations: the name, then the alias where it stands. */
export function partiesOf(facts: FactSource): Found<ContractParty>[] {
  const introduced = introductions(facts);
  const parties = introduced.length >= 2 ? introduced : [...introduced, ...named(facts, introduced)];
  return parties.slice(0, MOST).map(({ name, role, alias, nameSpan, aliasSpan }) => ({
    value: { name, role, alias },
    spans: aliasSpan === null ? [nameSpan] : [nameSpan, aliasSpan],
  }));
}

function introductions({ text, source }: FactSource): PartyValue[] {
  if (source.language === 'ko') {
    const head = text.slice(0, KOREAN_HEAD);
    const preamble = { start: 0, end: KOREAN_START.exec(head)?.index ?? head.length };
    const found = findParties(text, preamble);
    if (found.length >= 2) return found;
    const foot = findParties(text, { start: Math.max(preamble.end, text.length - KOREAN_FOOT), end: text.length });
    return foot.length > found.length ? foot : found;
  }
  let best: PartyValue[] = [];
  for (const zone of preamblesOf(text)) {
    const found = findParties(text, zone);
    if (found.length > best.length) best = found;
    if (best.length >= 2) break;
  }
  return best;
}

/** Companies that the tagger takes for parties in the preamble, where it gives no alias for them. */
function named(facts: FactSource, known: readonly PartyValue[]): PartyValue[] {
  const key = (name: string): string => name.toLowerCase().replace(/[\s.,]/g, '');
  const taken = new Set(known.map(({ name }) => key(name)));
  const zones = preamblesOf(facts.text);
  const isNew = (span: Span): boolean =>
    zones.some(({ start, end }) => span.start >= start && span.end <= end) &&
    known.every(({ nameSpan }) => span.start >= nameSpan.end || span.end <= nameSpan.start);
  return facts
    .clauses('Parties')
    .sort((a, b) => a.start - b.start)
    .flatMap((span): PartyValue[] => {
      const name = span.text.replace(/\s+/g, ' ').trim();
      if (!COMPANY.test(name) || NO_NAME.test(name) || !isNew(span) || taken.has(key(name))) return [];
      taken.add(key(name));
      return [{ name, nameSpan: { start: span.start, end: span.end }, alias: null, aliasSpan: null, role: null }];
    })
    .slice(0, MOST_NAMED);
}
