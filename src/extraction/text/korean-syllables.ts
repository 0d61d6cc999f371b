import iconv from 'iconv-lite';

/**
 * The syllables that Korean writing uses most. In Korean text more than half of the syllables are of these; where bytes of
 * another charset happen to be valid CP949, few are.
 */
const COMMON = new Set(
  [
    '이다는에의을가한하고지를로은기사서도인자대으어시여리정나일해제구있부장그상보전아선만수들원주계동게방과와조공문면관련법약권무갑체결회용료금액급손배비밀유본항목적각당간경우따라합니안',
    '녕습오성연신위생개물실산업화행모국민내발교재치소음중명세된될것등할및또통년월분점차진감드님요까네마바타파미키트스크프레르터러버머더너거저처커호후희천백억양임증특허출판작품질납검담설',
    '운영탁역매환추변별첨칙불편함없잘않같많좋말때런떤두른새람집건밥먹늘눈길입술몸악책열닫앉울광강남북쪽층값싼싸맛숙친절깨끗달밤낮봄름올갈볼살알넘받준줄풀쓸걸었았였겠던든린온했됐왔갔봤잊',
    '잃찾늦높깊넓좁짧밝',
  ].join(''),
);

/** The share of Hangul among the characters beyond ASCII from which a text is Korean. */
const KOREAN_SHARE = 0.6;

/** The share of common ones among the syllables from which a text is Korean: of a few syllables, and of many. */
const COMMON_SHARE = 0.25;
const COMMON_SHARE_OF_MANY = 0.4;

/** So many syllables are many. */
const MANY = 30;

/** So few syllables may be rare ones (a name, a word alone), if they are of the standard set; that speaks little for Korean. */
const FEW = 3;
const FEW_SHARE = 0.01;

/**
 * Whether bytes read as Korean in CP949 (EUC-KR with the extension of Windows): valid, mostly Hangul beyond ASCII, and of
 * syllables that Korean uses. The sample may end within a character, so that one broken place is allowed, and a few in a
 * long text.
 */
export function readsAsKorean(sample: Buffer): boolean {
  return commonShare(iconv.decode(sample, 'cp949')) > 0;
}

/** In which of CP949 and UTF-16 without a mark the bytes read as Korean, if in any. */
export function koreanEncoding(sample: Buffer): 'cp949' | 'utf-16le' | 'utf-16be' | undefined {
  const encodings = sample.length % 2 === 0 ? (['cp949', 'utf-16le', 'utf-16be'] as const) : (['cp949'] as const);
  const shares = encodings.map((encoding) => ({ encoding, share: commonShare(iconv.decode(sample, encoding)) }));
  const best = shares.reduce((most, each) => (each.share > most.share ? each : most));
  return best.share > 0 ? best.encoding : undefined;
}

/** How many of the syllables of a Korean text are common ones, 0 to 1; 0 for a text that does not read as Korean. */
function commonShare(text: string): number {
  const beyondAscii = text.match(/\P{ASCII}/gu)?.length ?? 0;
  const broken = text.match(/\ufffd/g)?.length ?? 0;
  const hangul = text.match(/[\uac00-\ud7a3]/g) ?? [];
  if (hangul.length === 0 || broken > 1 + hangul.length / 200 || text.includes('\0')) return 0;
  if (hangul.length < beyondAscii * KOREAN_SHARE || isLatinByChance(text, hangul.length)) return 0;
  const share = hangul.filter((syllable) => COMMON.has(syllable)).length / hangul.length;
  if (share >= (hangul.length < MANY ? COMMON_SHARE : COMMON_SHARE_OF_MANY)) return share;
  return hangul.length <= FEW && hangul.every(isInKsX1001) ? Math.max(share, FEW_SHARE) : 0;
}

/** One of the 2,350 syllables that KS X 1001 has: both bytes are above 0xA0. */
function isInKsX1001(syllable: string): boolean {
  return iconv.encode(syllable, 'cp949').every((byte) => byte > 0xa0);
}

/** `Ä` or `Ü` before a small letter reads as a rare syllable: one alone among Latin letters is an accent. */
function isLatinByChance(text: string, hangul: number): boolean {
  return hangul === 1 && /[a-z][\uac00-\ud7a3]|[\uac00-\ud7a3][a-z]/i.test(text);
}
