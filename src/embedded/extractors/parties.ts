import type { Span } from '../../contracts/types.js';
import { candidateAt, trimSpan, type Candidate } from './context.js';

const SEARCH = 20_000;
const PREAMBLE = 3_500;
/** Signatures stand in the last this many code units. */
const FOOT = 5_000;
/** Those of many parties take more room. */
const LONG_FOOT = 25_000;
const MOST = 80;
const MOST_PREAMBLES = 3;

const BETWEEN =
  /\b(?:by and (?:between|among)|between|among|BY AND BETWEEN|BY AND AMONG|BETWEEN|AMONG|Between|Among|By and Between)\b/g;
const MADE = /\b(?:made|entered|dated|effective|agreement|agreed)\b/i;
const PREAMBLE_END =
  /\b(?:WHEREAS|Whereas|W ?I ?T ?N ?E ?S ?S ?E ?T ?H|WITNESSETH|RECITALS?|Recitals|BACKGROUND|Background|NOW,? THEREFORE|Now,? therefore|hereby agree|agree as follows|AGREE AS FOLLOWS|DEFINITIONS)\b/;

const SUFFIX =
  '(?:Inc|INC|Incorporated|INCORPORATED|LLC|L\\.L\\.C|LLP|L\\.L\\.P|LP|L\\.P|Ltd|LTD|Limited|LIMITED|Corp|CORP|Corporation|CORPORATION|Company|COMPANY|Co|CO|PLC|plc|GmbH|GMBH|AG|S\\.A|S\\.A\\.S|SA|N\\.V|B\\.V|NV|BV|A/S|AB|S\\.p\\.A|S\\.r\\.l|Pty|K\\.K|Trust|TRUST|Bank|BANK|N\\.A|University|UNIVERSITY|Partnership|PARTNERSHIP|Foundation|Association)';
/** A word with a capital; what repeats it asks for a space between words, so that a word is never split. */
const WORD = "[A-Z0-9][\\w&'’/!-]*(?:\\.[A-Za-z][\\w-]*)*\\.?";
/** A run of capitalised words that ends in a company form. */
const ENTITY = new RegExp(
  `(?<!\\w)(?:${WORD},? (?:(?:of|and|&|for|the|de) )?(?:\\([A-Za-z. ]{1,20}\\) )?){1,9}?${SUFFIX}\\b\\.?(?:,? ${SUFFIX}\\b\\.?){0,2}`,
  'g',
);
const ONLY_SUFFIX = new RegExp(`^(?:the )?${SUFFIX}\\.?$`, 'i');
/** `X, a Delaware corporation`; `X, an individual`. */
const DESCRIBED = new RegExp(
  `(?<!\\w)((?:${WORD},? ){0,7}${WORD}), ?(?:an?|AN?) (?:[\\w.]+ ){0,5}?(?:corporation|company|partnership|individual|trust|association|CORPORATION|COMPANY|limited|bank|university|organization|natural person)\\b`,
  'g',
);
/** `("Licensee")`, `(hereinafter referred to as the "Company")`. */
const PARENTHESIS = /\(([^()]{0,160})\)/g;
const QUOTED = /["“]([^"“”\n]{1,50})["”]/g;
const HANGUL_OR_ROLE = /[\uac00-\ud7a3甲乙丙]/;
/** Names in quotes that are no party. */
const NOT_PARTY =
  /agreement|date|contract\b|\bterm\b|party|parties|exhibit|act\b|amendment|schedule|commission|exchange/i;
/** The words that call the parties "Party" and "Parties", without what stands before in their sentence. */
const COLLECTIVE =
  /\b(?:individually|each|collectively|together|jointly)\b[^.\n]{0,120}["“]part(?:y|ies)[.,;]?["”]{1,2}\)?\.?/i;
