import { CARRIAGE_RETURN, classOf, LINE_FEED, NINE, WHITE, ZERO } from './bytes.js';
import { type CrossReferences, type Place, readCrossReferences } from './cross-references.js';
import { decodeStream } from './filters.js';
import { giveUp } from './give-up.js';
import { parseObject } from './object-parser.js';
import { Scanner } from './scanner.js';
import { asInteger, isArray, isDict, type PdfDict, PdfName, PdfRef, PdfStream, type PdfValue } from './values.js';

/** The most that all streams of a file together may hold, in bytes. */
const MAX_DECODED = 512 * 1024 * 1024;

/** The most that is kept of them, in bytes: fonts, and streams of objects. */
const MAX_KEPT = 48 * 1024 * 1024;

/** References that lead to references. */
const MAX_HOPS = 8;

const HEADER = Buffer.from('%PDF-');

interface ObjectStream {
  scanner: Scanner;
  /** Numbers of its objects and where they begin. */
  numbers: number[];
  offsets: number[];
}

/** The objects of a file that is in order: each reference leads where it should. */
export class PlainFile {
  readonly trailer: PdfDict;
  readonly #scanner: Scanner;
  readonly #places: CrossReferences['places'];
  readonly #objects = new Map<number, PdfValue>();
  readonly #objectStreams = new Map<number, ObjectStream>();
  #decoded = 0;
  #kept = 0;
  /** Objects that are being read for the sake of others. */
  #depth = 0;

