import type { ZipPackage } from '../containers/package.js';
import type { XmlHandler } from '../docx/xml.js';
import { unescapeOffice } from '../ooxml/escapes.js';
import type { CellBudget } from './sheet.js';

/**
 * Collects the text of a string item (`x:si`, `x:is`): plain or in runs, without phonetic guides. To be told of every
 * element inside of the item.
 */
export class StringItem {
  #text = '';
  #inText = false;
  #phonetic = 0;

  open(name: string): void {
    if (name === 'x:rPh') this.#phonetic += 1;
    this.#inText = name === 'x:t' && this.#phonetic === 0;
  }

  text(data: string): void {
    if (this.#inText) this.#text += data;
  }

  close(name: string): void {
    if (name === 'x:rPh') this.#phonetic -= 1;
    this.#inText = false;
  }

  /** The text so far; the next item begins. */
  take(): string {
    const text = unescapeOffice(this.#text);
    this.#text = '';
    return text;
  }
}

/** The shared strings of a workbook (sharedStrings.xml), which cells name by index. */
export async function readSharedStrings(parts: ZipPackage, part: string, budget: CellBudget): Promise<string[]> {
  const strings: string[] = [];
  const item = new StringItem();
  const handler: XmlHandler = {
    open: (name) => item.open(name),
    text: (data) => {
      budget.characters(data.length);
      item.text(data);
    },
    close: (name) => {
      item.close(name);
      if (name !== 'x:si') return;
      budget.take(0);
      strings.push(item.take());
    },
  };
  await parts.walk(part, handler);
  return strings;
}
