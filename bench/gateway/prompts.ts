import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assetsDir } from '../../src/config/paths.js';
import { estimateTokens } from '../../src/models/tokens.js';

const PERSONAL =
  'Notices go to Kim Minsu, kim.minsu@example.co.kr, 010-1234-5678. 담당자: 홍길동, 전화 02-345-6789, 계좌 110-234-567890 (신한은행).\n';

const KOREAN =
  '제5조(비밀유지) ① 당사자는 이 계약과 관련하여 알게 된 상대방의 영업비밀을 상대방의 서면 동의 없이 제3자에게 누설하여서는 아니 된다. ② 제1항의 의무는 이 계약이 종료된 날부터 3년간 존속한다.\n';

/** A text of a contract in English and Korean with personal data here and there, of about so many tokens. */
export function contractPrompt(tokens: number): string {
  const file = 'suites/cuad-sample/contracts/QBIOMEDINC_04_08_2020-EX-99.1-JOINT FILING AGREEMENT.txt';
  const english = readFileSync(join(assetsDir, file), 'utf8');
  let text = 'Which law governs this contract?\n\n';
  for (let at = 0; estimateTokens(text) < tokens; at = (at + 600) % english.length) {
    text += `${english.slice(at, at + 600)}\n${PERSONAL}${KOREAN}`;
  }
  return text;
}
