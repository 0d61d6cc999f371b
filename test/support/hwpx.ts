import { makeZip, type ZipPart } from './zip.js';

const NAMESPACES = ['app', 'head', 'section', 'paragraph', 'core']
  .map(
    (name) =>
      `xmlns:${name === 'head' ? 'hh' : name === 'section' ? 'hs' : name === 'core' ? 'hc' : name === 'app' ? 'ha' : 'hp'}="http://www.hancom.co.kr/hwpml/2011/${name}"`,
  )
  .join(' ');

export interface HwpxXml {
  /** Inside of each section. */
  sections: string[];
  /** Inside of the head of `header.xml`. */
  head?: string;
  extra?: ZipPart[];
}

/** A HWPX document of the given XML. */
export function makeHwpx({ sections, head = '', extra = [] }: HwpxXml): Buffer {
  const items = sections
    .map((_, index) => `<opf:item id="section${index}" href="Contents/section${index}.xml"/>`)
    .join('');
  const spine = sections.map((_, index) => `<opf:itemref idref="section${index}"/>`).join('');
  const content = `<opf:package xmlns:opf="http://www.idpf.org/2007/opf/"><opf:metadata><opf:title>제목</opf:title><opf:meta name="creator" content="text">홍길동</opf:meta></opf:metadata><opf:manifest><opf:item id="header" href="Contents/header.xml"/>${items}</opf:manifest><opf:spine>${spine}</opf:spine></opf:package>`;
  return makeZip([
    { name: 'mimetype', content: 'application/hwp+zip', stored: true },
    { name: 'Contents/content.hpf', content },
    { name: 'Contents/header.xml', content: `<hh:head ${NAMESPACES}><hh:refList>${head}</hh:refList></hh:head>` },
    ...sections.map((section, index) => ({
      name: `Contents/section${index}.xml`,
      content: `<hs:sec ${NAMESPACES}>${section}</hs:sec>`,
    })),
    ...extra,
  ]);
}

/** A paragraph of runs that are given as XML; plain text is put into a text element. */
export function p(content: string, attributes = '', lines: readonly number[] = []): string {
  const runs = content.startsWith('<') ? content : `<hp:t>${content}</hp:t>`;
  const segments = lines
    .map((top, index) => `<hp:lineseg textpos="${index}" vertpos="${top}" vertsize="1000" horzpos="0"/>`)
    .join('');
  return `<hp:p ${attributes}><hp:run>${runs}</hp:run>${segments === '' ? '' : `<hp:linesegarray>${segments}</hp:linesegarray>`}</hp:p>`;
}

export function subList(...paragraphs: string[]): string {
  return `<hp:subList>${paragraphs.join('')}</hp:subList>`;
}

/** A table of rows of cells, each the XML of its paragraphs. */
export function tbl(rows: readonly (readonly string[])[], { inline = true, caption = '' } = {}): string {
  const cells = rows.map((row, y) => {
    const inner = row.map(
      (content, x) =>
        `<hp:tc>${subList(content)}<hp:cellAddr colAddr="${x}" rowAddr="${y}"/><hp:cellSpan colSpan="1" rowSpan="1"/></hp:tc>`,
    );
    return `<hp:tr>${inner.join('')}</hp:tr>`;
  });
  const said = caption === '' ? '' : `<hp:caption side="BOTTOM">${subList(p(caption))}</hp:caption>`;
  return `<hp:tbl><hp:pos treatAsChar="${inline ? 1 : 0}"/>${said}${cells.join('')}</hp:tbl>`;
}
