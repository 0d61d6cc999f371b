import { walkXml } from '../docx/xml.js';
import type { RawBlock } from '../extraction.js';
import { formulaText } from './mathml.js';
import type { OdfParts } from './odf-package.js';

/** An embedded object: a formula is a part of its line, a chart stands for itself. */
export interface OdfObject {
  inline?: string;
  blocks: RawBlock[];
}

/** More objects than this are not looked at. */
const MAX_OBJECTS = 500;

/** What the embedded charts and formulas say, by the folder that each is in; and the folders of those that are not read. */
export async function readObjects(parts: OdfParts): Promise<{ objects: Map<string, OdfObject>; unread: string[] }> {
  const objects = new Map<string, OdfObject>();
  const unread: string[] = [];
  const folders = parts.names().flatMap((name) => /^(.+)\/content\.xml$/.exec(name)?.[1] ?? []);
  for (const folder of folders.slice(0, MAX_OBJECTS)) {
    const object = readObject(await parts.text(`${folder}/content.xml`));
    if (object) objects.set(folder, object);
    else unread.push(folder);
  }
  return { objects, unread };
}

function readObject(xml: string): OdfObject | undefined {
  if (/<(\w+:)?math[\s>]/.test(xml.slice(0, 2000))) return { inline: formulaText(xml), blocks: [] };
  return /<office:chart[\s>]/.test(xml) ? { blocks: chart(xml) } : undefined;
}

/** The titles of a chart, and the table of its data. */
function chart(xml: string): RawBlock[] {
  const titles: string[] = [];
  const rows: string[][] = [];
  let inTitle = false;
  let inCell = false;
  let described = 0;
  walkXml(xml, {
    open: (name) => {
      if (described > 0 || name === 'svg:desc') described += 1;
      else if (name === 'chart:title' || name === 'chart:subtitle') {
        inTitle = true;
        titles.push('');
      } else if (name === 'table:table-row') rows.push([]);
      else if (name === 'table:table-cell') {
        inCell = true;
        rows.at(-1)?.push('');
      }
    },
    text: (data) => {
      const cells = rows.at(-1);
      if (described > 0) return;
      if (inTitle) titles[titles.length - 1] += data;
      else if (inCell && cells) cells[cells.length - 1] += data;
    },
    close: (name) => {
      if (described > 0) described -= 1;
      if (name === 'chart:title' || name === 'chart:subtitle') inTitle = false;
      if (name === 'table:table-cell') inCell = false;
    },
  });
  const filled = rows.filter((cells) => cells.some((text) => text.trim() !== ''));
  const [title, ...axes] = titles.map((text) => text.trim()).filter((text) => text !== '');
  return [
    ...(title === undefined ? [] : [{ text: title }]),
    ...(filled.length === 0 ? [] : [{ rows: filled.map((cells) => cells.map((text) => ({ text: text.trim() }))) }]),
    ...(axes.length === 0 ? [] : [{ text: axes.join('\n') }]),
  ];
}
