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

type Random = () => number;

/** mulberry32 */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

class Maker {
  constructor(readonly random: Random) {}

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.random() * from.length)]!;
  }

  int(low: number, high: number): number {
    return low + Math.floor(this.random() * (high - low + 1));
  }

  digits(count: number): string {
    return Array.from({ length: count }, () => this.int(0, 9)).join('');
  }

  chance(share: number): boolean {
    return this.random() < share;
  }

  two(low: number, high: number): string {
    return String(this.int(low, high)).padStart(2, '0');
  }
}

function checkDigit(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * Number(digits[index]), 0);
}

function resident(make: Maker, foreigner: boolean): string {
  const century = make.chance(0.25) ? 2000 : 1900;
  const year = century === 2000 ? make.two(0, 19) : make.two(40, 99);
  const born = `${year}${make.two(1, 12)}${make.two(1, 28)}`;
  const sex = foreigner
    ? make.pick(century === 2000 ? ['7', '8'] : ['5', '6'])
    : make.pick(century === 2000 ? ['3', '4'] : ['1', '2']);
  const body = `${born}${sex}${make.digits(5)}`;
  const remainder = checkDigit(body, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11;
  return `${body}${(foreigner ? 13 - remainder : 11 - remainder) % 10}`;
}

function business(make: Maker): string {
  const body = `${make.int(1, 9)}${make.digits(8)}`;
  const sum = checkDigit(body, [1, 3, 7, 1, 3, 7, 1, 3, 5]) + Math.floor((Number(body[8]) * 5) / 10);
  return `${body}${(10 - (sum % 10)) % 10}`;
}

function corporate(make: Maker): string {
  const body = `1${make.pick(['1', '2', '3'])}${make.digits(10)}`;
  return `${body}${(10 - (checkDigit(body, [1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2]) % 10)) % 10}`;
}

function luhn(body: string): string {
  let sum = 0;
  for (let index = 0; index < body.length; index += 1) {
    const digit = Number(body[body.length - 1 - index]) * (index % 2 === 0 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return `${body}${(10 - (sum % 10)) % 10}`;
}

function grouped(digits: string, sizes: readonly number[], separator: string): string {
  let from = 0;
  return sizes
    .map((size) => digits.slice(from, (from += size)))
    .filter((part) => part !== '')
    .join(separator);
}

const dashes = ['-', '-', '-', '-', ' - ', '–', '‐', '－', '−'];

function domesticPhone(make: Maker): string {
  const separator = make.pick(['-', '-', '-', '.', ' ', '－', ' - ']);
  const area = make.pick(['010', '010', '010', '02', '031', '051', '070', '064']);
  const middle =
    area === '010' ? `${make.int(2, 9)}${make.digits(3)}` : `${make.int(2, 9)}${make.digits(make.int(2, 3))}`;
  const parts = [area, middle, make.digits(4)];
  if (area === '010' && make.chance(0.2)) return parts.join('');
  if (area === '02' && make.chance(0.2)) return `${area})${parts.slice(1).join('-')}`;
  if (make.chance(0.1)) return `+82-${[area.slice(1), ...parts.slice(1)].join('-')}`;
  if (make.chance(0.05)) return `+82 ${[area.slice(1), ...parts.slice(1)].join(' ')}`;
  return parts.join(separator);
}

function americanPhone(make: Maker): string {
  const [area, exchange, line] = [
    `${make.int(2, 9)}${make.digits(2)}`,
    `${make.int(2, 9)}${make.digits(2)}`,
    make.digits(4),
  ];
  return make.pick([
    `(${area}) ${exchange}-${line}`,
    `${area}-${exchange}-${line}`,
    `${area}.${exchange}.${line}`,
    `+1 ${area} ${exchange} ${line}`,
    `+1 (${area}) ${exchange}-${line}`,
    `1-${area}-${exchange}-${line}`,
    `+44 20 ${make.int(3, 8)}${make.digits(3)} ${make.digits(4)}`,
  ]);
}

const users = ['kim.minsu', 'hong_gildong', 'j.park', 'legal', 'sarah.o-neil', 'contracts+kr', 'lee1987', 'director'];
const hosts = ['example.co.kr', 'acme-corp.com', 'mail.hanbit.kr', 'dept.univ.ac.kr', 'globex.io', 'naver.com'];

const roads = [
  '테헤란로',
  '세종대로',
  '판교역로',
  '봉은사로',
  '가산디지털1로',
  '정자일로',
  '해운대해변로',
  '동일로 123길',
];
const districts = [
  '서울특별시 강남구',
  '서울 종로구',
  '경기도 성남시 분당구',
  '부산광역시 해운대구',
  '대전 유성구',
  '경기 수원시 영통구',
];
const lots = ['역삼동', '서초동', '구로3동', '대치동'];

function koreanAddress(make: Maker): string {
  const inside = make.pick([
    '',
    '',
    `, ${make.int(2, 30)}층`,
    ` ${make.int(1, 20)}층 ${make.int(101, 999)}호`,
    ` ${make.int(101, 120)}동 ${make.int(101, 2503)}호`,
  ]);
  const quarter = make.chance(0.3) ? ` (${make.pick(lots)})` : '';
  if (make.chance(0.25))
    return `${make.pick(districts)} ${make.pick(lots)} ${make.int(1, 999)}-${make.int(1, 50)}${make.pick(['', '번지'])}`;
  return `${make.pick(districts)} ${make.pick(roads)} ${make.int(1, 500)}${make.pick(['', `-${make.int(1, 40)}`])}${inside}${quarter}`;
}

function englishAddress(make: Maker): string {
  const street = `${make.int(1, 9999)} ${make.pick(['', 'North ', 'W. '])}${make.pick(['Main', 'Market', 'Park', 'Elm Creek', 'Corporate Center', '42nd', 'Lakeside'])} ${make.pick(['Street', 'St.', 'Avenue', 'Ave', 'Road', 'Blvd.', 'Drive', 'Lane', 'Parkway'])}`;
  const unit = make.pick(['', '', `, Suite ${make.int(100, 900)}`, `, Apt. ${make.int(1, 40)}B`]);
  const city = make.pick([
    '',
    `, San Jose, CA ${make.digits(5)}`,
    `, New York, New York ${make.digits(5)}`,
    `, Austin, Texas ${make.digits(5)}-${make.digits(4)}`,
  ]);
  return make.chance(0.1) ? `P.O. Box ${make.int(10, 9999)}` : street + unit + city;
}

/** A datum in one of the forms people write it in, and the words before and after it. */
interface Piece {
  label?: string;
  value: string;
  before: string;
  after?: string;
}

function koreanPiece(make: Maker): Piece {
  const dash = make.pick(dashes);
  return make.pick<() => Piece>([
    () => ({
      label: 'resident_number',
      value: grouped(resident(make, false), [6, 7], make.pick([dash, dash, ''])),
      before: make.pick(['주민등록번호: ', '주민번호 ', '(', '대표자 홍길동, ']),
    }),
    () => ({
      label: 'foreigner_number',
      value: grouped(resident(make, true), [6, 7], dash),
      before: make.pick(['외국인등록번호 ', '등록번호: ', '']),
    }),
    () => ({
      label: 'passport',
      value: make.pick([
        `M${make.digits(8)}`,
        `M${make.digits(3)}${make.pick(['A', 'B', 'K'])}${make.digits(4)}`,
        `S${make.digits(8)}`,
      ]),
      before: make.pick(['여권번호: ', '여권 번호 ', '여권(']),
    }),
    () => ({
      label: 'driving_licence',
      value: `${make.int(11, 28)}${dash}${make.two(0, 99)}${dash}${make.digits(6)}${dash}${make.digits(2)}`,
      before: make.pick(['운전면허번호: ', '면허번호 ', '']),
    }),
    () => ({
      label: 'business_number',
      value: grouped(business(make), [3, 2, 5], dash),
      before: make.pick(['사업자등록번호: ', '사업자번호 ', '등록번호 ', '']),
    }),
    () => ({
      label: 'corporate_number',
      value: grouped(corporate(make), [6, 7], '-'),
      before: make.pick(['법인등록번호: ', '법인번호 ']),
    }),
    () => ({
      label: 'phone',
      value: domesticPhone(make),
      before: make.pick(['연락처: ', '전화 ', 'Tel. ', '휴대전화: ', '담당자 김민수 ', '']),
    }),
    () => ({ label: 'phone', value: `${make.pick(['1588', '1544', '1670'])}-${make.digits(4)}`, before: '대표전화 ' }),
    () => ({
      label: 'card',
      value: grouped(
        luhn(`${make.pick(['4', '51', '9'])}${make.digits(15)}`.slice(0, 15)),
        [4, 4, 4, 4],
        make.pick(['-', ' ', '']),
      ),
      before: make.pick(['카드번호: ', '법인카드 ', '']),
    }),
    () => ({
      label: 'bank_account',
      value: make.pick([
        `${make.digits(6)}-${make.digits(2)}-${make.digits(6)}`,
        `${make.digits(3)}-${make.digits(6)}-${make.digits(5)}`,
        `${make.digits(4)}-${make.digits(2)}-${make.digits(7)}`,
        `1${make.digits(12)}`,
      ]),
      before: make.pick(['계좌번호: ', '국민은행 ', '입금계좌 신한은행 ', '농협 ']),
      after: make.pick([' (예금주: 홍길동)', '']),
    }),
    () => ({
      label: 'email',
      value: `${make.pick(users)}@${make.pick(hosts)}`,
      before: make.pick(['이메일: ', '전자우편 ', '']),
    }),
    () => ({
      label: 'address',
      value: koreanAddress(make),
      before: make.pick(['주소: ', '소재지 ', '본점 소재지: ', '']),
    }),
  ])();
}

function englishPiece(make: Maker): Piece {
  return make.pick<() => Piece>([
    () => ({
      label: 'phone',
      value: americanPhone(make),
      before: make.pick(['Tel: ', 'Phone ', 'Facsimile: ', 'call ', '']),
    }),
    () => ({
      label: 'email',
      value: `${make.pick(users)}@${make.pick(hosts)}`,
      before: make.pick(['E-mail: ', 'at ', '']),
    }),
    () => ({
      label: 'address',
      value: englishAddress(make),
      before: make.pick(['located at ', 'Address: ', 'Attention: General Counsel, ']),
    }),
    () => ({
      label: 'social_security_number',
      value: `${make.int(100, 665)}-${make.two(1, 99)}-${make.int(1000, 9999)}`,
      before: make.pick(['SSN: ', 'Social Security No. ', '']),
    }),
    () => ({
      label: 'card',
      value: grouped(
        luhn(`${make.pick(['4', '55', '6'])}${make.digits(15)}`.slice(0, 15)),
        [4, 4, 4, 4],
        make.pick(['-', ' ', '']),
      ),
      before: make.pick(['card ', 'Visa ']),
    }),
    () => ({
      label: 'card',
      value: grouped(luhn(`37${make.digits(12)}`), [4, 6, 5], make.pick(['-', ' '])),
      before: 'American Express ',
    }),
    () => ({
      label: 'bank_account',
      value: make.pick([make.digits(10), make.digits(12), `${make.digits(4)}-${make.digits(4)}-${make.digits(4)}`]),
      before: make.pick(['Account No. ', 'bank account number ', 'Acct # ']),
    }),
    () => ({
      label: 'passport',
      value: `${make.pick(['M', 'S'])}${make.digits(8)}`,
      before: make.pick(['Passport No. ', 'passport number ']),
    }),
    () => ({
      label: 'resident_number',
      value: grouped(resident(make, false), [6, 7], '-'),
      before: make.pick(['resident registration number ', 'RRN: ', '']),
    }),
    () => ({
      label: 'business_number',
      value: grouped(business(make), [3, 2, 5], '-'),
      before: make.pick(['business registration no. ', '']),
    }),
  ])();
}

/** Things that look like personal data and are none. */
function koreanLookAlike(make: Maker): Piece {
  return make.pick<() => Piece>([
    () => ({ value: `${make.int(2015, 2026)}-${make.two(1, 12)}-${make.two(1, 28)}`, before: '체결일 ' }),
    () => ({
      value: `${make.int(2015, 2026)}. ${make.int(1, 12)}. ${make.int(1, 28)}.부터 ${make.int(2027, 2030)}. ${make.int(1, 12)}. ${make.int(1, 28)}.까지`,
      before: '계약기간은 ',
    }),
    () => ({ value: `${make.int(1, 900)},${make.digits(3)},${make.digits(3)}원`, before: '금 ' }),
    () => ({ value: `제${make.int(2010, 2026)}-${make.digits(4)}호`, before: '고시 ' }),
    () => ({ value: `제${make.int(1, 60)}조제${make.int(1, 9)}항`, before: '' }),
    () => ({ value: `10-${make.int(2010, 2024)}-${make.digits(7)}`, before: '특허출원번호 ' }),
    () => ({ value: `${make.digits(4)}-${make.digits(4)}-${make.digits(2)}`, before: '계약번호 ' }),
    () => ({
      value: `13${make.int(13, 99)}${make.digits(2)}-${make.digits(7)}`.replace(/^13(\d\d)/, '99$1'),
      before: '품목코드 ',
    }),
    () => ({ value: `SN-${make.digits(8)}`, before: '일련번호 ' }),
    () => ({ value: `${make.int(1, 9)}.${make.digits(10)}`, before: '계수 ' }),
    () => ({ value: `${make.digits(3)}-${make.digits(5)}`, before: '우편물 ' }),
    () => ({ value: `을의 요청에 따라 별도로 ${make.int(2, 9)}부`, before: '' }),
  ])();
}

function englishLookAlike(make: Maker): Piece {
  return make.pick<() => Piece>([
    () => ({ value: `$${make.int(1, 900)},${make.digits(3)},${make.digits(3)}.00`, before: 'the sum of ' }),
    () => ({ value: `${make.two(1, 12)}/${make.two(1, 28)}/${make.int(1999, 2026)}`, before: 'dated ' }),
    () => ({ value: `Section ${make.int(1, 20)}.${make.int(1, 20)}(${make.pick(['a', 'b', 'c'])})`, before: 'under ' }),
    () => ({ value: `${make.int(2, 20)} of the Road Map`, before: 'step ' }),
    () => ({ value: `U.S. Patent No. ${make.int(5, 11)},${make.digits(3)},${make.digits(3)}`, before: '' }),
    () => ({ value: `001-${make.digits(5)}`, before: 'Commission File Number ' }),
    () => ({ value: make.digits(8), before: 'Purchase Order No. ' }),
    () => ({
      value: `v${make.int(1, 9)}.${make.int(0, 30)}.${make.int(0, 30)}-build.${make.digits(6)}`,
      before: 'software ',
    }),
    () => ({ value: `978-${make.int(0, 9)}-${make.digits(4)}-${make.digits(4)}-${make.int(0, 9)}`, before: 'ISBN ' }),
    () => ({ value: `${make.digits(3)}-${make.digits(3)}`, before: 'form ' }),
    () => ({ value: `${make.int(10, 400)} Business Days`, before: 'within ' }),
    () => ({ value: `@${make.pick(['acme', 'hanbit'])}`, before: 'the handle ' }),
  ])();
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
