import { describe, expect, it } from '@jest/globals';
import iconv from 'iconv-lite';
import { decodeText } from './decode.js';
import { looksLikeText } from './looks-like-text.js';

const KOREAN = '제1조 (목적) 이 계약은 갑과 을 사이의 권리와 의무를 정함을 목적으로 한다.\n';
const FRENCH =
  'Le présent contrat est conclu à Genève, où les parties ont élu domicile. Été comme hiver, la société paiera.\n';

describe(decodeText, () => {
  it.each([
    ['utf-8', Buffer.from(KOREAN)],
    ['utf-8', Buffer.from(`\ufeff${KOREAN}`)],
    ['utf-16le', iconv.encode(KOREAN, 'utf-16le', { addBOM: true })],
    ['utf-16be', iconv.encode(KOREAN, 'utf-16be', { addBOM: true })],
    ['utf-32le', iconv.encode(KOREAN, 'utf-32le', { addBOM: true })],
  ])('reads %s, which needs no guess', (encoding, bytes) => {
    expect(decodeText(bytes)).toEqual({ text: KOREAN, encoding, guessed: false, lossy: false });
  });

  it.each([
    ['cp949', KOREAN],
    ['cp949', '갑은 을에게 똠방각하 펲시콜라를 공급한다'],
    ['windows-1252', FRENCH],
    ['utf-16le', KOREAN],
    ['utf-16be', FRENCH],
    ['Shift_JIS', '本契約は、甲と乙との間における取引の条件を定めるものである。\n甲は乙に対し、商品を売り渡す。'],
  ])('guesses %s and says so', (encoding, text) => {
    const decoded = decodeText(iconv.encode(text, encoding));
    expect(decoded).toMatchObject({ text, guessed: true, lossy: false });
    expect(decoded.encoding).toBe(encoding.toLowerCase());
  });

  it('believes a declaration unless the bytes are UTF-8 anyway', () => {
    expect(decodeText(iconv.encode(KOREAN, 'cp949'), 'EUC-KR')).toMatchObject({
      text: KOREAN,
      encoding: 'cp949',
      guessed: false,
    });
    expect(decodeText(Buffer.from(KOREAN), 'iso-8859-1')).toMatchObject({ text: KOREAN, encoding: 'utf-8' });
    expect(decodeText(iconv.encode(KOREAN, 'cp949'), 'utf-8')).toMatchObject({ text: KOREAN, guessed: true });
    expect(decodeText(iconv.encode(KOREAN, 'cp949'), 'no-such-charset')).toMatchObject({ text: KOREAN, guessed: true });
  });

  it('reads UTF-8 with a broken byte as UTF-8, and says that it is damaged', () => {
    const bytes = Buffer.concat([Buffer.from(KOREAN.repeat(5)), Buffer.from([0xed, 0x95]), Buffer.from('끝')]);
    expect(decodeText(bytes)).toEqual({
      text: `${KOREAN.repeat(5)}\ufffd끝`,
      encoding: 'utf-8',
      guessed: false,
      lossy: true,
    });
    expect(decodeText(Buffer.from('a \ufffd stands here'))).toMatchObject({ lossy: false });
  });
});

describe(looksLikeText, () => {
  it('takes encoded text of any kind', () => {
    for (const encoding of ['utf-8', 'cp949', 'utf-16le', 'utf-16be', 'shift_jis', 'windows-1252']) {
      expect(looksLikeText(iconv.encode(`${KOREAN}${FRENCH}`.replaceAll('é', 'e'), encoding))).toBe(true);
    }
    expect(looksLikeText(Buffer.from('a line\ta tab\fa page \u001b[1mbold'))).toBe(true);
  });

  it('refuses bytes that no text has', () => {
    expect(looksLikeText(Buffer.from([0x41, 0x00, 0x00, 0x42]))).toBe(false);
    expect(looksLikeText(Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 256)))).toBe(false);
    expect(looksLikeText(Buffer.alloc(500, 3))).toBe(false);
  });
});
