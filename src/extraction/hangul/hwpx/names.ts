import type { Attributes } from '../../docx/xml.js';

/** The name of an element without its prefix: versions of the format differ in their namespaces only. */
export function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** A whole number of an attribute, 0 where there is none. */
export function numberOf(attributes: Attributes, name: string): number {
  const value = Number.parseInt(attributes[name] ?? '', 10);
  return Number.isSafeInteger(value) ? value : 0;
}

export function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true' || value === 'CHECKED';
}
