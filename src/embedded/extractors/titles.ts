import type { Span } from '../../contracts/types.js';
import { candidateAt, trimSpan, type Candidate } from './context.js';

const HEAD = 6_000;
const LONGEST = 160;

const NOUN =
  'AGREEMENTS?|CONTRACT|AMENDMENT|ADDENDUM|LICENSE|LEASE|PLAN|POLICY|MEMORANDUM OF UNDERSTANDING|TERM SHEET|INDENTURE|DEED|NOTE|WARRANT';
/** Words in capitals that end in the name of a kind of contract, with what may follow (`NO. 2`, `TO ... AGREEMENT`). */
const CAPITALS = new RegExp(
  `(?:\\b(?!(?:THIS|BETWEEN|WHEREAS|DATED|MADE)\\b)[A-Z0-9][A-Z0-9&/'’.-]*[,:]? (?:(?:&|-|–) )?){0,16}\\b(?:${NOUN})\\b(?: (?:NO\\. ?\\d+|#\\d+|NUMBER \\d+|NUMBER [A-Z]+))?`,
  'g',
);
/** `This Services Agreement (this "Agreement")`. */
const THIS = new RegExp(
  `\\b(?:THIS|This|this) ((?:[A-Z][\\w&/'’.-]*,? (?:(?:and|of|for|to|the|&) )?){0,12}(?:${NOUN}|Agreement|Contract|Amendment|Addendum|Lease|License|Plan|Memorandum of Understanding|Deed)\\b(?: No\\. ?\\d+)?)`,
  'g',
);
/** The same in title case on a line or sentence of its own. */
const TITLE_CASE = new RegExp(
  `\\b((?:[A-Z][\\w&/'’-]+,? (?:(?:and|of|for|to|the|&) )?){1,8}(?:Agreement|Contract|Amendment|Addendum)\\b)`,
  'g',
);
const KOREAN =
  /^[ \t]*([가-힣A-Za-z0-9 ()·ㆍ,/-]{0,40}(?:계\s?약\s?서|약\s?정\s?서|합\s?의\s?서|협\s?약\s?서|각\s?서|약\s?관|계약\s?조건))[ \t]*$/gm;

/** What stands before a title and is not part of it. */
const LEAD =
  /^(?:.*\b(?:EXHIBIT|Exhibit|ANNEX|SCHEDULE|APPENDIX)\s+[A-Z]?[\d.()-]*[A-Z]?\b[\d.()-]*|.*\b(?:INC|LLC|LTD|CORP|CO|L\.P|EXECUTION (?:COPY|VERSION)|EXECUTED COPY|REDACTED|PUBLICLY DISCLOSED|TREATMENT REQUESTED|CONFIDENTIAL)\b(?!-)[.,]*|\s*[\d.,]+\s|\s*(?:THIS|This|The|An?|AND|TO|THE|OF|FOR|WHEREAS|BY)\b)\s*/;

interface Found extends Span {
  feature: string;
}

function strip(text: string, span: Span): Span | null {
  let start = span.start;
  for (let turn = 0; turn < 3; turn += 1) {
    const lead = LEAD.exec(text.slice(start, span.end))?.[0] ?? '';
    if (lead === '' || start + lead.length >= span.end - 4) break;
    start += lead.length;
  }
  return trimSpan(text, start, span.end);
}

function find(text: string, pattern: RegExp, feature: string): Found[] {
  const found: Found[] = [];
  for (const match of text.matchAll(pattern)) {
    const inner = match[1] ?? match[0];
    const at = match.index + match[0].indexOf(inner);
    const span = strip(text, { start: at, end: at + inner.length });
    if (span !== null && span.end - span.start <= LONGEST) found.push({ ...span, feature });
    if (found.length >= 40) break;
  }
  return found;
}

const key = (text: string, span: Span): string =>
  text
    .slice(span.start, span.end)
    .toLowerCase()
    .replace(/[\s.,]+/g, ' ');

/** What may be the document's name, from its head: titles in capitals, `This X Agreement`, Korean title lines. */
export function titleCandidates(text: string): Candidate[] {
  const head = text.slice(0, HEAD);
  const found = [
    ...find(head, CAPITALS, 'capitals'),
    ...find(head, THIS, 'this'),
    ...find(head, TITLE_CASE, 'title'),
    ...find(head, KOREAN, 'korean'),
  ].sort((a, b) => a.start - b.start || b.end - a.end);
  const groups = new Map<string, Found[]>();
  for (const span of found) {
    const group = groups.get(key(head, span));
    if (group === undefined) groups.set(key(head, span), [span]);
    else group.push(span);
  }
  // "Agreement" alone names a document only where nothing says more.
  const names = [...groups.keys()].filter((name) => name.includes(' '));
  return [...groups.entries()]
    .filter(([name]) => names.length === 0 || name.includes(' '))
    .map(([name, group], index) => candidateOf(text, name, group, index));
}

/** One candidate a name: its first place, with what is known of all its places. */
function candidateOf(text: string, name: string, group: readonly Found[], index: number): Candidate {
  const first = group.find(({ feature }) => feature === 'capitals' || feature === 'korean') ??
    group[0] ?? { start: 0, end: 0 };
  const words = name.trim().split(' ').length;
  const features = [...new Set(group.map(({ feature }) => feature))];
  features.push(`rank${Math.min(index, 4)}`, `words${Math.min(words, 7)}`, `times${Math.min(group.length, 4)}`);
  features.push(first.start < 400 ? 'top' : first.start < 1_500 ? 'near' : 'far');
  return candidateAt(text, first, features);
}
