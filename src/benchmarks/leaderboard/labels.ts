import type { Bilingual } from '../../contracts/clause-types.js';
import { formatCount } from './format.js';
import type { ReferenceDecision } from '../statistics/reference.js';

/** What a metric is called and what it means. */
export interface MetricText {
  label: Bilingual;
  meaning: Bilingual;
}

const METRICS: ReadonlyMap<string, MetricText> = new Map(
  Object.entries({
    aupr: {
      label: { en: 'AUPR', ko: 'AUPR' },
      meaning: {
        en: 'Area under the precision-recall curve over all questions together, from 0 to 1, as published for CUAD: a prediction counts when the words it shares with a gold passage are at least half of the words of both (Jaccard 0.5). The curve ends at the highest recall reached.',
        ko: '모든 질문을 합친 정밀도-재현율 곡선의 아래 면적(0~1)으로, CUAD에서 공표한 방식입니다. 예측과 정답을 합친 단어의 절반 이상이 겹치면(자카드 0.5) 맞은 것으로 봅니다. 곡선은 도달한 가장 높은 재현율에서 끝납니다.',
      },
    },
    auprWithoutParties: {
      label: { en: 'AUPR without Parties', ko: 'AUPR (당사자 제외)' },
      meaning: {
        en: 'The same without the category Parties, whose match is more lenient.',
        ko: '판정 기준이 더 느슨한 ‘계약 당사자’ 항목을 뺀 AUPR입니다.',
      },
    },
    precisionAt80Recall: {
      label: { en: 'P@80R', ko: 'P@80R' },
      meaning: {
        en: 'Precision where recall reaches 0.8; 0 when it never does.',
        ko: '재현율이 0.8에 이르는 지점의 정밀도이며, 이르지 못하면 0입니다.',
      },
    },
    precisionAt90Recall: {
      label: { en: 'P@90R', ko: 'P@90R' },
      meaning: {
        en: 'Precision where recall reaches 0.9; 0 when it never does.',
        ko: '재현율이 0.9에 이르는 지점의 정밀도이며, 이르지 못하면 0입니다.',
      },
    },
    precision: {
      label: { en: 'Precision', ko: '정밀도' },
      meaning: {
        en: 'Share of the predictions above probability 0.5 that are right.',
        ko: '확률 0.5를 넘는 예측 가운데 맞은 비율입니다.',
      },
    },
    recall: {
      label: { en: 'Recall', ko: '재현율' },
      meaning: {
        en: 'Share of the gold passages that a prediction above probability 0.5 finds.',
        ko: '정답 구절 가운데 확률 0.5를 넘는 예측이 찾아낸 비율입니다.',
      },
    },
    f1: {
      label: { en: 'F1', ko: 'F1' },
      meaning: {
        en: 'Harmonic mean of that precision and recall.',
        ko: '위 정밀도와 재현율의 조화평균입니다.',
      },
    },
  } satisfies Record<string, MetricText>),
);

/** The metric's label in both languages; its name when it is not a known one. */
export function metricLabel(name: string): Bilingual {
  return METRICS.get(name)?.label ?? { en: name, ko: name };
}

export function metricMeaning(name: string): Bilingual | null {
  return METRICS.get(name)?.meaning ?? null;
}

/** Known metrics in their own order, then others in the order given, each once. */
export function orderMetrics(names: Iterable<string>): string[] {
  const present = new Set(names);
  return [
    ...[...METRICS.keys()].filter((name) => present.has(name)),
    ...[...present].filter((name) => !METRICS.has(name)),
  ];
}

export const decisionLabels: Readonly<Record<ReferenceDecision, Bilingual>> = {
  met: { en: 'met', ko: '충족' },
  not_met: { en: 'not met', ko: '미달' },
  undecided: { en: 'undecided', ko: '판정 불가' },
};

/** `20 cases`. */
export function caseCount(count: number): Bilingual {
  const text = formatCount(count);
  return { en: `${text} ${count === 1 ? 'case' : 'cases'}`, ko: `사례 ${text}건` };
}

