import type { ZipPackage } from '../containers/package.js';
import { type Relationship, relationshipsOf } from '../containers/relationships.js';
import type { RawBlock } from '../extraction.js';
import { readChart } from './chart.js';
import { readDiagram } from './diagram.js';

/** More charts and diagrams of one part than this are not looked at. */
const MAX_GRAPHICS = 500;

/**
 * The text of the charts and diagrams that a part shows, by the id of the relationship that leads to each. A part refers to
 * them where they stand.
 */
export async function readGraphics(
  parts: ZipPackage,
  relationships: readonly Relationship[],
): Promise<Map<string, RawBlock[]>> {
  const graphics = new Map<string, RawBlock[]>();
  for (const { id, type, target } of relationships) {
    if (graphics.size >= MAX_GRAPHICS) break;
    if (type === 'chart') graphics.set(id, readChart(await parts.text(target)));
    else if (type === 'diagramData') graphics.set(id, readDiagram(await parts.text(target)));
  }
  return graphics;
}

/** `readGraphics` of a part by its name. */
export async function graphicsOf(parts: ZipPackage, part: string): Promise<Map<string, RawBlock[]>> {
  return readGraphics(parts, await relationshipsOf(parts, part));
}