  /** @throws GivesUp when the file is not in order, or is protected. */
  constructor(data: Uint8Array) {
    this.#scanner = new Scanner(data);
    if (this.#scanner.data.compare(HEADER, 0, HEADER.length, 0, HEADER.length) !== 0) giveUp('no header');
    this.#places = new Map();
    const { places, trailer } = readCrossReferences({
      scanner: this.#scanner,
      objectAt: (at) => this.#objectAt(at),
      decoded: (stream) => this.decoded(stream),
    });
    if (trailer.has('Encrypt')) giveUp('protected');
    this.#places = places;
    this.trailer = trailer;
    for (const [number, place] of places) this.#verify(number, place);
  }

  /** What a value is, or refers to; `null` where that is missing. */
  readonly resolve = (value: PdfValue | undefined): PdfValue => {
    let found = value ?? null;
    for (let hops = 0; found instanceof PdfRef; hops += 1) {
      if (hops >= MAX_HOPS) giveUp('endless references');
      found = this.object(found.number, found.generation);
    }
    return found;
  };

  /** What the entry of a dictionary is. */
  entry(dict: PdfDict, key: string): PdfValue {
    return this.resolve(dict.get(key));
  }

  /** A dictionary, that of a stream too; undefined where there is none. */
  dictOf(value: PdfValue | undefined): PdfDict | undefined {
    const found = this.resolve(value);
    if (found instanceof PdfStream) return found.dict;
    return isDict(found) ? found : undefined;
  }

  arrayOf(value: PdfValue | undefined): readonly PdfValue[] | undefined {
    const found = this.resolve(value);
    return isArray(found) ? found : undefined;
  }

  nameOf(value: PdfValue | undefined): string | undefined {
    const found = this.resolve(value);
    return found instanceof PdfName ? found.name : undefined;
  }

  object(number: number, generation: number): PdfValue {
    const known = this.#objects.get(number);
    if (known !== undefined) return known;
    const place = this.#places.get(number);
    if (!place) return null;
    if (place.within !== 0 && generation !== 0) giveUp('odd generation');
    // A stream may refer to its own length, and an object stream to itself.
    if (this.#depth >= MAX_HOPS) giveUp('endless references');
    this.#depth += 1;
    try {
      const value = place.within === 0 ? this.#read(number, generation, place.at) : this.#unpack(number, place);
      this.#objects.set(number, value);
      return value;
    } finally {
      this.#depth -= 1;
    }
  }

  /** The bytes of a stream. */
  decoded(stream: PdfStream): Uint8Array {
    const stored = this.#scanner.data.subarray(stream.start, stream.end);
    const data = decodeStream(stored, stream.dict, this.resolve);
    this.#decoded += data.length;
    if (this.#decoded > MAX_DECODED) giveUp('large file');
    return data;
  }

  /** The bytes of a stream that are kept for as long as the file. */
  kept(stream: PdfStream): Uint8Array {
    const data = this.decoded(stream);
    this.#kept += data.length;
    if (this.#kept > MAX_KEPT) giveUp('large file');
    return data;
  }

  /** That an object begins where it should: of all, as PDFium may rebuild the table for any of them. */
  #verify(number: number, place: Place | undefined): void {
    if (!place || place.within !== 0) return;
    const scanner = this.#scanner;
    scanner.at = place.at;
    if (scanner.at >= scanner.data.length || scanner.skipWhite() < 0) giveUp('object missing');
    if (!isDigit(scanner) || scanner.number() !== number) giveUp('another object');
  }

  #read(number: number, generation: number, at: number): PdfValue {
    const found = this.#objectAt(at);
    if (found.number !== number || found.generation !== generation) giveUp('another object');
    return found.value;
  }

  #objectAt(at: number): { number: number; generation: number; value: PdfValue } {
    const scanner = this.#scanner;
    scanner.at = at;
    scanner.skipWhite();
    const number = scanner.number();
    scanner.skipWhite();
    const generation = scanner.number();
    scanner.skipWhite();
    if (scanner.word() !== 'obj') giveUp('object missing');
    const value = parseObject(scanner, true);
    if (scanner.skipWhite() < 0) giveUp('open object');
    const start = scanner.at;
    const word = scanner.word();
    if (word === 'endobj') return { number, generation, value };
    if (word !== 'stream' || !isDict(value)) giveUp('open object');
    scanner.at = start + word.length;
    return { number, generation, value: this.#streamOf(value) };
  }

  #streamOf(dict: PdfDict): PdfStream {
    const scanner = this.#scanner;
    const { data } = scanner;
    if (data[scanner.at] === CARRIAGE_RETURN) scanner.at += 1;
    if (data[scanner.at] !== LINE_FEED) giveUp('odd stream');
    const start = scanner.at + 1;
    const length = asInteger(this.resolve(dict.get('Length')));
    const end = start + length;
    if (length < 0 || end > data.length) giveUp('odd length');
    scanner.at = end;
    if (data[scanner.at] === CARRIAGE_RETURN) scanner.at += 1;
    if (data[scanner.at] === LINE_FEED) scanner.at += 1;
    if (scanner.word() !== 'endstream') giveUp('odd length');
    scanner.skipWhite();
    if (scanner.word() !== 'endobj') giveUp('open object');
    return new PdfStream(dict, start, end);
  }

  #unpack(number: number, { at: index, within }: Place): PdfValue {
    const stream = this.#objectStreams.get(within) ?? this.#openObjectStream(within);
    const offset = stream.offsets[index];
    if (offset === undefined || stream.numbers[index] !== number) return giveUp('another object');
    stream.scanner.at = offset;
    const value = parseObject(stream.scanner, true);
    const end = stream.offsets[index + 1] ?? stream.scanner.data.length;
    if (stream.scanner.at > end) giveUp('objects overlap');
    return value;
  }

  #openObjectStream(number: number): ObjectStream {
    const place = this.#places.get(number);
    if (!place || place.within !== 0) return giveUp('object stream missing');
    const stream = this.object(number, 0);
    if (!(stream instanceof PdfStream) || this.nameOf(stream.dict.get('Type')) !== 'ObjStm') {
      return giveUp('object stream missing');
    }
    const count = asInteger(this.entry(stream.dict, 'N'));
    const first = asInteger(this.entry(stream.dict, 'First'));
    const scanner = new Scanner(this.kept(stream));
    if (count < 0 || first < 0 || count * 2 > scanner.data.length) giveUp('odd object stream');
    const opened: ObjectStream = { scanner, numbers: [], offsets: [] };
    for (let index = 0; index < count; index += 1) {
      scanner.skipWhite();
      opened.numbers.push(asInteger(scanner.number()));
      scanner.skipWhite();
      opened.offsets.push(first + asInteger(scanner.number()));
    }
    for (const [index, offset] of opened.offsets.entries()) {
      if (offset < (opened.offsets[index - 1] ?? first)) giveUp('odd object stream');
    }
    this.#objectStreams.set(number, opened);
    return opened;
  }
}

function isDigit({ data, at }: Scanner): boolean {
  const code = data[at]!;
  return code >= ZERO && code <= NINE && (at === 0 || classOf[data[at - 1]!] === WHITE);
}
