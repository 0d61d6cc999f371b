import { americanPhone, dashes, domesticPhone, englishAddress, hosts, koreanAddress, users } from './contacts.js';
import type { Maker, Piece } from './maker.js';
import { business, corporate, grouped, luhn, resident } from './numbers.js';

export function koreanPiece(make: Maker): Piece {
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

export function englishPiece(make: Maker): Piece {
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
