import type { Bilingual } from '../contracts/clause-types.js';
import { clauseTypeByName } from '../contracts/clause-types.js';
import type { TagEvidence } from './tagger.js';

export type RationaleLanguage = 'en' | 'ko';

/** What a rationale says the finding rests on. */
const BASIS: Record<TagEvidence, Bilingual> = {
  heading: { en: 'a heading above it', ko: '해당 조항의 제목' },
  phrase: { en: 'its wording', ko: '해당 문구' },
  form: { en: 'its place and form in the document', ko: '문서 내 위치와 형식' },
  keyword: { en: 'a keyword', ko: '핵심어' },
  model: { en: 'the trained clause model', ko: '학습된 조항 모델' },
};

function labelOf(clauseType: string, language: RationaleLanguage): string {
  return clauseTypeByName(clauseType)?.label[language] ?? clauseType;
}

/** Korean subject particle: 이 after a final consonant, 가 otherwise, 이(가) where that cannot be told. */
function subjectParticle(word: string): string {
  const last =
    word
      .replace(/[)\]\s]+$/, '')
      .at(-1)
      ?.charCodeAt(0) ?? 0;
  if (last < 0xac00 || last > 0xd7a3) return '이(가)';
  return (last - 0xac00) % 28 === 0 ? '가' : '이';
}

/** Why a clause is reported as present: how many passages, how sure, on what evidence. A fixed template. */
export function presentRationale(
  clauseType: string,
  language: RationaleLanguage,
  found: { passages: number; cited: number; probability: number; evidence: TagEvidence },
): string {
  const { passages, cited, probability, evidence } = found;
  const label = labelOf(clauseType, language);
  const percent = Math.round(probability * 100);
  if (language === 'ko') {
    const basis = BASIS[evidence].ko;
    const rest = passages > cited ? ` 그중 ${cited}건을 인용합니다.` : '';
    return `“${label}”에 해당하는 부분이 ${passages}건 확인되었습니다.${rest} 가장 확실한 부분의 근거는 ${basis}이며, 추정 확률은 ${percent}%입니다.`;
  }
  const passage = passages === 1 ? '1 passage' : `${passages} passages`;
  const rest = passages > cited ? `, ${cited} of them cited` : '';
  return `${label}: ${passage} found${rest}; the surest rests on ${BASIS[evidence].en} (estimated probability ${percent}%).`;
}

/** Why a clause is reported as missing. A fixed template. */
export function missingRationale(clauseType: string, language: RationaleLanguage, closest: number): string {
  const label = labelOf(clauseType, language);
  const percent = Math.round(closest * 100);
  if (language === 'ko') {
    const near = percent > 0 ? ` 가장 가까운 부분의 추정 확률은 ${percent}%입니다.` : '';
    return `“${label}”${subjectParticle(label)} 문서 전체에서 확인되지 않았습니다.${near}`;
  }
  const near = percent > 0 ? `; the closest passage has an estimated probability of ${percent}%` : '';
  return `${label}: nothing found in the whole text${near}.`;
}
