import type { DocumentFacts } from '../../documents/facts.schema.js';
import { oneLine, shorten, table, terminalColumns } from './text.js';

/** Longest value in its column; what is left of the line goes to the words of the contract. */
const VALUE_COLUMNS = 44;

const LABELS = {
  title: 'Title',
  agreementDate: 'Agreement date',
  effectiveDate: 'Effective date',
  expirationDate: 'Expiration date',
  term: 'Term',
  renewal: 'Renewal',
  noticePeriod: 'Renewal notice',
  terminationNotice: 'Termination notice',
  governingLaw: 'Governing law',
  contractValue: 'Contract value',
  liabilityCap: 'Liability cap',
  paymentTerms: 'Payment terms',
} as const;

type Fact = DocumentFacts['parties'][number] | NonNullable<DocumentFacts[keyof typeof LABELS]>;

/** The card as a table: fact, value, page, words. What was not found has a dash. */
export function factsView(facts: DocumentFacts): string {
  const [title, ...others] = Object.entries(LABELS).map(([key, label]) =>
    row(label, facts[key as keyof typeof LABELS]),
  );
  const parties = facts.parties.length === 0 ? [row('Party', null)] : facts.parties.map((party) => row('Party', party));
  const rows = [...(title === undefined ? [] : [title]), ...parties, ...others];
  return table(['fact', 'value', 'page', 'words'], rows, [2]);
}

function row(label: string, fact: Fact | null): string[] {
  const [citation] = fact?.citations ?? [];
  if (fact === null || citation === undefined) return [label, '-', '', ''];
  const words = Math.max(20, terminalColumns() - VALUE_COLUMNS - 34);
  return [label, shorten(describe(fact.value), VALUE_COLUMNS), String(citation.page), shorten(citation.quote, words)];
}

function describe(value: Fact['value']): string {
  if (typeof value === 'string') return oneLine(value);
  if ('name' in value) return value.alias === null ? value.name : `${value.name} ("${value.alias}")`;
  if ('automatic' in value)
    return `${value.automatic ? 'automatic' : 'on notice or agreement'}${value.period ? `, ${value.period}` : ''}`;
  if ('basis' in value) return capOf(value);
  return money(value);
}

function capOf({ amount, basis, period }: NonNullable<DocumentFacts['liabilityCap']>['value']): string {
  if (amount !== null) return money(amount);
  return `${basis === 'fees' ? 'fees paid' : 'the contract value'}${period === null ? '' : `, ${period}`}`;
}

function money({ amount, currency }: { amount: number; currency: string }): string {
  return `${currency} ${amount.toLocaleString('en-US')}`;
}
