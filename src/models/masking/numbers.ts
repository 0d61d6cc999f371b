import {
  isBusinessNumber,
  isCardNumber,
  isCorporateNumber,
  isForeigner,
  isSocialSecurityNumber,
  residentVerdict,
} from './checks.js';
import { type NumberWindow, numberWindows } from './runs.js';
import type { PersonalData, PersonalDataType } from './types.js';

/** Characters before and after a number in which words tell what it is. */
const BEFORE = 48;
const AFTER = 16;

/** A number with the words around it, folded and in lower case. */
interface Candidate extends NumberWindow {
  before: string;
  after: string;
  /** Characters that touch it. */
  previous: string;
  next: string;
}

interface NumberRule {
  type: PersonalDataType;
  /** Whether the form alone tells, or the form with the words around it. */
  matches: (candidate: Candidate) => boolean;
}

const RESIDENT_WORDS =
  /주민\s*(?:등록)?\s*번호|외국인\s*(?:등록)?\s*번호|거소\s*신고|생년월일|resident|registration n|alien|\brrn\b|\barc\b/;
const CORPORATE_WORDS = /법인\s*(?:등록)?\s*번호|corporate|corporation|company reg/;
const BUSINESS_WORDS = /사업자|business reg|\bbrn\b|tax id/;
const PHONE_WORDS =
  /전화|연락처|휴대|핸드폰|팩스|모바일|\b(?:tel|telephone|phone|mobile|cell|fax|facsimile|call)\b|\b[tmfp][.:)]\s*$|☎|📞|☏/;
const BANK_WORDS =
  /계좌|입금|송금|예금주|은행|농협|수협|신협|새마을|우체국|저축|뱅크|토스|\baccount\b|\bacct\b|\ba\/c\b|\bbank\b|\brouting\b|\baba\b/;
