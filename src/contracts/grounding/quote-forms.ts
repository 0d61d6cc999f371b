/** Backslash escapes of Markdown and JSON, and emphasis, code and block-quote marks. */
const ESCAPED_SPACE = /\\[nrt]/g;
const ESCAPED_PUNCTUATION = /\\([\\`*_{}[\]()<>#+\-.!|~"'$&%^/])/g;
const EMPHASIS = /\*\*|__|`+/g;
const BLOCK_QUOTE = /^ {0,3}>+ ?/gm;

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
  ['ldquo', '“'],
  ['rdquo', '”'],
  ['lsquo', '‘'],
  ['rsquo', '’'],
  ['ndash', '–'],
  ['mdash', '—'],
  ['hellip', '…'],
]);
const ENTITY = /&(?:([a-z]{2,6})|#(\d{1,7})|#x([\da-f]{1,6}));/gi;

/** An omission mark: `...`, `…`, `[...]`, `(…)`, `[omitted]`, `(중략)`. Asterisks are none: they stand for redactions. */
const OMISSION = /[[(<]\s?(?:…|⋯|\.\s?\.\s?\.|omitted|중략|생략|이하 생략)[.…]*\s?[\])>]|…+|⋯+|\.(?:\s?\.){2,}/gi;

/**
 * The forms in which a model's quotation is looked for, most literal first: as it is, with the markup of its answer
 * undone, and without closing punctuation that the model may have put in place of the source's.
 */
export function quoteForms(quote: string): string[] {
  const literal = quote.trim();
  const unescaped = unescape(literal);
  const plain = unescaped.replace(BLOCK_QUOTE, '').replace(EMPHASIS, '').trim();
  const open = plain.replace(/[\s.,;:"'”’]{1,8}$/, '');
  return [...new Set([literal, unescaped, plain, open])].filter((form) => form !== '');
}

/** The parts of a quotation between its omission marks; a single one when it has none or only at its ends. */
export function quotePieces(quote: string): string[] {
  return unescape(quote)
    .replace(/\s+/g, ' ')
    .split(OMISSION)
    .map((piece) => piece.trim())
    .filter((piece) => /[\p{L}\p{N}]/u.test(piece));
}

function unescape(quote: string): string {
  return quote.replace(ESCAPED_SPACE, ' ').replace(ESCAPED_PUNCTUATION, '$1').replace(ENTITY, decodeEntity).trim();
}

function decodeEntity(entity: string, name?: string, decimal?: string, hex?: string): string {
  if (name !== undefined) return ENTITIES.get(name.toLowerCase()) ?? entity;
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : entity;
}
