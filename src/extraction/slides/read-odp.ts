import { saysSomething } from '../margin-text.js';
import { readDublinCore } from '../containers/office-package.js';
import type { RawExtraction, RawPage, RawRemark, ReadRequest } from '../extraction.js';
import { type FlowContext } from '../odf/flow.js';
import { readMargins } from '../odf/margins.js';
import { readObjects } from '../odf/objects.js';
import { type OdfParts, withOdfPackage } from '../odf/odf-package.js';
import { OdfStyles } from '../odf/styles.js';
import { pageRanges, WarningList } from '../warnings.js';
import { OdpReader, type OdpSlide } from './odp-reader.js';
import { readingOrder } from './reading-order.js';
import { slidePage } from './lay-slide.js';

/**
 * Reads an OpenDocument presentation as `readPptx` reads PowerPoint's.
 *
 * @throws AppError `extract.encrypted`, `extract.wrong_password`, `extract.damaged`, `extract.memory`.
 */
export function readOdp(request: ReadRequest): Promise<RawExtraction> {
  return withOdfPackage(request, 'OpenDocument presentation', readPresentation);
}

async function readPresentation(parts: OdfParts): Promise<RawExtraction> {
  const warnings = new WarningList();
  const { objects, unread } = await readObjects(parts);
  const context: FlowContext = { styles: new OdfStyles(), warnings, objects };
  await readMargins(parts, context);
  const reader = new OdpReader(context);
  let inBody = false;
  await parts.walk('content.xml', {
    open: (name, attributes) => {
      if (inBody) reader.open(name, attributes);
      else if (name === 'office:presentation') inBody = true;
      else reader.openStyle(name, attributes);
    },
    text: (data) => {
      if (inBody) reader.text(data);
    },
    close: (name) => {
      if (name === 'office:presentation') inBody = false;
      else if (inBody) reader.close(name);
      else reader.closeStyle(name);
    },
  });
  const pages: RawPage[] = [];
  const remarks: RawRemark[] = [];
  const footers = new Set<string>();
  for (const slide of reader.slides) {
    const page = pages.length + 1;
    pages.push(layOdpSlide(slide));
    if (slide.hidden) warnings.add('hidden_page', { page });
    for (const text of slide.margins) {
      if (saysSomething(text) && !footers.has(text)) remarks.push({ kind: 'footer', text, page });
      footers.add(text);
    }
    for (const comment of slide.comments) remarks.push({ kind: 'comment', ...comment, page });
  }
  const scanned = pages.flatMap(({ status }, index) => (status === 'no_text_layer' ? [index + 1] : []));
  if (scanned.length > 0) warnings.add('pages_without_text', { detail: pageRanges(scanned) });
  if (unread.length > 0) warnings.add('embedded_content_skipped', { detail: unread.join(', ') });
  return { pages, remarks, warnings: warnings.toArray(), metadata: readDublinCore(await parts.text('meta.xml')) };
}

function layOdpSlide(slide: OdpSlide): RawPage {
  const titles = slide.shapes.filter(({ isTitle }) => isTitle);
  const others = slide.shapes.filter(({ isTitle }) => !isTitle);
  const ordered = [...titles, ...readingOrder(others, ({ box }) => box)];
  const blocks = ordered.flatMap((shape) => shape.blocks);
  return slidePage({ blocks, hasPictures: slide.hasPictures }, slide.notes.join('\n'));
}
