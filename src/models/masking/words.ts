import { isIban } from './checks.js';
import type { PersonalData, PersonalDataType } from './types.js';

/** A gap inside of a thing that may go over to the next line, but not over a blank one. */
const GAP = String.raw`(?:[ \t]+|[ \t]*\n[ \t]*)`;
const LOOSE = String.raw`[ \t]*\n?[ \t]*`;

/** How far before a thing the word that names it may stand. */
const BEFORE = 40;

interface WordRule {
  type: PersonalDataType;
  pattern: RegExp;
  /** Further conditions on a match and the folded text before it, in lower case. */
  accepts?: (match: string, before: string) => boolean;
}

/** The word, and no other number between it and this one. */
const PASSPORT_WORDS = /(?:여권|passport|travel document)[^0-9]{0,20}$/;

const PROVINCES =
  '서울(?:특별시|시)?|부산(?:광역시|시)?|대구(?:광역시|시)?|인천(?:광역시|시)?|광주(?:광역시|시)?|대전(?:광역시|시)?|울산(?:광역시|시)?|세종(?:특별자치시|시)?|경기(?:도)?|강원(?:특별자치도|도)?|충청북도|충북|충청남도|충남|전라북도|전북(?:특별자치도)?|전라남도|전남|경상북도|경북|경상남도|경남|제주(?:특별자치도|도)?';
const DISTRICT = `[가-힣]{1,5}(?:시|군|구)`;
const TOWN = `[가-힣]{1,6}[0-9]{0,2}(?:읍|면)`;
const ROAD = String.raw`[가-힣A-Za-z0-9·.]{1,12}(?:대로|로|길)(?:${LOOSE}[0-9]{1,4}(?:번|[가-하])?길)?`;
const LOT = `[가-힣]{1,6}[0-9]{0,2}(?:동|리|가)`;
const HOUSE = String.raw`(?:지하${LOOSE}|산${LOOSE})?[0-9]{1,5}(?:-[0-9]{1,4})?(?:번지|번길${LOOSE}[0-9]{1,4}(?:-[0-9]{1,4})?)?`;
/** Building, floor and room, and the name of the quarter in brackets. */
const INSIDE = String.raw`(?:,?${LOOSE}(?:[가-힣A-Za-z0-9]{1,15}(?:아파트|빌딩|타워|오피스텔|빌라|맨션|센터|프라자|플라자|타운))?(?:${LOOSE}(?:제?[0-9A-Za-z가-힣]{1,4}동|(?:지하|제|B)?[0-9]{1,3}층|(?:지하|제|B)?[0-9]{1,5}호))+|,?${LOOSE}[가-힣A-Za-z0-9]{1,15}(?:아파트|빌딩|타워|오피스텔|빌라|맨션|센터|프라자|플라자|타운))?(?:${LOOSE}\([가-힣0-9, ]{2,30}\))?`;

const KOREAN_ADDRESS = new RegExp(
  String.raw`(?<![가-힣A-Za-z0-9])(?:(?:${PROVINCES})${GAP}(?:${DISTRICT}${GAP}){0,2}|(?:${DISTRICT}${GAP}){1,2})(?:${TOWN}${GAP})?(?:${ROAD}${LOOSE}${HOUSE}(?![0-9동가읍면리])|${LOT}${GAP}${HOUSE}|${TOWN}${GAP}${HOUSE})${INSIDE}`,
  'g',
);
const SHORT_KOREAN_ADDRESS = new RegExp(
  String.raw`(?<![가-힣A-Za-z0-9])[가-힣A-Za-z0-9]{2,10}(?:대로|로|길)(?:[0-9]{1,4}번?길)?${GAP}${HOUSE}${INSIDE}`,
  'g',
);
const ADDRESS_WORDS = /주\s*소|소재지|거주지|배송지|사업장|등록기준지|본점/;

const STREET =
  'Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Way|Place|Pl|Plaza|Parkway|Pkwy|Highway|Hwy|Square|Sq|Terrace|Circle|Cir|Trail|Turnpike|Row|Alley|Loop|Broadway|Center|Centre';
const STATES =
  'A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]|Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia|Wisconsin|Wyoming';
