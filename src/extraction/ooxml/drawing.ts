import type { ZipPackage } from '../containers/package.js';
import { walkXml } from '../docx/xml.js';
import type { RawBlock } from '../extraction.js';
import { graphicsOf } from './graphics.js';

/** The texts of the shapes, charts and diagrams of the drawing of a sheet, in the order of the file. */
export async function readDrawingTexts(parts: ZipPackage, part: string): Promise<RawBlock[]> {
  const graphics = await graphicsOf(parts, part);
  const blocks: RawBlock[] = [];
  let text = '';
  let inText = false;
  let skipped = 0;
  walkXml(await parts.text(part), {
    open: (name, attributes) => {
      if (name === 'mc:Fallback' || skipped > 0) {
        skipped += 1;
        return;
      }
      inText = name === 'a:t';
      if (name === 'a:br') text += '\n';
      else if (name === 'c:chart') blocks.push(...(graphics.get(attributes['r:id'] ?? '') ?? []));
      else if (name === 'dgm:relIds') blocks.push(...(graphics.get(attributes['r:dm'] ?? '') ?? []));
    },
    text: (data) => {
      if (inText && skipped === 0) text += data;
    },
    close: (name) => {
      if (skipped > 0) {
        skipped -= 1;
        return;
      }
      inText = false;
      if (name === 'a:p') text += '\n';
      if (name !== 'xdr:txBody') return;
      if (text.trim() !== '') blocks.push({ text: text.trimEnd() });
      text = '';
    },
  });
  return blocks;
}
