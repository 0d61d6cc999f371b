import { checkBox, radioButton } from '../form-signs.js';

/** What a form object shows: its caption, the words typed or chosen, whether it is ticked. */
export function formText(record: Buffer): string {
  const kind = record.toString('latin1', 0, 4);
  const properties = textOf(record);
  const caption = wide(properties, 'Caption');
  const isOn = /\bValue:int:1\b/.test(properties);
  if (kind.startsWith('+cbt') || kind.startsWith('tbc+')) return checkBox(caption, isOn);
  if (kind.startsWith('+rbt') || kind.startsWith('tbr+')) return radioButton(caption, isOn);
  return wide(properties, 'Text') || caption;
}

/** The properties are written as text, `Name:wstring:9:CheckBox1`, at an even place behind some numbers. */
function textOf(record: Buffer): string {
  return record.toString('utf16le', 0, record.length - (record.length % 2));
}

function wide(properties: string, name: string): string {
  const found = new RegExp(`\\b${name}:wstring:([0-9]{1,6}):`).exec(properties);
  if (!found) return '';
  const start = found.index + found[0].length;
  return properties.slice(start, start + Number(found[1]));
}