/** Every other word of the renderings. */
export const labels = {
  leaderboard: { en: 'Leaderboard', ko: '리더보드' },
  language: { en: 'Language', ko: '언어' },
  suite: { en: 'Suite', ko: '평가 세트' },
  version: { en: 'version', ko: '버전' },
  cases: { en: 'Cases', ko: '사례' },
  written: { en: 'written', ko: '작성 시각' },
  rank: { en: 'Rank', ko: '순위' },
  model: { en: 'Model', ko: '모델' },
  failed: { en: 'Failed', ko: '실패' },
  runs: { en: 'Runs', ko: '실행 정보' },
  runsCaption: {
    en: 'What the scores cost. Tokens are those read and written; a dash stands where a price or a count is not known.',
    ko: '점수를 얻는 데 든 비용입니다. 토큰은 입력과 출력을 합친 수이며, 가격이나 수를 알 수 없으면 줄표로 표시합니다.',
  },
  timePerCase: { en: 'Time a case', ko: '사례당 시간' },
  tokens: { en: 'Tokens', ko: '토큰' },
  cost: { en: 'Cost', ko: '비용' },
  toBest: { en: 'Against the first', ko: '1위와의 차이' },
  notDistinct: { en: 'not told apart', ko: '구별되지 않음' },
  notDistinctMeaning: {
    en: 'not told apart from the first by these data',
    ko: '이 자료로는 1위와 구별되지 않음',
  },
  toReference: { en: 'Share of the reference', ko: '기준 모델 대비' },
  reference: { en: 'Reference', ko: '기준 모델' },
  bar: { en: 'bar', ko: '통과 기준' },
  scores: { en: 'Scores', ko: '점수' },
  tableCaption: {
    en: 'Each score with its interval in brackets; the first model has the highest value.',
    ko: '각 점수 뒤 대괄호는 신뢰구간입니다. 값이 가장 높은 모델이 맨 위에 있습니다.',
  },
  intervals: { en: 'Scores with their intervals', ko: '점수와 신뢰구간' },
  intervalsCaption: {
    en: 'The dot is the score, the line its interval. Intervals that overlap do not show that models are alike: the column “Against the first” compares them case by case.',
    ko: '점은 점수, 선은 신뢰구간입니다. 구간이 겹친다고 해서 모델이 같다는 뜻은 아닙니다. 사례별 비교는 ‘1위와의 차이’ 열에 있습니다.',
  },
  curves: { en: 'Precision and recall', ko: '정밀도와 재현율' },
  curvesCaption: {
    en: 'Right and high is better. Each curve ends at the highest recall that its model reaches; the ring marks probability 0.5.',
    ko: '오른쪽 위로 갈수록 좋습니다. 곡선은 모델이 도달한 가장 높은 재현율에서 끝나며, 고리는 확률 0.5 지점입니다.',
  },
  recall: { en: 'Recall', ko: '재현율' },
  precision: { en: 'Precision', ko: '정밀도' },
  categories: { en: 'AUPR by category', ko: '항목별 AUPR' },
  categoriesCaption: {
    en: 'Without intervals: a category with few gold passages says little about a model.',
    ko: '신뢰구간은 표시하지 않습니다. 정답 구절이 적은 항목으로는 모델을 평가하기 어렵습니다.',
  },
  category: { en: 'Category', ko: '항목' },
  gold: { en: 'Gold passages', ko: '정답 구절' },
  casesWith: { en: 'Cases with any', ko: '해당 사례' },
  howToRead: { en: 'How to read this', ko: '읽는 법' },
  intervalMeaning: {
    en: 'Intervals: percentile bootstrap that draws whole cases (contracts), because questions about one contract are not independent. Comparisons are paired: both models meet the same draws.',
    ko: '신뢰구간: 한 계약서의 질문들은 서로 독립이 아니므로, 사례(계약서) 단위로 복원추출하는 백분위수 부트스트랩으로 구합니다. 모델 간 비교는 같은 표본에서 짝지어 계산합니다.',
  },
  differenceMeaning: {
    en: '“Not told apart”: the interval of the difference to the first model holds 0. That does not show that the two are equal.',
    ko: '‘구별되지 않음’: 1위와의 차이의 신뢰구간이 0을 포함한다는 뜻이며, 두 모델이 같다는 뜻은 아닙니다.',
  },
  decisionMeaning: {
    en: 'Bar: met when the whole interval of the ratio lies above the bar, not met when it lies below, undecided otherwise.',
    ko: '기준 판정: 비율의 신뢰구간 전체가 기준보다 높으면 충족, 낮으면 미달, 그 밖에는 판정 불가입니다.',
  },
  failedMeaning: {
    en: 'A case that failed counts as answered with nothing.',
    ko: '실패한 사례는 아무것도 답하지 않은 것으로 계산합니다.',
  },
  provenance: { en: 'Provenance', ko: '재현 정보' },
  suiteHash: { en: 'Suite hash (SHA-256)', ko: '평가 세트 해시(SHA-256)' },
  task: { en: 'Task', ko: '과제' },
  data: { en: 'Data', ko: '자료 출처' },
  johangVersion: { en: 'Johang version', ko: '조항 버전' },
  revision: { en: 'Source revision', ko: '소스 리비전' },
  seed: { en: 'Seed', ko: '시드' },
  resamples: { en: 'Resamples', ko: '재표본 수' },
  confidence: { en: 'Confidence', ko: '신뢰수준' },
  commands: { en: 'Commands', ko: '명령' },
  snapshot: { en: 'Snapshot', ko: '스냅샷' },
  run: { en: 'Run', ko: '실행' },
  prompts: { en: 'Prompts', ko: '프롬프트' },
  parameters: { en: 'Parameters', ko: '매개변수' },
  nothing: { en: 'No model has been run on this suite yet.', ko: '이 평가 세트로 실행한 모델이 아직 없습니다.' },
} as const satisfies Record<string, Bilingual>;
