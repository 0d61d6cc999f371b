import { makeZip, type ZipPart } from './zip.js';

const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const X = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const R = `xmlns:r="${OFFICE}"`;
const P = `xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" ${R}`;

/** A relationships part: `id type target` a line; `!` before the target sets it outside of the package. */
export function relationships(name: string, ...lines: string[]): ZipPart {
  const items = lines.map((line) => {
    const [id = '', type = '', target = ''] = line.split(' ');
    const mode = target.startsWith('!') ? ' TargetMode="External"' : '';
    return `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target.replace('!', '')}"${mode}/>`;
  });
  const content = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${items.join('')}</Relationships>`;
  return { name, content };
}

/** A worksheet of a workbook: XML inside of `worksheet`, or rows of cells as XML inside of `sheetData`. */
export interface SheetXml {
  name: string;
  xml: string;
  state?: string;
}

/** An XLSX from raw SpreadsheetML. `styles` and `strings` go inside of their root elements. */
export function makeXlsx(
  sheets: readonly SheetXml[],
  { styles = '', strings = '', properties = '', extra = [] as ZipPart[] } = {},
): Buffer {
  const list = sheets.map(
    ({ name, state = 'visible' }, index) =>
      `<sheet name="${name}" sheetId="${index + 1}" state="${state}" r:id="s${index + 1}"/>`,
  );
  return makeZip([
    relationships('_rels/.rels', 'r1 officeDocument xl/workbook.xml'),
    {
      name: 'xl/workbook.xml',
      content: `<workbook ${X} ${R}>${properties}<sheets>${list.join('')}</sheets></workbook>`,
    },
    relationships(
      'xl/_rels/workbook.xml.rels',
      ...sheets.map((_, index) => `s${index + 1} worksheet worksheets/sheet${index + 1}.xml`),
      'p1 person persons/person.xml',
    ),
    { name: 'xl/styles.xml', content: `<styleSheet ${X}>${styles}</styleSheet>` },
    { name: 'xl/sharedStrings.xml', content: `<sst ${X}>${strings}</sst>` },
    ...sheets.map(({ xml }, index) => ({
      name: `xl/worksheets/sheet${index + 1}.xml`,
      content: `<worksheet ${X} ${R}>${xml}</worksheet>`,
    })),
    ...extra,
  ]);
}

/** A slide of a presentation: XML inside of its shape tree, attributes of `p:sld`, lines of relationships. */
export interface SlideXml {
  shapes: string;
  attributes?: string;
  relationships?: string[];
}

/** A PPTX from raw PresentationML, with one layout and one master. */
export function makePptx(
  slides: readonly SlideXml[],
  { layout = '', master = '', styles = '', extra = [] as ZipPart[], authors = '' } = {},
): Buffer {
  const tree = (root: string, shapes: string, attributes = '', more = '') =>
    `<p:${root} ${P} ${attributes}><p:cSld><p:spTree>${shapes}</p:spTree></p:cSld>${more}</p:${root}>`;
  return makeZip([
    relationships('_rels/.rels', 'r1 officeDocument ppt/presentation.xml'),
    {
      name: 'ppt/presentation.xml',
      content: `<p:presentation ${P}><p:sldIdLst>${slides.map((_, index) => `<p:sldId id="${256 + index}" r:id="s${index + 1}"/>`).join('')}</p:sldIdLst></p:presentation>`,
    },
    relationships(
      'ppt/_rels/presentation.xml.rels',
      ...slides.map((_, index) => `s${index + 1} slide slides/slide${index + 1}.xml`),
      'a1 commentAuthors commentAuthors.xml',
    ),
    { name: 'ppt/commentAuthors.xml', content: `<p:cmAuthorLst ${P}>${authors}</p:cmAuthorLst>` },
    { name: 'ppt/slideLayouts/layout1.xml', content: tree('sldLayout', layout) },
    relationships('ppt/slideLayouts/_rels/layout1.xml.rels', 'm1 slideMaster ../slideMasters/master1.xml'),
    {
      name: 'ppt/slideMasters/master1.xml',
      content: tree('sldMaster', master, '', `<p:txStyles>${styles}</p:txStyles>`),
    },
    ...slides.flatMap(({ shapes, attributes, relationships: lines = [] }, index) => [
      { name: `ppt/slides/slide${index + 1}.xml`, content: tree('sld', shapes, attributes) },
      relationships(
        `ppt/slides/_rels/slide${index + 1}.xml.rels`,
        'l1 slideLayout ../slideLayouts/layout1.xml',
        ...lines,
      ),
    ]),
    ...extra,
  ]);
}

const ODF_NAMESPACES = [
  ...'office text table style presentation chart manifest'.split(' ').map((prefix) => [prefix, prefix] as const),
  ['draw', 'drawing'] as const,
  ['fo', 'xsl-fo-compatible'] as const,
  ['svg', 'svg-compatible'] as const,
].map(([prefix, name]) => `xmlns:${prefix}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`);

export const ODF = `${ODF_NAMESPACES.join(' ')} xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"`;

/** An OpenDocument file from raw XML. `styles` are automatic ones; `common` goes inside of styles.xml. */
export function makeOdf(
  kind: 'text' | 'spreadsheet' | 'presentation',
  body: string,
  { styles = '', common = '', extra = [] as ZipPart[] } = {},
): Buffer {
  return makeZip([
    { name: 'mimetype', content: `application/vnd.oasis.opendocument.${kind}`, stored: true },
    {
      name: 'content.xml',
      content: `<office:document-content ${ODF}><office:automatic-styles>${styles}</office:automatic-styles><office:body><office:${kind}>${body}</office:${kind}></office:body></office:document-content>`,
    },
    { name: 'styles.xml', content: `<office:document-styles ${ODF}>${common}</office:document-styles>` },
    {
      name: 'meta.xml',
      content: `<office:document-meta ${ODF}><office:meta><dc:title>A title</dc:title></office:meta></office:document-meta>`,
    },
    ...extra,
  ]);
}
