/** Words that say only which page this is. */
const PAGE_WORDS = /\b(page|pages|pg|of|seite|von|sur|de|página)\b|페이지|쪽|중|\/|第|页|頁|共/giu;

/** Whether a header or footer says anything beside the number of its page. */
export function saysSomething(text: string): boolean {
  return /\p{L}/u.test(text.replace(PAGE_WORDS, ''));
}
