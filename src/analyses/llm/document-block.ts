/**
 * How a document stands in a prompt: between two markers that nothing inside can imitate. Every opening of a marker, and
 * of the control tokens that chat templates give a meaning to, has a backslash put behind it. The change is one to one,
 * so that a quotation of the changed text can be turned back.
 */
const START = '⟦document⟧';
const END = '⟦/document⟧';

/**
 * What must not reach a model as it stands: our markers; `<|…|>` and `[|…|]` (Qwen, Llama 3, EXAONE, HyperCLOVA X, Solar);
 * `<s>`, `<bos>`, `<start_of_turn>` and their like; `[INST]`; `<think>`. A server that tokenises the rendered template
 * would take them for its own.
 */
const TAGS = '\\/?(?:think|s|bos|eos|start_of_turn|end_of_turn|system|user|assistant|tool_call|tool_response)>';
const OPENINGS = `⟦|<(?=\\\\*\\|)|\\[(?=\\\\*\\|)|<(?=\\\\*${TAGS})|\\[(?=\\\\*\\/?INST\\])|<<(?=\\\\*\\/?SYS>>)`;
const TO_ESCAPE = new RegExp(OPENINGS, 'gi');
const TO_RESTORE = new RegExp(`(${OPENINGS})\\\\`, 'gi');

/** `text` with every opening of a marker or control token made harmless. */
export function escapeDocument(text: string): string {
  return text.replace(TO_ESCAPE, '$&\\');
}

/** Turns back what {@link escapeDocument} did: to the whole, or to a quotation of it. */
export function unescapeDocument(text: string): string {
  return text.replace(TO_RESTORE, '$1');
}

/** A document (or any text that is data) ready for a prompt. */
export function documentBlock(text: string): string {
  return `${START}\n${escapeDocument(text)}\n${END}`;
}

/** Phrases by which a text addresses a language model rather than a reader. */
const ADDRESSES_MODEL =
  /\b(?:ignore|disregard|forget)\b[^.\n]{0,40}\b(?:previous|prior|above|earlier|all)\b[^.\n]{0,40}\b(?:instructions?|prompts?|rules)\b|\byou are (?:now )?(?:an? )?(?:AI|language model|assistant|chatbot)\b|\bsystem prompt\b|(?:이전|위의|앞의|기존)[^.\n]{0,20}(?:지시|명령|프롬프트)[^.\n]{0,20}(?:무시|잊)/i;

/** Whether a text seems to give instructions to a model. For a warning only: nothing depends on it. */
export function addressesModel(text: string): boolean {
  return ADDRESSES_MODEL.test(text);
}
