import { walkXml } from '../docx/xml.js';
import type { RawBlock } from '../extraction.js';

/** Points of a diagram that are its content; the others are there for its layout. */
const CONTENT = new Set(['node', 'asst', 'doc', undefined]);

/** Deeper points are set as deep as this. */
const MAX_DEPTH = 20;

interface Point {
  text: string;
  children: { id: string; order: number }[];
  isChild: boolean;
}

/** The text of the data part of a SmartArt diagram (ECMA-376 part 1, 21.4.2), one line a point, indented by its level. */
export function readDiagram(xml: string): RawBlock[] {
  const points = parsePoints(xml);
  const lines: string[] = [];
  const seen = new Set<string>();
  const roots = [...points].filter(([, { isChild }]) => !isChild).map(([id]) => ({ id, depth: -1 }));
  const stack = roots.reverse();
  for (let next = stack.pop(); next; next = stack.pop()) {
    const point = points.get(next.id);
    if (!point || seen.has(next.id)) continue;
    seen.add(next.id);
    const depth = Math.min(MAX_DEPTH, point.text === '' ? next.depth : next.depth + 1);
    if (point.text !== '') lines.push('  '.repeat(depth) + point.text);
    const children = point.children.toSorted((one, other) => other.order - one.order);
    for (const { id } of children) stack.push({ id, depth });
  }
  return lines.length === 0 ? [] : [{ text: lines.join('\n') }];
}

function parsePoints(xml: string): Map<string, Point> {
  const points = new Map<string, Point>();
  let point: Point | undefined;
  let inText = false;
  walkXml(xml, {
    open: (name, attributes) => {
      inText = name === 'a:t';
      if (name === 'dgm:pt') {
        point = { text: '', children: [], isChild: false };
        if (CONTENT.has(attributes['type'])) points.set(attributes['modelId'] ?? '', point);
      } else if (name === 'a:br' && point) {
        point.text += ' ';
      } else if (name === 'dgm:cxn' && (attributes['type'] ?? 'parOf') === 'parOf') {
        const child = points.get(attributes['destId'] ?? '');
        if (child) child.isChild = true;
        const order = Number(attributes['srcOrd'] ?? 0);
        points.get(attributes['srcId'] ?? '')?.children.push({ id: attributes['destId'] ?? '', order });
      }
    },
    text: (data) => {
      if (inText && point) point.text += data;
    },
    close: (name) => {
      inText = false;
      if (name === 'a:p' && point?.text) point.text += ' ';
      if (name === 'dgm:pt' && point) point.text = point.text.trim();
    },
  });
  return points;
}
