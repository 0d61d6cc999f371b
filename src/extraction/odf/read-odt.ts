import { readDublinCore } from '../containers/office-package.js';
import type { RawExtraction, RawRemark, ReadRequest } from '../extraction.js';
import { WarningList } from '../warnings.js';
import { type FlowContext, OdfFlow } from './flow.js';
import { readMargins } from './margins.js';
import { readObjects } from './objects.js';
import { type OdfParts, withOdfPackage } from './odf-package.js';
import { OdfStyles } from './styles.js';

/** A text longer than this without any page break is not one page. */
const LONG_PAGE = 6000;

/**
 * Reads an OpenDocument text: paragraphs and headings with the numbers that the program shows, tables, footnotes at the end
 * of their page, endnotes at the end of the document, text frames, charts and formulas. Pages end where the author or the
 * last layout ended them. Comments, tracked changes (the text is read as if they were accepted), headers and footers are remarks.
 *
 * @throws AppError `extract.encrypted`, `extract.wrong_password`, `extract.damaged`, `extract.memory`.
 */
export function readOdt(request: ReadRequest): Promise<RawExtraction> {
  return withOdfPackage(request, 'OpenDocument text', readText);
}

async function readText(parts: OdfParts): Promise<RawExtraction> {
  const warnings = new WarningList();
  const { objects, unread } = await readObjects(parts);
  const context: FlowContext = { styles: new OdfStyles(), warnings, objects };
  const margins = await readMargins(parts, context);
  const flow = new OdfFlow(context);
  let inBody = false;
  await parts.walk('content.xml', {
    open: (name, attributes) => {
      if (inBody) flow.open(name, attributes);
      else if (name === 'office:text') inBody = true;
      else context.styles.open(name, attributes);
    },
    text: (data) => {
      if (inBody) flow.text(data);
    },
    close: (name) => {
      if (name === 'office:text') inBody = false;
      else if (inBody) flow.close(name);
      else context.styles.close(name);
    },
  });
  flow.end();
  if (unread.length > 0) warnings.add('embedded_content_skipped', { detail: unread.join(', ') });
  if (!flow.pages.hasBreaks && flow.pages.length > LONG_PAGE) warnings.add('page_breaks_unknown');
  const remarks: RawRemark[] = [
    ...margins.map(({ kind, text }): RawRemark => ({ kind, text })),
    ...flow.pages.remarks(),
  ];
  return {
    pages: flow.pages.pages(),
    remarks,
    warnings: warnings.toArray(),
    metadata: readDublinCore(await parts.text('meta.xml')),
  };
}
