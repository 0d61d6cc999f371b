import type { Span } from '../types.js';

/** A party as the contract introduces it. Every span is a range of the text that was read. */
export interface PartyValue {
  name: string;
  nameSpan: Span;
  /** What the contract calls it: "Supplier", 갑; null when it is called by its name alone. */
  alias: string | null;
  aliasSpan: Span | null;
  /** The alias where it says what the party does (Supplier, 수급사업자), else null. */
  role: string | null;
}

const ROLES =
  /^(?:the )?(?:supplier|seller|buyer|purchaser|customer|client|contractor|subcontractor|consultant|vendor|provider|service provider|licensor|licensee|distributor|reseller|manufacturer|developer|sponsor|agent|owner|operator|manager|franchisor|franchisee|lessor|lessee|landlord|tenant|lender|borrower|employer|employee|executive|transporter|shipper|advertiser|affiliate|promoter|company|disclosing party|receiving party|service recipient|host|marketer|publisher|transferor|transferee|assignor|assignee|guarantor|trustee|administrator|investor|issuer|underwriter|endorser|talent|spokesperson|endorsee|joint venturer)$/i;
const KOREAN_ROLES =
  /^(?:발주자|발주처|발주기관|수급인|도급인|원사업자|수급사업자|위탁자|수탁자|공급자|공급받는자|수요자|구매자|판매자|매도인|매수인|임대인|임차인|사용자|사업주|근로자|계약상대자|개발사|고객|고객사|이용자|용역사|대리점|가맹본부|가맹점사업자|회사|방송사|제작사|스태프|양도인|양수인|채권자|채무자|라이선서|라이선시)$/;

/** Names in quotes that are no party. */
const NOT_PARTY =
  /agreement|\bdate\b|contract\b|\bterm\b|\bpart(?:y|ies)\b|exhibit|\bact\b|amendment|schedule|commission|exchange|affiliate[sd]?$|services?$|products?$|territory|property|software|marks?$|facility|premises|project|program$|^(?:i|us|our|you|your)$/i;