const UNIT = String.raw`(?:,?${GAP}(?:(?:Suite|Ste|Apartment|Apt|Unit|Room|Rm)\.?${GAP}?#?[A-Za-z0-9-]{1,6}|#${LOOSE}[A-Za-z0-9-]{1,6}|[0-9]{1,3}(?:st|nd|rd|th)${GAP}Floor|Floor${GAP}[0-9]{1,3}))?`;
const CITY = String.raw`(?:,?${GAP}[A-Z][A-Za-z.'-]+(?:${GAP}[A-Z][A-Za-z.'-]+){0,2},?${GAP}(?:${STATES})\.?(?:${GAP}[0-9]{5}(?:-[0-9]{4})?)?)?`;
const ENGLISH_ADDRESS = new RegExp(
  String.raw`(?<![A-Za-z0-9$.,#-])(?:[0-9]{1,6}(?:-[0-9]{1,4})?[A-Z]?,?${GAP}(?:[NSEW]\.?${GAP}|(?:North|South|East|West)${GAP})?(?:(?:[A-Z][A-Za-z.'-]*|[0-9]{1,3}(?:st|nd|rd|th))${GAP}){1,3}(?:${STREET})\b\.?|P\.?${LOOSE}O\.?${GAP}Box${GAP}[0-9]{1,6}\b|[0-9]{1,6}${GAP}(?:[NSEW]\.?${GAP})?Broadway\b)${UNIT}${CITY}`,
  'g',
);
/** A floor, section or page with a number before it is no house. */
const NO_HOUSE = /(?:section|article|exhibit|schedule|page|chapter|no\.?|clause|paragraph)\s*$/;

const rules: readonly WordRule[] = [
  {
    type: 'email',
    pattern:
      /(?<![\w.+-])[\p{L}\p{N}_][\p{L}\p{N}_.+%-]{0,63} ?@ ?(?:[\p{L}\p{N}-]{1,63}\.){1,5}[A-Za-z]{2,24}(?![\p{L}\p{N}_-])/gu,
  },
  {
    type: 'email',
    pattern:
      /(?<![\w.+-])[\p{L}\p{N}_][\p{L}\p{N}_.+%-]{0,63}[ \t]?@[ \t]?\n?[ \t]?(?:[\p{L}\p{N}-]{1,63}\.[ \t]?\n?[ \t]?){1,5}[A-Za-z]{2,24}(?![\p{L}\p{N}_])/gu,
    // With a blank inside it may as well be a handle at the end of a sentence: the end then has to look like a domain's.
    accepts: (match) => /^\S+$|^[^\s@]+ ?@ ?\S+$|^[^\s@]+@\s*(?:[^\s.]+\.\s*)+[a-z]{2,6}$/.test(match),
  },
  { type: 'passport', pattern: /(?<![A-Za-z0-9-])[MSRODG]\d{3}[A-Z]\d{4}(?![A-Za-z0-9-])/g },
  {
    type: 'passport',
    pattern: /(?<![A-Za-z0-9-])[A-Z]{1,2}[- ]?\d{6,8}(?![A-Za-z0-9-])/g,
    accepts: (_, before) => PASSPORT_WORDS.test(before),
  },
  {
    type: 'passport',
    pattern: /(?<![A-Za-z0-9-])\d{9}(?![A-Za-z0-9-])/g,
    accepts: (_, before) => PASSPORT_WORDS.test(before),
  },
  {
    type: 'driving_licence',
    pattern:
      /(?<![가-힣])(?:서울|부산|경기|강원|충북|충남|전북|전남|경북|경남|제주|대구|인천|광주|대전|울산)[ -]?\d{2}[- ]\d{6}[- ]\d{2}(?!\d)/g,
  },
  {
    type: 'bank_account',
    pattern: /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4}){3,8}(?![A-Za-z0-9])/g,
    accepts: (match) => isIban(match.replaceAll(' ', '')),
  },
  { type: 'address', pattern: KOREAN_ADDRESS },
  { type: 'address', pattern: SHORT_KOREAN_ADDRESS, accepts: (_, before) => ADDRESS_WORDS.test(before) },
  { type: 'address', pattern: ENGLISH_ADDRESS, accepts: (_, before) => !NO_HOUSE.test(before) },
];

/** Personal data that words and letters make up, in a folded text. They may overlap: the caller chooses. */
export function* findWords(folded: string): Generator<PersonalData> {
  for (const { type, pattern, accepts } of rules) {
    for (const { 0: match, index } of folded.matchAll(pattern)) {
      const before = folded.slice(Math.max(0, index - BEFORE), index).toLowerCase();
      if (accepts && !accepts(match, before)) continue;
      const text = match.trimEnd();
      const key = text.toLowerCase().replace(/\s+/g, type === 'address' ? ' ' : '');
      yield { label: type, start: index, end: index + text.length, key };
    }
  }
}
