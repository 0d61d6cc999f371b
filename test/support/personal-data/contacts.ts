import type { Maker } from './maker.js';

export const dashes = ['-', '-', '-', '-', ' - ', '–', '‐', '－', '−'];

export function domesticPhone(make: Maker): string {
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

export function americanPhone(make: Maker): string {
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

export const users = [
  'kim.minsu',
  'hong_gildong',
  'j.park',
  'legal',
  'sarah.o-neil',
  'contracts+kr',
  'lee1987',
  'director',
];
export const hosts = ['example.co.kr', 'acme-corp.com', 'mail.hanbit.kr', 'dept.univ.ac.kr', 'globex.io', 'naver.com'];

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

export function koreanAddress(make: Maker): string {
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

export function englishAddress(make: Maker): string {
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
