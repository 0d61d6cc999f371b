import type { ClauseLexicon } from '../evidence.js';
import { korean, sure } from './ko-common.js';

/** Clauses of Korean employment contracts (근로계약서). */
export const koreanEmployment: readonly ClauseLexicon[] = [
  korean(
    'Working Hours',
    /(?:근로|근무|소정 ?근로|휴게) ?시간/,
    /(?:소정|근로|근무|휴게) ?시간.{0,40}(?:[0-9]+ ?시|시간|분)/,
  ),
  korean(
    'Workplace and Duties',
    /(?:근무|취업|근로) ?장소|근무지|업무의? ?내용|(?:담당|종사) ?업무|직무/,
    /(?:근무|취업) ?장소(?:는|:|：| :)/,
  ),
  korean(
    'Wages',
    /임\s?금|(?<!퇴직 ?)급여|(?<!하자 ?|유지 ?)보수|연봉|월급|시급|지급 ?방법/,
    /(?:임금|급여|월급|시급|일급|연봉|기본급|상여금|통상임금).{0,60}(?:원|지급|%)/,
  ),
  korean('Leave', /휴\s?가|휴일|연차|주휴/, /연차 ?(?:유급)? ?휴가|주휴일|유급 ?(?:휴일|휴가)|휴가를 (?:부여|준다)/),
  korean('Probation', /수습|시용/, /수습 ?기간/, sure(/수습 ?기간(?:은|:|：| :|을).{0,40}(?:개월|월|일|활용)/)),
  korean('Social Insurance', /사회 ?보험|4대 ?보험/, /고용보험|산재보험|국민연금|건강보험|4대 ?보험|사회보험/),
  korean('Severance Pay', /퇴직(?:금| ?급여)/, /퇴직(?:금|급여|연금)/),
];
