/** What a byte is in the syntax of PDF; 0 is any other. */
export const WHITE = 1;
export const DELIMITER = 2;
/** Digits, signs and the point: what numbers are made of. */
export const NUMERIC = 3;

export const classOf: Uint8Array = (() => {
  const classes = new Uint8Array(256);
  for (const code of [0, 9, 10, 12, 13, 32]) classes[code] = WHITE;
  for (const sign of '()<>[]{}/%') classes[sign.charCodeAt(0)] = DELIMITER;
  for (const sign of '0123456789+-.') classes[sign.charCodeAt(0)] = NUMERIC;
  return classes;
})();

/** The value of a hexadecimal digit; 255 of anything else. */
export const hexValueOf: Uint8Array = (() => {
  const values = new Uint8Array(256).fill(255);
  for (let digit = 0; digit < 16; digit += 1) {
    values[digit.toString(16).charCodeAt(0)] = digit;
    values[digit.toString(16).toUpperCase().charCodeAt(0)] = digit;
  }
  return values;
})();

export const LINE_FEED = 10;
export const CARRIAGE_RETURN = 13;
export const PERCENT = 37;
export const PAREN_OPEN = 40;
export const PAREN_CLOSE = 41;
export const PLUS = 43;
export const MINUS = 45;
export const POINT = 46;
export const SLASH = 47;
export const ZERO = 48;
export const NINE = 57;
export const LESS = 60;
export const GREATER = 62;
export const BRACKET_OPEN = 91;
export const BACKSLASH = 92;
export const BRACKET_CLOSE = 93;
