import type { SourceText } from './types.js';

/** What a contract is about, as far as its review depends on it: work under an employer, or services, works and goods. */
export type ContractKind = 'employment' | 'service';

export const contractKinds: readonly ContractKind[] = ['employment', 'service'];

/** A title stands within this many code units of the beginning. */
const TITLE_AREA = 1_500;
const EMPLOYMENT_TITLE =
  /(?:근로|고용|연봉|임금) ?계약서|(?:^|\n)[^\n.]{0,60}\b(?:employment|labou?r) (?:agreement|contract)\b[^\n.]{0,60}(?:\n|$)/i;
/** Titles whose contracts speak of workers and are none of theirs. */
const OTHER_TITLE = /(?:용역|도급|하도급|공급|위탁|개발|라이선스|임대차|매매|비밀유지) ?(?:기본)? ?계약서/;

/** Words that only one kind uses often, with what each occurrence is worth. Kept few: the title decides most. */
const EMPLOYMENT_WORDS = /근로자|근로시간|휴게시간|연차|주휴일|통상임금|취업규칙|근로기준법|4대 ?보험|사회보험/g;
const SERVICE_WORDS = /대금|납품|검수|용역|하도급|산출물|발주자|수급인|수급사업자|공급자|지체상금|하자/g;
const ENGLISH_EMPLOYMENT_WORDS = /\b(?:Employee|Employer|base salary|annual salary|paid vacation|severance)\b/g;
const ENGLISH_SERVICE_WORDS =
  /\b(?:Services|Products?|Deliverables|Licensee|Licensor|Supplier|Customer|Purchase Order|Distributor)\b/g;

/** Characters that the words are counted in: enough to tell, however long the contract is. */
const COUNTED = 60_000;
/** How often words of employment must stand for one of the other kind where the title does not say. */
const CLEAR_MAJORITY = 3;
const FEWEST = 6;

/**
 * The kind of a contract, from its title and, where that says nothing, from what its body speaks of. A subcontract speaks
 * of workers too: without a title, words of employment must be the clear majority. A pure function of the text.
 */
export function contractKind({ text }: Pick<SourceText, 'text'>): ContractKind {
  const head = text.slice(0, TITLE_AREA);
  const employment = EMPLOYMENT_TITLE.exec(head);
  const other = OTHER_TITLE.exec(head);
  if (employment !== null && (other === null || employment.index < other.index)) return 'employment';
  if (other !== null) return 'service';
  const body = text.slice(0, COUNTED);
  const ofWork = count(body, EMPLOYMENT_WORDS) + count(body, ENGLISH_EMPLOYMENT_WORDS);
  const ofServices = count(body, SERVICE_WORDS) + count(body, ENGLISH_SERVICE_WORDS);
  return ofWork >= FEWEST && ofWork > CLEAR_MAJORITY * ofServices ? 'employment' : 'service';
}

function count(text: string, words: RegExp): number {
  return text.match(words)?.length ?? 0;
}
