import { saysSomething } from '../margin-text.js';
import type { XmlHandler } from '../docx/xml.js';
import { type FlowContext, OdfFlow } from './flow.js';
import { plainText } from '../docx/plain-text.js';
import type { OdfParts } from './odf-package.js';

/** A header or footer, with the master page it belongs to. */
export interface Margin {
  kind: 'header' | 'footer';
  text: string;
  masterPage: string;
}

const MARGINS = /^style:(header|footer)(-left|-first)?$/;

/** Fields whose stored text is only a stand-in. */
const FIELDS = /^text:(sheet-name|page-number|page-count|date|time|file-name|title)$/;

/** Reads styles.xml into the styles of the context, and gives its headers and footers: each text once. */
export async function readMargins(parts: OdfParts, context: FlowContext): Promise<Margin[]> {
  const margins = new Map<string, Margin>();
  let masterPage = '';
  let flow: OdfFlow | undefined;
  let fields = 0;
  const handler: XmlHandler = {
    open: (name, attributes) => {
      if (fields > 0 || (flow && FIELDS.test(name))) fields += 1;
      else if (flow) flow.open(name, attributes);
      else if (MARGINS.test(name)) flow = new OdfFlow(context);
      else if (name === 'style:master-page') masterPage = attributes['style:name'] ?? '';
      else context.styles.open(name, attributes);
    },
    text: (data) => {
      if (fields === 0) flow?.text(data);
    },
    close: (name) => {
      if (fields > 0) {
        fields -= 1;
        return;
      }
      if (!flow) return context.styles.close(name);
      const kind = MARGINS.exec(name)?.[1];
      if (kind !== 'header' && kind !== 'footer') return flow.close(name);
      const text = plainText(flow.pages);
      flow = undefined;
      const key = `${kind} ${text}`;
      if (saysSomething(text) && !margins.has(key)) margins.set(key, { kind, text, masterPage });
    },
  };
  await parts.walk('styles.xml', handler);
  return [...margins.values()];
}
