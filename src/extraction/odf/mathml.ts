import { walkXml } from '../docx/xml.js';

/** How the parts of a MathML element are set in a line: what stands before each, and after the last. */
const LAYOUTS: Readonly<Record<string, { before: readonly string[]; after: string }>> = {
  'math:mfrac': { before: ['(', ')/('], after: ')' },
  'math:msup': { before: ['', '^('], after: ')' },
  'math:mover': { before: ['', '^('], after: ')' },
  'math:msub': { before: ['', '_('], after: ')' },
  'math:munder': { before: ['', '_('], after: ')' },
  'math:msubsup': { before: ['', '_(', ')^('], after: ')' },
  'math:munderover': { before: ['', '_(', ')^('], after: ')' },
  'math:mroot': { before: ['√(', ')^(1/'], after: ')' },
  'math:msqrt': { before: ['√('], after: ')' },
};

const TOKENS = new Set(['math:mi', 'math:mn', 'math:mo', 'math:mtext', 'math:ms']);

/** A formula in MathML on one line, set as `(a)/(b)`, `x^(2)`, `√(x)`; where it has no signs, as its author typed it. */
export function formulaText(xml: string): string {
  const open: { layout: (typeof LAYOUTS)[string] | undefined; parts: number }[] = [];
  let text = '';
  let typed = '';
  let inToken = false;
  let annotations = 0;
  walkXml(xml, {
    open: (name) => {
      if (name === 'math:annotation') annotations += 1;
      const parent = open.at(-1);
      if (parent?.layout) text += parent.layout.before[parent.parts] ?? '';
      if (parent) parent.parts += 1;
      open.push({ layout: LAYOUTS[name], parts: 0 });
      inToken = TOKENS.has(name);
    },
    text: (data) => {
      if (annotations > 0) typed += data;
      else if (inToken) text += data;
    },
    close: (name) => {
      if (name === 'math:annotation') annotations -= 1;
      const closed = open.pop();
      if (closed?.layout && closed.parts > 0) text += closed.layout.after;
      if (name === 'math:mtr') text += '; ';
      inToken = false;
    },
  });
  return (text.replace(/[\u2061-\u2064]|; (?=\)|$)/g, '').trim() || typed).replace(/\s+/g, ' ').trim();
}
