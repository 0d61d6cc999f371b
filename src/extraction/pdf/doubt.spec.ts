import { describe, expect, it } from '@jest/globals';
import { isGibberish, isMostlyUnreadable } from './doubt.js';

const english =
  'This Agreement is made between the Company and the Consultant, who agree that all of the work product is owned by the Company.';

/** As a font gives it whose characters are shifted by a few places. */
const shifted = (text: string, by: number) =>
  text.replace(/\S/g, (character) => String.fromCharCode(character.charCodeAt(0) - by));

describe(isGibberish, () => {
  it.each([
    english,
    english.toUpperCase(),
    '이 계약은 갑과 을 사이에 체결되며, 양 당사자는 신의에 따라 성실히 이를 이행하여야 한다. '.repeat(4),
    'Die Parteien vereinbaren, dass der Vertrag nach deutschem Recht ausgelegt wird und das Gericht in Berlin zuständig ist.',
    'Umowa wchodzi w życie z dniem podpisania przez obie strony i zostaje zawarta na czas nieoznaczony, chyba że strony postanowią inaczej.',
    '12,345.00 USD 99.5 % 2020 Q1 2020 Q2 Revenue EBITDA CAPEX OPEX '.repeat(6),
    'short',
  ])('takes what is written in a language for what it is: %s', (text) => {
    expect(isGibberish(text)).toBe(false);
  });

  it('knows letters that a font maps wrongly', () => {
    expect(isGibberish(shifted(english, 29))).toBe(true);
  });

  it('knows the bytes of a Korean encoding taken for Latin letters', () => {
    expect(
      isGibberish('º» °è¾àÀº °©°ú À» »çÀÌ¿¡ Ã¼°áµÇ¸ç, ¾ç ´ç»çÀÚ´Â ½ÅÀÇ¿¡ µû¶ó ¼º½ÇÈ÷ ÀÌÇàÇÏ¿©¾ß ÇÑ´Ù. '.repeat(3)),
    ).toBe(true);
  });
});

describe(isMostlyUnreadable, () => {
  it('counts characters that stand for no letter', () => {
    expect(isMostlyUnreadable(`a${'\ue001'.repeat(9)}`)).toBe(true);
    expect(isMostlyUnreadable('\ufffd\ufffd b c')).toBe(true);
    expect(isMostlyUnreadable(`${english}\ue001`)).toBe(false);
  });
});
