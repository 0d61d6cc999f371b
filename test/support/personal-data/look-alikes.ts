import type { Maker, Piece } from './maker.js';

/** Things that look like personal data and are none. */
export function koreanLookAlike(make: Maker): Piece {
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

export function englishLookAlike(make: Maker): Piece {
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
