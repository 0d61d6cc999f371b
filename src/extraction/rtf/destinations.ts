/** What the text of a group is for. */
export type Destination =
  | 'text'
  | 'skip'
  | 'fonts'
  | 'authors'
  | 'title'
  | 'author'
  | 'label'
  | 'instruction'
  | 'commentAuthor'
  | 'commentDate'
  | 'commentMark'
  | 'commentStart';

/** Groups whose text is read for itself, by the control word that begins them. */
export const COLLECTED: Readonly<Record<string, Destination>> = {
  fonttbl: 'fonts',
  revtbl: 'authors',
  title: 'title',
  author: 'author',
  listtext: 'label',
  pntext: 'label',
  fldinst: 'instruction',
  atnauthor: 'commentAuthor',
  atndate: 'commentDate',
  atnref: 'commentMark',
  atrfstart: 'commentStart',
};

/** Groups that are a text of their own beside the text around them. */
export const STORIES: Readonly<Record<string, 'header' | 'footer' | 'note' | 'comment' | 'box'>> = {
  header: 'header',
  headerl: 'header',
  headerr: 'header',
  headerf: 'header',
  footer: 'footer',
  footerl: 'footer',
  footerr: 'footer',
  footerf: 'footer',
  footnote: 'note',
  annotation: 'comment',
  shptxt: 'box',
  dptxbxtext: 'box',
};

/** Groups marked as optional (`\*`) that are read nevertheless. */
export const OPTIONAL_TEXT: ReadonlySet<string> = new Set([
  'ud',
  'nesttableprops',
  'shpinst',
  'field',
  'do',
  'moMath',
  'moMathPara',
]);

/** Groups of formulas by the signs that stand for their layout: `(a)/(b)`, `x^(2)`, `√(x)`. */
export const MATH: Readonly<Record<string, readonly [string, string]>> = {
  mnum: ['(', ')'],
  mden: ['/(', ')'],
  msup: ['^(', ')'],
  msub: ['_(', ')'],
  mrad: ['√(', ')'],
  md: ['(', ')'],
};

/** Groups of formulas that say how they look, and their pictures. */
export const MATH_SKIPPED = /^m[A-Za-z]*P(r|ict)$/;

/** Groups that show nothing, and are not marked as optional. */
export const SKIPPED: ReadonlySet<string> = new Set([
  'atnicn',
  'atnid',
  'atntime',
  'atrfend',
  'bkmkend',
  'bkmkstart',
  'colortbl',
  'comment',
  'datafield',
  'filetbl',
  'ftncn',
  'ftnsep',
  'ftnsepc',
  'aftncn',
  'aftnsep',
  'aftnsepc',
  'listoverridetable',
  'listtable',
  'nonesttables',
  'nonshppict',
  'objalias',
  'objclass',
  'objdata',
  'objname',
  'operator',
  'pgdsc',
  'pgdsctbl',
  'pict',
  'pnseclvl',
  'pntxta',
  'pntxtb',
  'private',
  'rxe',
  'sp',
  'stylesheet',
  'tc',
  'template',
  'themedata',
  'txe',
  'xe',
]);

/** Groups inside of `\info` other than title and author. */
export const INFO_SKIPPED: ReadonlySet<string> = new Set([
  'subject',
  'manager',
  'company',
  'category',
  'keywords',
  'doccomm',
  'hlinkbase',
  'creatim',
  'revtim',
  'printim',
  'buptim',
]);

/** Characters that have a control of their own. */
export const CHARACTERS: Readonly<Record<string, string>> = {
  tab: '\t',
  line: '\n',
  lbr: '\n',
  column: '\n',
  softline: '',
  emdash: '\u2014',
  endash: '\u2013',
  lquote: '\u2018',
  rquote: '\u2019',
  ldblquote: '\u201c',
  rdblquote: '\u201d',
  bullet: '\u2022',
  emspace: ' ',
  enspace: ' ',
  qmspace: ' ',
  zwj: '\u200d',
  zwnj: '\u200c',
  '~': ' ',
  _: '-',
  '-': '',
};
