import { giveUp } from './give-up.js';

/** `/Name`, its escapes resolved. */
export class PdfName {
  constructor(readonly name: string) {}
}

/** The bytes of a string, one character each. */
export class PdfString {
  constructor(readonly bytes: string) {}
}

/** `12 0 R` */
export class PdfRef {
  constructor(
    readonly number: number,
    readonly generation: number,
  ) {}
}

export type PdfDict = ReadonlyMap<string, PdfValue>;

/** A dictionary with bytes: those from `start` to `end` of the file, as they are stored. */
export class PdfStream {
  constructor(
    readonly dict: PdfDict,
    readonly start: number,
    readonly end: number,
  ) {}
}

export type PdfValue =
  number | boolean | null | PdfName | PdfString | PdfRef | PdfStream | PdfDict | readonly PdfValue[];

export function isDict(value: PdfValue | undefined): value is PdfDict {
  return value instanceof Map;
}

export function isArray(value: PdfValue | undefined): value is readonly PdfValue[] {
  return Array.isArray(value);
}

/** A number as a whole one: cut off, as PDFium takes it. */
export function asInteger(value: PdfValue | undefined): number {
  if (typeof value !== 'number' || Math.abs(value) > 0x7fffffff) giveUp('not an integer');
  return Math.trunc(value);
}
