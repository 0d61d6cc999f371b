/** Signs of the symbol fonts that bullets are taken from, by their code in the font (U+F000 is added to it). */
const SYMBOL_FONT = new Map<number, string>(
  Object.entries({
    0x22: '✂',
    0x36: '⌛',
    0x45: '☜',
    0x46: '☞',
    0x47: '☝',
    0x48: '☟',
    0x4a: '☺',
    0x52: '☼',
    0x54: '❄',
    0x59: '✡',
    0x6c: '●',
    0x6d: '●',
    0x6e: '■',
    0x6f: '□',
    0x70: '□',
    0x71: '□',
    0x72: '□',
    0x73: '⬧',
    0x74: '⧫',
    0x75: '◆',
    0x76: '❖',
    0x77: '⬥',
    0x9e: '·',
    0x9f: '•',
    0xa0: '·',
    0xa1: '○',
    0xa2: '○',
    0xa3: '○',
    0xa4: '◉',
    0xa5: '◎',
    0xa7: '▪',
    0xa8: '□',
    0xaa: '✦',
    0xab: '★',
    0xac: '✶',
    0xad: '✴',
    0xae: '✹',
    0xd8: '➢',
    0xe0: '→',
    0xe8: '➔',
    0xef: '⇦',
    0xf0: '⇨',
    0xf1: '⇧',
    0xf2: '⇩',
    0xfb: '✗',
    0xfc: '✔',
    0xfd: '☒',
    0xfe: '☑',
  }).map(([code, sign]) => [0xf000 + Number(code), sign]),
);

/** Signs of Hangul's own fonts in the private plane 15, by what its printing shows. */
const HANCOM = new Map<number, string>(
  Object.entries({
    0x003b: '↓',
    0x0090: '✺',
    0x00da: '▸',
    0x00e1: '(인)',
    0x012b: '(인)',
    0x0288: '⓪',
    0x02ec: '◇',
    0x02ef: '·',
    0x02fb: '▸',
    0x02fc: '►',
    0x031c: '■',
    0x03a0: '↵',
    0x03a7: '⊟',
    0x03a8: '⊞',
    0x03c5: '□',
    0x03da: '□',
    0x03ff: '□',
    0x0806: '┌',
    0x0807: '┬',
    0x0808: '┐',
    0x080c: '└',
    0x080e: '┘',
    0x080f: '━',
    0x0810: '│',
    0x081c: '┈',
    0x0827: '■',
    0x0832: '═',
    0x0848: '━',
    0x0850: '‘',
    0x0851: '’',
    0x0852: '“',
    0x0853: '”',
    0x0854: '《',
    0x0855: '》',
  }).map(([code, sign]) => [0xf0000 + Number(code), sign]),
);

/** Runs of numbered signs: first and last code, and the sign of the first. */
const RUNS: readonly (readonly [number, number, number])[] = [
  [0xf0289, 0xf0291, 0x2460],
  [0xf02b1, 0xf02c4, 0x2460],
];

const SPECIAL = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\ue000-\uf8ff\u{f0000}-\u{10ffff}]/gu;
const PLANE_15_IN_HWP5 = /[\ua000-\ua48c]/g;

/** The text as it is shown: special spaces are plain ones, private signs are those of Unicode where there is one. */
export class Characters {
  /** Whether a sign was left out for want of one in Unicode. */
  lost = false;

  show(text: string): string {
    return text.replace(SPECIAL, (sign) => {
      const code = sign.codePointAt(0)!;
      if (code < 0xe000) return ' ';
      const known = SYMBOL_FONT.get(code) ?? HANCOM.get(code) ?? ofRun(code);
      if (known !== undefined) return known;
      // Old Hangul syllables of the fonts of Hanyang lie below; there is no telling them from signs.
      if (code < 0xf0000) return sign;
      this.lost = true;
      return '';
    });
  }

  /** Text of HWP 5, whose 16-bit units hold the beginning of plane 15 in the place of the Yi syllables. */
  showUnits(text: string): string {
    return this.show(
      text.replace(PLANE_15_IN_HWP5, (sign) => String.fromCodePoint(sign.charCodeAt(0) - 0xa000 + 0xf0000)),
    );
  }
}

function ofRun(code: number): string | undefined {
  const run = RUNS.find(([first, last]) => code >= first && code <= last);
  return run && String.fromCodePoint(run[2] + code - run[0]);
}
