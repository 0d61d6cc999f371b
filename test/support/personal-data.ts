import { koreanLookAlike, englishLookAlike } from './personal-data/look-alikes.js';
import { Maker } from './personal-data/maker.js';
import { englishPiece, koreanPiece } from './personal-data/pieces.js';
import { randomFrom } from './random.js';

/**
 * Documents of both languages with personal data whose places are known, among things that look like it and are none. A
 * function of its seed. The numbers are made up by the rules of their check digits.
 */

export interface KnownData {
  label: string;
  start: number;
  end: number;
}

export interface GeneratedDocument {
  language: 'ko' | 'en';
  text: string;
  known: KnownData[];
}

const koreanProse = [
  '갑과 을은 다음과 같이 계약을 체결한다.',
  '이 계약에서 정하지 아니한 사항은 관계 법령과 상관례에 따른다.',
  '을은 납품 후 7일 이내에 검수를 요청하여야 하며, 갑은 정당한 사유 없이 이를 거부할 수 없다.',
  '비밀유지의무는 계약 종료 후 3년간 존속한다.',
  '지체상금은 지체일수 1일당 계약금액의 1000분의 1로 한다.',
];
const englishProse = [
  'This Agreement is made by and between the parties named below.',
  'Each party shall keep the Confidential Information of the other in strict confidence for five (5) years.',
  'Neither party may assign this Agreement without the prior written consent of the other party.',
  'Payment is due within thirty (30) days of receipt of an undisputed invoice.',
  'The initial term is three (3) years and renews for successive one-year terms.',
];

const FULL_WIDTH = 0xfee0;

/** Writes digits and dashes in full width, or breaks the line after a dash or between groups. */
function disguise(make: Maker, value: string, label: string | undefined): string {
  if (label === undefined) return value;
  if (label !== 'email' && label !== 'address' && make.chance(0.08)) {
    return value.replace(/[0-9]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + FULL_WIDTH));
  }
  if (label === 'address' && make.chance(0.1)) return value.replace(' ', '\n');
  if (label !== 'email' && label !== 'address' && make.chance(0.06)) return value.replace(/(?<=\d)-(?=\d)/, '-\n');
  return value;
}

/** @param index of the document; documents of one seed differ by it. */
export function generateDocument(seed: number, index: number): GeneratedDocument {
  const make = new Maker(randomFrom(seed * 100_003 + index));
  const language = index % 2 === 0 ? 'ko' : 'en';
  const [piece, lookAlike, prose] =
    language === 'ko' ? [koreanPiece, koreanLookAlike, koreanProse] : [englishPiece, englishLookAlike, englishProse];
  let text = '';
  const known: KnownData[] = [];
  for (let count = make.int(4, 14); count > 0; count -= 1) {
    if (make.chance(0.5)) text += `${make.pick(prose)} `;
    const { label, before, value, after = '' } = make.chance(0.6) ? piece(make) : lookAlike(make);
    text += before;
    const start = text.length;
    text += disguise(make, value, label);
    if (label !== undefined) known.push({ label, start, end: text.length });
    text +=
      after + (before === '(' || before.endsWith('(') ? ')' : '') + make.pick(['\n', '.\n', ', ', '\n\n', '; ', ' / ']);
  }
  return { language, text, known };
}
