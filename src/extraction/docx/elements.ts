/** Content that is not read: old properties of tracked changes, phonetic guides, codes of fields. */
export const SKIPPED = new Set(
  'w:delInstrText w:instrText w:rt w:pPrChange w:rPrChange w:sectPrChange w:tblPrChange w:trPrChange w:tcPrChange w:tblGridChange mc:Fallback'.split(
    ' ',
  ),
);

/** Tracked changes around runs. What was moved was deleted in one place and inserted in another. */
export const CHANGES: Readonly<Record<string, 'inserted' | 'deleted'>> = {
  'w:ins': 'inserted',
  'w:moveTo': 'inserted',
  'w:del': 'deleted',
  'w:moveFrom': 'deleted',
};

/** Signs that stand for the layout of formulas: `(a)/(b)`, `x^(2)`, `√(x)`. */
export const MATH: Readonly<Record<string, readonly [string, string]>> = {
  'm:num': ['(', ')'],
  'm:den': ['/(', ')'],
  'm:sup': ['^(', ')'],
  'm:sub': ['_(', ')'],
  'm:rad': ['√(', ')'],
  'm:d': ['(', ')'],
};

export const TABLE_PARTS = new Set(['w:tbl', 'w:tr', 'w:tc']);

/** Tables inside of each other deeper than this are not told apart. */
export const MAX_TABLES = 20;

/** Elements that hold the properties of what they stand in. */
export const PROPERTIES: Readonly<Record<string, 'paragraph' | 'run' | 'row' | 'cell' | 'section'>> = {
  'w:pPr': 'paragraph',
  'w:rPr': 'run',
  'w:trPr': 'row',
  'w:tcPr': 'cell',
  'w:sectPr': 'section',
};
