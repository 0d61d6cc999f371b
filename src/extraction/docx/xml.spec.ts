import { describe, expect, it } from '@jest/globals';
import { walkXml } from './xml.js';

const W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const STRICT = 'http://purl.oclc.org/ooxml/wordprocessingml/main';

function events(xml: string): string[] {
  const seen: string[] = [];
  walkXml(xml, {
    open: (name, attributes) => void seen.push(`<${name} ${Object.keys(attributes).join(' ')}`.trim()),
    text: (data) => void seen.push(data),
    close: (name) => void seen.push(`>${name}`),
  });
  return seen;
}

describe(walkXml, () => {
  it('gives elements and attributes the usual prefixes, in the scope of their declaration', () => {
    expect(
      events(`<a xmlns="${W}"><b xmlns:w="urn:x" xmlns="urn:y" w:c="1"/><d xmlns:q="${STRICT}" q:e="1"/></a><f/>`),
    ).toEqual(['<w:a xmlns', '<b w xmlns:w xmlns c w:c', '>b', '<w:d q xmlns:q e q:e w:e', '>w:d', '>w:a', '<f', '>f']);
  });

  it('expands no entities but those of XML', () => {
    expect(events('<!DOCTYPE a [<!ENTITY b "bomb">]><a>&b;&amp;&#44032;</a>').join('')).toMatch(/<a&b;&가>a$/);
  });

  it('refuses what is nested deeper than any document', () => {
    expect(() => walkXml('<a>'.repeat(10_000), {})).toThrow(expect.objectContaining({ code: 'extract.damaged' }));
  });
});
