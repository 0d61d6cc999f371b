import type { Language } from './types.js';

/** How much of a long text is looked at, in code units: the beginning, the middle and the end. */
const WINDOW = 12_000;

/** A Hangul or Han character says about as much as this many Latin letters. */
const CJK_WEIGHT = 3;

/** Words that are frequent in one language and (nearly) none of the others. */
const STOP_WORDS: ReadonlyMap<string, Language> = new Map(
  Object.entries({
    en: 'the of and to shall by this for that with be any or not is are which such from has have agreement party',
    de: 'der die das und den von zu mit ist nicht ein eine einer eines dem auf für sich im werden wird oder nach vertrag',
    fr: 'le les et du une est dans pour par sur qui au aux ou ne pas avec cette ces sont être contrat présent',
    es: 'el los las y del una por con para al se su sus como este esta será entre cualquier contrato partes',
  }).flatMap(([language, words]) => words.split(' ').map((word): [string, Language] => [word, language])),
);

/** The fewest stop words from which a Latin-script language is told, and the share the winner must have of them. */
const MIN_STOP_WORDS = 2;
const MIN_SHARE = 0.5;

/**
 * The main language of a text: `ko`, `ja`, `zh` by script, `en`, `de`, `fr`, `es` by stop words, otherwise `und`.
 *
 * A bilingual text gets the language that says more of it, a CJK character weighing as much as a few Latin letters.
 */
export function detectLanguage(text: string): Language {
  const sample = sampleOf(text);
  // Most letters of most texts are plain: they are counted without asking for their script.
  const plain = sample.replace(/[^A-Za-z]+/g, '').length;
  const rest = sample.replace(/[\0-\x7f]+/g, '');
  const hangul = count(rest, /\p{Script=Hangul}/gu) * CJK_WEIGHT;
  const kana = count(rest, /[\p{Script=Hiragana}\p{Script=Katakana}]/gu) * CJK_WEIGHT;
  const han = count(rest, /\p{Script=Han}/gu) * CJK_WEIGHT;
  const latin = plain + count(rest, /\p{Script=Latin}/gu);
  const other = plain + count(rest, /\p{L}/gu) - latin - (hangul + kana + han) / CJK_WEIGHT;

  const most = Math.max(hangul, kana + han, latin, other);
  if (most < 2 * CJK_WEIGHT) return 'und';
  if (most === hangul) return 'ko';
  if (most === kana + han) return hangul > kana && hangul * 4 > han ? 'ko' : kana * 10 > kana + han ? 'ja' : 'zh';
  return most === latin ? latinLanguage(sample) : 'und';
}

function latinLanguage(sample: string): Language {
  const hits = stopWordsOf(sample);
  const total = [...hits.values()].reduce((sum, one) => sum + one, 0);
  const [best] = [...hits].sort((a, b) => b[1] - a[1]);
  return best && best[1] >= MIN_STOP_WORDS && best[1] >= total * MIN_SHARE ? best[0] : 'und';
}

function stopWordsOf(sample: string): Map<Language, number> {
  const hits = new Map<Language, number>();
  for (const word of sample.toLowerCase().match(/\p{Script=Latin}+/gu) ?? []) {
    const language = STOP_WORDS.get(word);
    if (language !== undefined) hits.set(language, (hits.get(language) ?? 0) + 1);
  }
  return hits;
}

function sampleOf(text: string): string {
  if (text.length <= 3 * WINDOW) return text;
  const middle = (text.length - WINDOW) >>> 1;
  return [text.slice(0, WINDOW), text.slice(middle, middle + WINDOW), text.slice(-WINDOW)].join('\n');
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
