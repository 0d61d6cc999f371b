import { ModelCallError } from './errors.js';
import type { MaskingVault } from './masking/vault.js';
import type { Message, ModelAnswer, ModelRequest } from './types.js';

const NOTE =
  'Words in square brackets such as [PHONE_1] or [NAME_2] stand for personal data that was left out. Where you quote or name them, copy them exactly.';

/**
 * Makes a call in which no personal data leaves: what is sent is masked, what is answered is restored, also what a call
 * that failed had of its answer. The message of an error is for logs and stays as it is.
 */
export async function maskedCall(
  vault: MaskingVault,
  request: ModelRequest,
  call: (masked: ModelRequest) => Promise<ModelAnswer>,
): Promise<ModelAnswer> {
  const masked = request.messages.map((message) => ({ ...message, content: vault.mask(message.content) }));
  const { onText } = request;
  const restorer = vault.restorer();
  const hand = (piece: string): void => {
    if (piece !== '') onText?.(piece);
  };
  let answer: ModelAnswer;
  try {
    answer = await call({
      ...request,
      messages: vault.used ? withNote(masked) : masked,
      ...(onText && { onText: (piece: string) => hand(restorer.push(piece)) }),
    });
  } catch (error) {
    if (!(error instanceof ModelCallError)) throw error;
    // What was held back as a possible beginning of a placeholder belongs to what has arrived.
    hand(restorer.end());
    throw error.withPartial(vault.restore(error.partial));
  }
  hand(restorer.end());
  return {
    ...answer,
    text: vault.restore(answer.text),
    parsed: vault.restoreValue(answer.parsed),
    ...(answer.reasoning !== undefined && { reasoning: vault.restore(answer.reasoning) }),
  };
}

function withNote(messages: readonly Message[]): Message[] {
  const [first, ...rest] = messages;
  if (first?.role !== 'system') return [{ role: 'system', content: NOTE }, ...messages];
  return [{ role: 'system', content: `${first.content}\n\n${NOTE}` }, ...rest];
}
