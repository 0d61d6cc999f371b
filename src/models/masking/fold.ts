/** Full-width forms of ASCII, and the dashes and spaces that people and word processors put in their place. */
const FOREIGN = /[\uff01-\uff5e\u2010-\u2015\u2212\u3161\u30fc\u00a0\u2000-\u200a\u202f\u205f\u3000]/g;

const FULL_WIDTH_OFFSET = 0xfee0;

/**
 * The text with full-width digits, letters and signs as ASCII, every dash as `-` and every space as a plain one. Each code
 * unit becomes one code unit, so offsets in the folded text are offsets in the original.
 */
export function foldForms(text: string): string {
  return text.replace(FOREIGN, (character) => {
    const unit = character.charCodeAt(0);
    if (unit >= 0xff01 && unit <= 0xff5e) return String.fromCharCode(unit - FULL_WIDTH_OFFSET);
    return (unit >= 0x2010 && unit <= 0x2015) || unit === 0x2212 || unit === 0x3161 || unit === 0x30fc ? '-' : ' ';
  });
}