const BANK_AFTER = /^\s*[([]?\s*(?:[가-힣]{2,6}(?:은행|뱅크)|농협|수협|신협|우체국|예금주)/;
const LICENCE_WORDS = /운전\s*면허|면허\s*(?:번호|증)|driv(?:er|ing)/;
const SSN_WORDS = /social security|\bssn\b|\btin\b|taxpayer/;
/** What a number is that has the form of a phone or account number and is none. */
const OTHER_NUMBER =
  /(?:계약|문서|주문|송장|접수|관리|사건|고시|특허|출원|등록|품목|모델|공고)\s*번호\s*[:：]?\s*\S{0,3}$|\b(?:contract|invoice|order|patent|serial|model|case|part|docket|file|document|reference|ref)\.?\s*(?:no\b|numbers?\b|#|id\b)\.?\s*[:#]?\s*\S{0,3}$/;

const MOBILE = /^01[016789][-. /]?\d{3,4}[-. ]?\d{4}$/;
const LANDLINE = /^(?:0(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4])|0(?:70|50\d?|80))[-. /]?\d{3,4}[-. ]?\d{4}$/;
const SEPARATED_LANDLINE = /^0\d{1,3}[-. /]+\d{3,4}[-. ]\d{4}$/;
const REPRESENTATIVE = /^1[56]\d{2}-\d{4}$/;
const NORTH_AMERICAN = /^(?:1[-. ])?[2-9]\d{2}[-. ][2-9]\d{2}[-. ]\d{4}$/;
const INTERNATIONAL =
  /^(?:82[-. ]*0?[-. ]*\d{1,2}[-. ]?\d{3,4}[-. ]?\d{4}|1[-. ]?\d{3}[-. ]?\d{3}[-. ]?\d{4}|(?!82|1)\d{1,3}(?:[-. ]?\d{1,5}){1,5})$/;
const LICENCE = /^(?:1[1-9]|2[0-8])-\d{2}-\d{6}-\d{2}$/;
const ACCOUNT = /^\d{2,6}(?:[- ]\d{1,8}){1,4}$|^\d{8,17}$/;

/** In the order in which they are tried on the same digits. */
const rules: readonly NumberRule[] = [
  { type: 'resident_number', matches: (candidate) => !isForeigner(candidate.digits) && isResident(candidate) },
  { type: 'foreigner_number', matches: (candidate) => isForeigner(candidate.digits) && isResident(candidate) },
  { type: 'corporate_number', matches: isCorporate },
  {
    type: 'card',
    matches: ({ digits, shape }) =>
      /^\d{13,19}$|^\d{4}([- ])\d{4}\1\d{4}\1\d{4}$|^\d{4}([- ])\d{6}\2\d{4,5}$/.test(shape) && isCardNumber(digits),
  },
  { type: 'driving_licence', matches: isLicence },
  { type: 'business_number', matches: isBusiness },
  { type: 'phone', matches: isPhone },
  {
    type: 'social_security_number',
    matches: ({ shape, digits, before }) =>
      isSocialSecurityNumber(digits) &&
      (/^\d{3}-\d{2}-\d{4}$/.test(shape) || (/^\d{3} ?\d{2} ?\d{4}$/.test(shape) && SSN_WORDS.test(before))),
  },
  { type: 'bank_account', matches: isAccount },
];

function isResident({ shape, digits, before }: Candidate): boolean {
  if (!/^\d{6}[- ]?\d{7}$/.test(shape)) return false;
  const verdict = residentVerdict(digits);
  return verdict === 'valid' || (verdict === 'plausible' && RESIDENT_WORDS.test(before));
}

function isCorporate({ shape, digits, before }: Candidate): boolean {
  if (!/^\d{6}[- ]?\d{7}$/.test(shape)) return false;
  if (CORPORATE_WORDS.test(before)) return true;
  return isCorporateNumber(digits) && /^\d{6}-\d{7}$/.test(shape);
}

function isBusiness({ shape, digits, before }: Candidate): boolean {
  if (/^\d{3}-\d{2}-\d{5}$/.test(shape)) return isBusinessNumber(digits) || BUSINESS_WORDS.test(before);
  return /^\d{3} ?\d{2} ?\d{5}$/.test(shape) && isBusinessNumber(digits) && BUSINESS_WORDS.test(before);
}

function isLicence({ shape, before }: Candidate): boolean {
  if (LICENCE.test(shape)) return true;
  return /^\d{2}[- ]?\d{2}[- ]?\d{6}[- ]?\d{2}$|^\d{2}-\d{6}-\d{2}$/.test(shape) && LICENCE_WORDS.test(before);
}

function isPhone({ shape, digits, before, previous }: Candidate): boolean {
  if (OTHER_NUMBER.test(before)) return false;
  if (previous === '+') return INTERNATIONAL.test(shape) && digits.length >= 8 && digits.length <= 15;
  if (MOBILE.test(shape) && digits.length >= 10) return true;
  if (SEPARATED_LANDLINE.test(shape) && LANDLINE.test(shape)) return true;
  if (NORTH_AMERICAN.test(shape)) return true;
  if (!PHONE_WORDS.test(before)) return false;
  return (
    REPRESENTATIVE.test(shape) || LANDLINE.test(shape) || /^[2-9]\d{9}$/.test(shape) || /^0[\d -]{8,12}$/.test(shape)
  );
}

function isAccount({ shape, digits, before, after }: Candidate): boolean {
  if (digits.length < 8 || digits.length > 17 || !ACCOUNT.test(shape)) return false;
  if (/^(?:19|20)\d{2}[-. ](?:0?[1-9]|1[0-2])[-. ]\d{1,2}$/.test(shape)) return false;
  return BANK_WORDS.test(before) || BANK_AFTER.test(after);
}

/** Personal numbers in a folded text. They may overlap: the caller chooses. */
export function* findNumbers(folded: string): Generator<PersonalData & { breaks: number }> {
  const lower = folded.toLowerCase();
  for (const window of numberWindows(folded)) {
    const { start, end, digits, breaks } = window;
    if (digits.length < 8) continue;
    const [previous, next] = [folded[start - 1] ?? '', folded[end] ?? ''];
    if (/[A-Za-z_]/.test(previous) || /[A-Za-z_]/.test(next)) continue;
    // Half of a decimal number, or of a sum of money.
    if (/[.,]/.test(previous) && /\d/.test(folded[start - 2] ?? '')) continue;
    if (next === ',' && /\d{3}/.test(folded.slice(end + 1, end + 4))) continue;
    const candidate: Candidate = {
      ...window,
      before: lower.slice(Math.max(0, start - BEFORE), start),
      after: lower.slice(end, end + AFTER),
      previous,
      next,
    };
    const rule = rules.find(({ matches }) => matches(candidate));
    if (!rule) continue;
    const open = rule.type === 'phone' ? openingOf(folded, start, end) : start;
    yield { label: rule.type, start: open, end, key: digits, breaks };
  }
}

/** The `+`, or the bracket of an area code, that a phone number begins with. */
function openingOf(folded: string, start: number, end: number): number {
  const before = folded[start - 1];
  if (before === '+') return start - 1;
  return before === '(' && folded.slice(start, end).includes(')') ? start - 1 : start;
}
