import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { Forest } from './boosted-trees.js';
import type { SparseWeights } from './linear.js';
import type { CategoryPrior } from './ranking.js';

/** All that a trained tagger is made of. */
export interface ClauseModel {
  categories: readonly string[];
  priors: readonly CategoryPrior[];
  linear: SparseWeights;
  forest: Forest;
  /** How it was trained, for its card; no clock, so that training twice gives the same bytes. */
  trained: { contracts: number; spans: number; seed: number };
}

/** A file that is no model of this version. */
export class ModelFileError extends Error {}

const MAGIC = 'JHCLAUSE';
const VERSION = 1;
/** Bytes that say what follows: magic, version, length of the header. */
const PREFIX = MAGIC.length + 8;

interface Header extends Pick<ClauseModel, 'categories' | 'priors' | 'trained'> {
  base: number;
  lengths: Record<string, number>;
}

/** The model as a compact file: a JSON header and byte planes of the arrays, all compressed. The same model gives the same bytes. */
export function writeModel({ categories, priors, linear, forest, trained }: ClauseModel): Buffer {
  const sections: Record<string, Uint8Array> = {
    keys: planes(differences(linear.keys), 4),
    counts: planes(differences(linear.starts.subarray(1)), 4),
    outputs: linear.outputs,
    levels: bytesOf(linear.levels),
    scales: bytesOf(linear.scales),
    biases: bytesOf(linear.biases),
    roots: planes(forest.roots, 4),
    features: bytesOf(forest.features),
    thresholds: bytesOf(forest.thresholds),
    children: planes(forest.children, 4),
    values: bytesOf(forest.values),
  };
  const lengths = Object.fromEntries(Object.entries(sections).map(([name, bytes]) => [name, bytes.length]));
  const header: Header = { categories, priors, trained, base: forest.base, lengths };
  const json = Buffer.from(JSON.stringify(header));
  const prefix = Buffer.alloc(PREFIX);
  prefix.write(MAGIC, 'latin1');
  prefix.writeUInt32LE(VERSION, MAGIC.length);
  prefix.writeUInt32LE(json.length, MAGIC.length + 4);
  const body = Buffer.concat([json, ...Object.values(sections)]);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 22 };
  return Buffer.concat([prefix, brotliCompressSync(body, { params })]);
}

/** @throws ModelFileError when the bytes are not a model file of this version, or are damaged. */
export function readModel(file: Uint8Array): ClauseModel {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (bytes.length < PREFIX || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC)
    throw new ModelFileError('The file is not a clause model');
  if (bytes.readUInt32LE(MAGIC.length) !== VERSION)
    throw new ModelFileError('The clause model is of another version: train it again');
  try {
    return parse(brotliDecompressSync(bytes.subarray(PREFIX)), bytes.readUInt32LE(MAGIC.length + 4));
  } catch (error) {
    if (error instanceof ModelFileError) throw error;
    throw new ModelFileError('The clause model is damaged', { cause: error });
  }
}

function parse(body: Buffer, headerLength: number): ClauseModel {
  const header = JSON.parse(body.toString('utf8', 0, headerLength)) as Header;
  let at = headerLength;
  const section = (name: string): Uint8Array => {
    const length = header.lengths[name] ?? 0;
    // A copy begins at an address that every kind of array can begin at.
    const bytes = Uint8Array.prototype.slice.call(body, at, at + length);
    at += length;
    if (bytes.length !== length) throw new ModelFileError('The clause model is cut off');
    return bytes;
  };
  const keys = sums(words(section('keys')));
  const counts = sums(words(section('counts')));
  const starts = new Uint32Array(counts.length + 1);
  starts.set(counts, 1);
  const linear: SparseWeights = {
    keys,
    starts,
    outputs: section('outputs'),
    levels: new Int8Array(section('levels').buffer),
    scales: new Float32Array(section('scales').buffer),
    biases: new Float32Array(section('biases').buffer),
  };
  const forest: Forest = {
    base: header.base,
    roots: words(section('roots')),
    features: new Int16Array(section('features').buffer),
    thresholds: new Float32Array(section('thresholds').buffer),
    children: words(section('children')),
    values: new Float32Array(section('values').buffer),
  };
  const { categories, priors, trained } = header;
  return { categories, priors, linear, forest, trained };
}

function bytesOf(array: Int8Array | Int16Array | Float32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** First all lowest bytes, then all second ones and so on: like beside like compresses well. */
function planes(numbers: Uint32Array, bytes: number): Uint8Array {
  const out = new Uint8Array(numbers.length * bytes);
  for (let plane = 0; plane < bytes; plane += 1)
    for (const [index, number] of numbers.entries()) out[plane * numbers.length + index] = number >>> (8 * plane);
  return out;
}

function words(bytes: Uint8Array): Uint32Array {
  const length = bytes.length / 4;
  const out = new Uint32Array(length);
  for (let plane = 0; plane < 4; plane += 1)
    for (let index = 0; index < length; index += 1) out[index]! |= bytes[plane * length + index]! << (8 * plane);
  return out;
}

function differences(ascending: Uint32Array): Uint32Array {
  return ascending.map((number, index) => number - (index > 0 ? ascending[index - 1]! : 0));
}

function sums(numbers: Uint32Array): Uint32Array {
  let sum = 0;
  return numbers.map((number) => (sum += number));
}
