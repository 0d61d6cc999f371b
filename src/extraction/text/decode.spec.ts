import { describe, expect, it } from '@jest/globals';
import iconv from 'iconv-lite';
import { decodeCharset, decodeText } from './decode.js';
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

describe('Korean text of a few words', () => {
  it.each([
    '계약서',
    '갑',
    '견적서_최종.pdf',
    '가나다라',
    '투입했다.',
    'This agreement (걸) is made between',
    '서울특별시 강남구',
    '피클',
  ])('is read as CP949: %s', (text) => {
    expect(decodeText(iconv.encode(text, 'cp949'))).toMatchObject({ text, encoding: 'cp949', guessed: true });
  });

  it.each(['utf-16le', 'utf-16be'])('is read as %s without a mark, with spaces and without', (encoding) => {
    for (const text of ['가격은 5만원이다. 가나다', '계약서', '비밀유지계약서를 체결한다']) {
      expect(decodeText(iconv.encode(text, encoding))).toMatchObject({ text, encoding });
    }
  });

  it('is not seen in Western, Japanese or Chinese text', () => {
    expect(decodeText(iconv.encode('Übung macht den Meister', 'windows-1252'))).toMatchObject({
      encoding: 'windows-1252',
    });
    expect(decodeText(iconv.encode('Ärger', 'windows-1252')).text).toBe('Ärger');
    const japanese = '本契約は、甲と乙との間における取引の条件を定めるものである。甲は乙に対し、商品を売り渡す。';
    expect(decodeText(iconv.encode(japanese, 'euc-jp')).text).toBe(japanese);
    const chinese = '本合同自双方签字之日起生效，甲方应当按照约定的期限向乙方支付服务费用。';
    expect(decodeText(iconv.encode(chinese, 'gb18030')).text).toBe(chinese);
  });
});

describe('a declaration', () => {
  it('is not believed against the bytes, and the text says so', () => {
    for (const declared of ['iso-8859-1', 'us-ascii', 'windows-1252', 'utf-8', 'shift_jis']) {
      expect(decodeText(iconv.encode(KOREAN, 'cp949'), declared)).toMatchObject({
        text: KOREAN,
        encoding: 'cp949',
        guessed: true,
      });
      expect(decodeText(iconv.encode(KOREAN, 'cp949'), declared).disbelieved).toBeDefined();
    }
    expect(decodeText(iconv.encode(KOREAN, 'cp949'), 'euc-kr').disbelieved).toBeUndefined();
    expect(decodeText(iconv.encode(FRENCH, 'latin1'), 'iso-8859-1')).toMatchObject({ text: FRENCH, guessed: false });
  });

  it('is believed where the bytes are valid UTF-8 by chance', () => {
    const bytes = iconv.encode('치', 'cp949');
    expect(decodeText(bytes).encoding).toBe('utf-8');
    expect(decodeText(bytes, 'euc-kr')).toMatchObject({ text: '치', encoding: 'cp949' });
  });
});

describe(decodeCharset, () => {
  it('knows the names that mails use, and none that nobody knows', () => {
    const bytes = iconv.encode('계약', 'cp949');
    for (const name of ['EUC-KR', 'ks_c_5601-1987', 'KSC5601', 'ks_c_5601', 'windows-949', 'uhc', 'cp949'])
      expect(decodeCharset(bytes, name)).toBe('계약');
    expect(decodeCharset(bytes, 'x-unknown')).toBeUndefined();
  });

  // Made with Python's codecs johab and iso2022_kr.
  it('reads Johab and ISO-2022-KR', () => {
    const johab = Buffer.from(
      'b94131b9a128a1a2b8e2292099b1a4778862d061208981b4a2ace1208841846120e0a320f0e020dce7',
      'hex',
    );
    expect(decodeCharset(johab, 'johab')).toMatch(/^제1조\(목적\) 똠방각하 계약서 ㄱㅏ /);
    const iso = Buffer.from('1b2429430e41260f310e41360f280e3871407b0f29203f0e39663022474f0f200e30683e603c2d0f', 'hex');
    expect(decodeCharset(iso, 'iso-2022-kr')).toBe('제1조(목적) ?방각하 계약서');
    expect(decodeText(iso)).toMatchObject({ text: '제1조(목적) ?방각하 계약서', guessed: false });
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