const COLLECTIVE_LEAD = /[^.,;:)\n]{0,120}$/;
/** `between NAME (`, `and NAME, a`: a name by its place alone. */
const PLACED = new RegExp(
  `(?:^|\\b(?:and|And|AND|between|Between|BETWEEN|among|AMONG)\\b)[:,]?\\s+(?:\\(?[a-zA-Z0-9]{1,3}[).]\\s+)?((?:${WORD},? (?:(?:of|and|&|for|the|de|f/k/a|d/b/a|dba) )?){0,8}${WORD}),? ?(?=\\(|an? |having|with |located|whose|acting|residing|through|hereinafter|herein|["“])`,
  'g',
);
/** `referred to as the "Company"` outside parentheses. */
const CALLED =
  /\b(?:referred to (?:herein )?as|called|hereinafter|herein|known as|defined as)[:,]? (?:the )?["“]([^"“”\n]{1,50})["”]/g;
/** `Party A: NAME`. */
const LABELLED = new RegExp(
  `\\b(Party [A-F]|PARTY [A-F]|Seller|Buyer|Purchaser|Supplier|Licensor|Licensee|Client|Customer|Consultant|Lessor|Lessee) ?[:：]\\s*((?:(?!(?:Party|PARTY) [A-F]\\b)${WORD},? (?:(?:of|and|&|for|the) )?){0,8}(?!(?:Party|PARTY) [A-F]\\b)${WORD})`,
  'g',
);
/** A name above a signature. */
const SIGNATURE = new RegExp(
  `(?<!\\w)((?:${WORD},? (?:(?:of|and|&|for|the) )?){0,8}${WORD})\\s+(?:By|BY|Signed|/s/)\\b ?:?`,
  'g',
);
/** `For and on behalf of NAME`, to the end of the line or a gap in it. */
const ON_BEHALF =
  /\b(?:for and on behalf of|FOR AND ON BEHALF OF|For and on behalf of|For and On Behalf of|Signed on behalf of|SIGNED on behalf of|Executed on behalf of|EXECUTED on behalf of):?\s+((?:the |THE )?[A-Z][^\n:]{1,80}?)(?=\s{2,}|\n|:|,? (?:By|BY|by|acting)\b|$)/g;
/** `주식회사 누리(이하 "을"이라 한다)`. */
const KOREAN =
  /((?:\(주\)|㈜|[가-힣A-Za-z0-9&.○〇_ ]){2,40}?) ?\((?:이하|以下)[ ,]{0,2}["“'‘「『]?([가-힣甲乙丙A-Z]{1,12})["”'’」』]?(?:이?라|으?로)/g;
/** What a Korean contract calls its parties. */
const KOREAN_ALIAS =
  /^(?:[갑을병정甲乙丙]|회사|당사|본인|발주자|수급인|도급인|수급사업자|원사업자|위탁자|수탁자|공급자|공급받는자|수요자|구매자|매도인|매수인|임대인|임차인|사용자|사업주|근로자|발주기관|계약상대자|개발사|고객|이용자|의뢰인|용역사|판매자|대리점|가맹본부|가맹점사업자)$/;
/** The first article: before it, the parties are named. */
const KOREAN_START = /제\s?1\s?조/;
const KOREAN_ROLE =
  /(?:^|\n)[ \t]*(?:["“'‘「『(]?[갑을병甲乙丙]["”'’」』)]?|발주자|수급인|도급인|위탁자|수탁자|공급자|수요자|원사업자|수급사업자|사용자|사업주|근로자|발주기관|계약상대자)[ \t]*[:：][ \t]*([^\n:：()]{2,40})/g;

interface Found extends Span {
  feature: string;
}

/**
 * Where the parties are named: from a "between" that follows words of agreeing to the recitals. A title page and the
 * agreement's opening are two such places; without any, the head of the text is.
 */
export function preamblesOf(text: string): Span[] {
  const search = text.slice(0, SEARCH);
  const zones: Span[] = [];
  for (const match of search.matchAll(BETWEEN)) {
    const at = match.index;
    if (at < (zones.at(-1)?.end ?? 0) || !MADE.test(search.slice(Math.max(0, at - 250), at))) continue;
    const end = PREAMBLE_END.exec(search.slice(at + 40, at + PREAMBLE));
    const start = at + match[0].length;
    zones.push({ start, end: Math.min(text.length, end === null ? start + PREAMBLE / 2 : at + 40 + end.index) });
    if (zones.length === MOST_PREAMBLES) break;
  }
  if (zones.length > 0) return zones;
  const end = PREAMBLE_END.exec(search.slice(0, PREAMBLE));
  return [{ start: 0, end: end?.index ?? Math.min(text.length, PREAMBLE / 2) }];
}

function push(found: Found[], text: string, start: number, length: number, feature: string): void {
  const span = trimSpan(text, start, start + length);
  if (span === null || found.length >= MOST || ONLY_SUFFIX.test(text.slice(span.start, span.end))) return;
  found.push({ ...span, feature });
}

function namesIn(text: string, { start, end }: Span): Found[] {
  const found: Found[] = [];
  const area = text.slice(start, end);
  for (const match of area.matchAll(ENTITY)) push(found, text, start + match.index, match[0].length, 'entity');
  for (const match of area.matchAll(DESCRIBED))
    push(found, text, start + match.index, match[1]?.length ?? 0, 'described');
  for (const match of area.matchAll(PARENTHESIS)) {
    for (const quoted of (match[1] ?? '').matchAll(QUOTED)) {
      const name = quoted[1] ?? '';
      const isParty = HANGUL_OR_ROLE.test(name) ? KOREAN_ALIAS.test(name) : !NOT_PARTY.test(name);
      if (isParty) push(found, text, start + match.index + quoted.index + 2, name.length, 'alias');
    }
  }
  for (const match of area.matchAll(CALLED)) {
    const name = match[1] ?? '';
    const at = match.index + match[0].lastIndexOf(name);
    if (!NOT_PARTY.test(name)) push(found, text, start + at, name.length, 'called');
  }
  for (const match of area.matchAll(LABELLED)) {
    const [whole, label = '', name = ''] = match;
    push(found, text, start + match.index, label.length, 'label');
    push(found, text, start + match.index + whole.lastIndexOf(name), name.length, 'labelled');
  }
  for (const match of area.matchAll(PLACED)) {
    const name = match[1] ?? '';
    push(found, text, start + match.index + match[0].indexOf(name), name.length, 'placed');
  }
  const collective = COLLECTIVE.exec(area);
  if (collective !== null) {
    const lead =
      COLLECTIVE_LEAD.exec(area.slice(Math.max(0, collective.index - 120), collective.index))?.[0].length ?? 0;
    push(found, text, start + collective.index - lead, lead + collective[0].length, 'collective');
  }
  return found;
}

function koreanNames(text: string): Found[] {
  const found: Found[] = [];
  const head = text.slice(0, 4_000);
  const preamble = head.slice(0, KOREAN_START.exec(head)?.index ?? head.length);
  for (const match of preamble.matchAll(KOREAN)) {
    const [whole, name = '', alias = ''] = match;
    const bare = name.replace(/^.*(?:[와과]|및|한다|함)\s+/, '').trim();
    push(found, text, match.index + name.lastIndexOf(bare), bare.length, 'korean');
    if (KOREAN_ALIAS.test(alias)) push(found, text, match.index + whole.lastIndexOf(alias), alias.length, 'korean');
  }
  for (const area of [
    { start: 0, end: 4_000 },
    { start: Math.max(4_000, text.length - 2_500), end: text.length },
  ]) {
    for (const match of text.slice(area.start, area.end).matchAll(KOREAN_ROLE)) {
      const name = match[1] ?? '';
      push(found, text, area.start + match.index + match[0].lastIndexOf(name), name.length, 'role');
    }
  }
  return found;
}

function signatories(text: string): Found[] {
  const found: Found[] = [];
  const foot = Math.max(0, text.length - FOOT);
  for (const match of text.slice(foot).matchAll(SIGNATURE))
    push(found, text, foot + match.index, match[1]?.length ?? 0, 'signature');
  const longFoot = Math.max(Math.floor(text.length / 2), text.length - LONG_FOOT);
  for (const match of text.slice(longFoot).matchAll(ON_BEHALF)) {
    const [whole, name = ''] = match;
    push(found, text, longFoot + match.index + whole.lastIndexOf(name), name.length, 'behalf');
  }
  return found;
}

/** What may name a party: names and defined aliases in the preambles, names above signatures, Korean names with their 갑/을. */
export function partyCandidates(text: string): Candidate[] {
  const candidates: Candidate[] = [];
  const zones = preamblesOf(text);
  for (const [rank, zone] of zones.entries()) {
    for (const { feature, ...span } of namesIn(text, zone)) {
      const distance = span.start - zone.start;
      const place = distance < 300 ? 'close' : distance < 900 ? 'middle' : 'late';
      const opening = zone.start === 0 ? 'nopreamble' : `zone${rank}`;
      const quoted = text[span.start - 1] === '"' || text[span.start - 1] === '“' ? ['quoted'] : [];
      candidates.push(candidateAt(text, span, [feature, place, opening, `of${zones.length}`, ...quoted]));
    }
  }
  for (const { feature, ...span } of [...signatories(text), ...koreanNames(text)])
    candidates.push(candidateAt(text, span, [feature]));
  return candidates;
}
