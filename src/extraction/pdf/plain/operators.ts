/** The letters of an operator as one number. */
const code = (operator: string): number =>
  operator.charCodeAt(0) | ((operator.charCodeAt(1) || 0) << 8) | ((operator.charCodeAt(2) || 0) << 16);

export const SAVE = code('q');
export const RESTORE = code('Q');
export const TRANSFORM = code('cm');
export const BEGIN_TEXT = code('BT');
export const END_TEXT = code('ET');
export const FONT = code('Tf');
export const MOVE = code('Td');
export const MOVE_AND_LEAD = code('TD');
export const TEXT_MATRIX = code('Tm');
export const NEXT_LINE = code('T*');
export const SPACING = code('Tc');
export const WORD_SPACING = code('Tw');
export const STRETCH = code('Tz');
export const LEADING = code('TL');
export const RISE = code('Ts');
export const PAINTING = code('Tr');
export const SHOW = code('Tj');
export const SHOW_LIST = code('TJ');
export const NEXT_LINE_AND_SHOW = code("'");
export const SPACE_AND_SHOW = code('"');
export const DRAW = code('Do');
export const STATE = code('gs');
export const MARK = code('BDC');

/** Operators that change nothing about text. */
export const WITHOUT_EFFECT = new Set(
  'w J j M d ri i m l c v y h re S s f F f* B B* b b* n W W* CS cs SC SCN sc scn G g RG rg K k sh BMC EMC MP DP BX EX'
    .split(' ')
    .map(code),
);