const PARENTHESIS = /\(((?:[^()]|\([^()]{0,60}\)){0,260})\)/g;
const QUOTED = /["“”']{1,2}([\w가-힣][^"“”\n]{0,49}?)[,.]?["“”']{1,2}/g;
/** From here on a bracket speaks of several parties. */
const COLLECTIVE = /\b(?:collectively|each|individually|together(?! with (?:its|their)\b)).*$/is;
/** `hereinafter referred to as "Company"` without brackets. */
const CALLED =
  /\b(?:(?:herein(?:after)?,? |hereafter,? )?referred to (?:herein |hereinafter )?as|hereinafter(?: called)?|hereafter(?: called)?)[:,]? (?:the )?["“]([^"“”\n]{1,50})["”]/g;

/** What may stand between the last party and a name. */
const LEAD =
  /^(?:[\s,.;:–-]|\b(?:and|by|between|among|amongst|with|is|made|on the (?:one|other|first|second) (?:hand|part)|of the (?:one|other|first|second) part|as (?:the )?\w+)\b|\(?(?:[1-9]|i{1,3}|iv|[a-d])[).]|part(?:y|ies) [a-f]:|&)+/i;
/** Where the name ends and its description begins. */
const DESCRIPTION =
  /,?\s+(?:an?|AN?|the|whose|[Ww]ith|[Hh]aving|[Ll]ocated|organi[sz]ed|incorporated|duly|residing|acting|being|existing|through|on behalf|registered|established|formerly|together|individually|for itself|maintaining|doing business|d\/b\/a|dba|f\/k\/a)\s+(?=[\w'“"(])|,\s+(?:its|their|a\/an|of)\s|\s+of\s+(?=\d)|\s*\(|\s*[;\n]|\s+(?:has|hereby|located|under|at)\s|,?\s+(?=\d{1,6}\s)|,\s+(?=\d)|,\s+(?:\w+\s+){0,3}(?:corporation|limited liability|company|partnership)\b/;
const FORM =
  /\b(?:inc|incorporated|llc|l\.l\.c|llp|lp|l\.p|ltd|limited|corp|corporation|company|co|plc|gmbh|ag|s\.a|sa|s\.a\.s|n\.v|b\.v|nv|bv|a\/s|ab|s\.p\.a|s\.r\.l|pty|k\.k|trust|bank|n\.a|university|partnership|foundation|association|institute|city|county|state|department)\b/i;
const LONGEST_NAME = 110;
const LONGEST_LEAD = 700;

/**
 * The parties that an English or Korean preamble introduces, in its order: names with what they are called. It names nobody
 * where the form is blank, and no collective ("the Parties").
 *
 * @param zone Range of the text that introduces the parties.
 */
export function findParties(text: string, zone: Span): PartyValue[] {
  const area = text.slice(zone.start, zone.end);
  const found = [...koreanParties(area), ...englishParties(area)];
  return found.map((party) => ({
    ...party,
    nameSpan: moved(party.nameSpan, zone.start),
    aliasSpan: party.aliasSpan === null ? null : moved(party.aliasSpan, zone.start),
  }));
}

function moved({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}

interface Definition extends Span {
  alias: Span | null;
}

/** Brackets and phrases that say what the words before them are called, in order. */
function definitions(area: string): Definition[] {
  const found: Definition[] = [];
  for (const match of area.matchAll(PARENTHESIS)) {
    const inner = (match[1] ?? '').replace(COLLECTIVE, '');
    const quoted = [...inner.matchAll(QUOTED)];
    if (quoted.length === 0) continue;
    const first = quoted.find((quote) => !NOT_PARTY.test(quote[1] ?? ''));
    const alias = first === undefined ? null : inside(match.index + 1 + first.index, first[0], first[1] ?? '');
    if (alias !== null) found.push({ start: match.index, end: match.index + match[0].length, alias });
  }
  for (const match of area.matchAll(CALLED)) {
    const name = match[1] ?? '';
    if (found.some(({ start, end }) => match.index >= start && match.index < end) || NOT_PARTY.test(name)) continue;
    found.push({ start: match.index, end: match.index + match[0].length, alias: inside(match.index, match[0], name) });
  }
  return found.sort((a, b) => a.start - b.start);
}

function inside(at: number, whole: string, part: string): Span {
  const start = at + whole.lastIndexOf(part);
  return { start, end: start + part.length };
}

function englishParties(area: string): PartyValue[] {
  const parties: PartyValue[] = [];
  let from = 0;
  for (const { start, end, alias } of definitions(area)) {
    const name = nameIn(area, Math.max(from, start - LONGEST_LEAD), start);
    from = end;
    if (name === null || alias === null) continue;
    const called = area.slice(alias.start, alias.end);
    if (/[가-힣]/.test(called)) continue;
    parties.push({
      name: oneLine(area.slice(name.start, name.end)),
      nameSpan: name,
      alias: oneLine(called),
      aliasSpan: alias,
      role: ROLES.test(called) ? oneLine(called) : null,
    });
  }
  return withoutRepeats(parties);
}

/** Where a name may begin in a stretch: at its opening, and behind each "and". */
const OPENING = /\b(?:between|among|BETWEEN|AMONG|Between|B E T W E E N)\b/g;
const SENTENCE_END = /[a-z]{4}\.\s+(?=[A-Z])/g;
const AND = /[\s,;-](?:and|AND|And)\s+(?:-\s+)?(?=\S)/g;

/** The name that a stretch before a definition gives; null when it gives none. */
function nameIn(area: string, from: number, to: number): Span | null {
  const stretch = area.slice(from, to);
  const opening = [...stretch.matchAll(OPENING)].at(-1);
  const offset = opening === undefined ? 0 : opening.index + opening[0].length;
  const behind = (pattern: RegExp): number[] =>
    [...stretch.matchAll(pattern)].map(({ index, 0: { length } }) => index + length).filter((at) => at > offset);
  for (const at of [offset, ...behind(AND), ...behind(SENTENCE_END)]) {
    const name = nameAt(stretch.slice(at));
    if (name !== null) return { start: from + at + name.start, end: from + at + name.end };
  }
  return null;
}

function nameAt(words: string): Span | null {
  const start = LEAD.exec(words)?.[0].length ?? 0;
  const rest = words.slice(start, start + LONGEST_NAME + 60);
  const cut = DESCRIPTION.exec(rest)?.index ?? rest.length;
  const name = rest.slice(0, cut).replace(/[\s,;:-]+$|,?\s+(?:and|or|of)$/i, '');
  return name.length < 2 || name.length > LONGEST_NAME || !isName(name) ? null : { start, end: start + name.length };
}

/** A company's form in it, or words that all begin with capitals. */
function isName(name: string): boolean {
  const words = name.split(/\s+/);
  if (words.length === 1 && !FORM.test(name)) return false;
  const capitals = words.filter((word) => /^["'“(]?[A-Z0-9&]|\.com\b/.test(word)).length;
  const small = words.filter((word) => /^(?:of|and|the|for|de|van|von|der|du|la|&|y|\/|-)$/i.test(word)).length;
  if (
    !/^["“]?(?:[A-Z0-9]|[a-z][\w.]*\.com\b)/.test(name) ||
    NOT_PARTY.test(name.replace(/\b(?:services?|products?|software|property)\b/gi, ''))
  )
    return false;
  return FORM.test(name)
    ? capitals + small >= words.length * 0.6
    : capitals + small === words.length &&
        words.length <= 8 &&
        name.length >= 4 &&
        !/,/.test(name.replace(/, (?:Jr|Sr|II|III|M\.?D|Ph)/, ''));
}

function oneLine(words: string): string {
  return words.replace(/\s+/g, ' ').trim();
}

const KOREAN =
  /((?:[(（]주[)）] ?|㈜ ?)?[가-힣A-Za-z0-9&.·’'○〇_ -]{2,40}?(?:[(（]주[)）]|㈜)?) ?[(（](?:이하|以下)[ ,]{0,2}["“”'‘’「『]?([가-힣甲乙丙A-Za-z ]{1,16}?)["“”'‘’」』]? ?(?:이?라|으?로 |[)）]|함)/g;
/** `갑: 주식회사 온새물류`, `"갑" 상호: 한빛물류 주식회사`, `(사업주) 사업체명 : 가나`. */
const KOREAN_LABEL =
  /(?:^|\n)[ \t|]*["“”'‘’「『(]?(갑|을|병|甲|乙|[가-힣]{2,6}(?:자|인|처|기관|사|주))["“”'‘’」』)]?[ \t|]*(?:[:：|][ \t]*)?(?:(?:상호|회사명|업체명|사업체명|법인명|명칭|성명)(?:[ \t]*또는[ \t]*명칭)?[ \t]*[:：|][ \t]*)([^\n:：()|]{2,40})/g;

function koreanParties(area: string): PartyValue[] {
  const parties: PartyValue[] = [];
  const push = (at: number, name: string, aliasAt: number, alias: string): void => {
    if (/[_○〇]{2,}|^\s*$/.test(name) || /^[\s○〇_.-]*$/.test(name)) return;
    parties.push({
      name: oneLine(name),
      nameSpan: { start: at, end: at + name.length },
      alias,
      aliasSpan: { start: aliasAt, end: aliasAt + alias.length },
      role: KOREAN_ROLES.test(alias) ? alias : null,
    });
  };
  for (const match of area.matchAll(KOREAN)) {
    const [whole, raw = '', alias = ''] = match;
    const bare = raw.replace(/^.*(?:[와과]|및|한다|함|[.,])\s+/, '').trim();
    if (/계약|용역|업무|사업$/.test(bare) && !/주식회사|\(주\)|㈜/.test(bare)) continue;
    if (NOT_KOREAN_PARTY.test(alias) || /^(?:에게|에서|와|과|은|는|을|를|의)(?: |$)/.test(bare)) continue;
    push(match.index + raw.lastIndexOf(bare), bare, match.index + whole.lastIndexOf(alias), alias.trim());
  }
  for (const match of area.matchAll(KOREAN_LABEL)) {
    const [whole, alias = '', raw = ''] = match;
    const name = raw.replace(/\s{3,}.*$/, '').trim();
    if (name === '' || !/[가-힣A-Za-z]{2}/.test(name)) continue;
    push(match.index + whole.lastIndexOf(name), name, match.index + whole.indexOf(alias), alias);
  }
  return withoutRepeats(parties);
}

const NOT_KOREAN_PARTY = /계약|약정|프로그램|용역|서비스|시스템|제품|정보|자료|기간|대금|업무|작업|산출물|물품/;

/** Each name once, with the first alias it is given; each alias for one name. */
function withoutRepeats(parties: readonly PartyValue[]): PartyValue[] {
  const names = new Set<string>();
  const aliases = new Set<string>();
  return parties.filter(({ name, alias }) => {
    const key = name.toLowerCase().replace(/[\s.,]/g, '');
    if (names.has(key) || (alias !== null && aliases.has(alias.toLowerCase()))) return false;
    names.add(key);
    if (alias !== null) aliases.add(alias.toLowerCase());
    return true;
  });
}
