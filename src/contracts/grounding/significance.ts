/** Words that, on their own, point nowhere in a contract. */
const STOP_WORDS = new Set(
  (
    'a an and any are as at be been but by each for from has have if in into is it its may must no not of on or other our ' +
    'shall such than that the their them then there these they this those to under upon was we were which who will with ' +
    'would you your 및 또는 그 이 저 등 수 것 할 한 하는 있다 없다 한다 하며 때 경우 위 본 각 중'
  ).split(' '),
);

/**
 * How much a quotation says: its letters and digits, a Hangul, kana or Han character counting twice, and 0 when it holds
 * stop words only.
 */
export function significance(quote: string): number {
  const words = quote.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  if (words.every((word) => STOP_WORDS.has(word))) return 0;
  const letters = words.join('');
  const wide = letters.match(/[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu)?.length ?? 0;
  return letters.length + wide;
}

/** Letters and digits of a quotation, each counted once. */
export function letterCount(quote: string): number {
  return quote.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
}

const NEGATION =
  /\b(?:not|no|nor|never|none|neither|cannot|without|unless|except|excluding|other than|n['’]t|non)\b|n['’]t\b|아니|않|없|못|제외|불가|금지|이외/iu;
const NO_NEGATION = /\b(?:but |including,? )?(?:not limited to|without limitation|without limiting)\b/giu;

/** Whether leaving these words out of a quotation could turn its meaning around. */
export function negates(omitted: string): boolean {
  return NEGATION.test(omitted.replace(NO_NEGATION, ' '));
}
