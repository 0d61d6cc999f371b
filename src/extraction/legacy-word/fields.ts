import { symbolCharacter } from '../docx/symbols.js';

/** Fields whose result is not shown where they stand. */
const UNSEEN = /^\s*(XE|TC|RD|TA|PRIVATE|SET|ASK|COMMENTS_|BIDIOUTLINE)\b/i;

/** What a field says that has no stored result; empty for most. */
export function textOfInstruction(instruction: string): string {
  const [, name = '', rest = ''] = /^\s*([A-Z]+)\s*([\s\S]*)$/i.exec(instruction) ?? [];
  switch (name.toUpperCase()) {
    case 'SYMBOL':
      return symbol(rest);
    case 'MACROBUTTON':
    case 'GOTOBUTTON':
      return rest.replace(/^\S+\s*/, '').trim();
    case 'QUOTE':
      return /^"([^"]*)"/.exec(rest)?.[1] ?? '';
    case 'FORMCHECKBOX':
      return '☐';
    default:
      return '';
  }
}

/** Whether the result of a field is kept out of the text, as that of an index entry is. */
export function isUnseen(instruction: string): boolean {
  return UNSEEN.test(instruction);
}

function symbol(rest: string): string {
  const code = /^(0x[0-9a-f]+|\d+)/i.exec(rest)?.[1];
  const font = /\\f\s*"?([^"\\]+)"?/i.exec(rest)?.[1] ?? '';
  return code === undefined ? '' : (symbolCharacter(font, Number(code).toString(16)) ?? '');
}
