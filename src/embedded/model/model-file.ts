import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { Forest } from './boosted-trees.js';
import type { Calibration } from './calibration.js';
import type { SparseWeights } from './linear.js';
import { DIMENSIONS, HIDDEN, type NetworkMember, type NetworkWeights } from './network.js';
import type { CategoryPrior } from './ranking.js';

/** All that a trained tagger is made of. */
export interface ClauseModel {
  categories: readonly string[];
  priors: readonly CategoryPrior[];
  linear: SparseWeights;
  network: NetworkWeights;
  /** Ranks candidates; tells what each adds to surer ones. */
  ranking: Forest;
  gain: Forest;
  calibration: Calibration;
  /** How it was trained, for its card; no clock, so that training twice gives the same bytes. */
  trained: { contracts: number; spans: number; seed: number };
}

/** A file that is no model of this version. */
export class ModelFileError extends Error {}

const MAGIC = 'JHCLAUSE';
const VERSION = 3;
/** Bytes that say what follows: magic, version, length of the header. */
const PREFIX = MAGIC.length + 8;

interface Header extends Pick<ClauseModel, 'categories' | 'priors' | 'calibration' | 'trained'> {
  bases: { ranking: number; gain: number };
  /** How many networks there are. */
  members: number;
  lengths: Record<string, number>;
}

/** The model as a compact file: a JSON header and byte planes of the arrays, all compressed. The same model gives the same bytes. */
export function writeModel(model: ClauseModel): Buffer {
  const { categories, priors, linear, network, ranking, gain, calibration, trained } = model;
  const sections: Record<string, Uint8Array> = {
    keys: planes(differences(linear.keys), 4),
    counts: planes(differences(linear.starts.subarray(1)), 4),
    outputs: linear.outputs,
    levels: bytesOf(linear.levels),
    scales: bytesOf(linear.scales),
    biases: bytesOf(linear.biases),
    words: planes(differences(network.keys), 4),
    rarity: bytesOf(network.rarity),
    ...Object.fromEntries(network.members.flatMap((member, number) => memberSections(number, member))),
    ...forestSections('ranking', ranking),
    ...forestSections('gain', gain),
  };
  const lengths = Object.fromEntries(Object.entries(sections).map(([name, bytes]) => [name, bytes.length]));
  const bases = { ranking: ranking.base, gain: gain.base };
  const header: Header = { categories, priors, calibration, trained, bases, members: network.members.length, lengths };
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
  const floats = (name: string): Float32Array => new Float32Array(section(name).buffer);
  const network: NetworkWeights = {
    keys: sums(words(section('words'))),
    rarity: floats('rarity'),
    members: Array.from({ length: header.members }, (_, number) => ({
      levels: new Int8Array(section(`network ${number} vectors`).buffer),
      scales: floats(`network ${number} scales`),
      hidden: floats(`network ${number} hidden`),
      hiddenBias: floats(`network ${number} hidden bias`),
      output: floats(`network ${number} output`),
      outputBias: floats(`network ${number} output bias`),
    })),
  };
  const isOfSize = ({ hiddenBias, levels }: NetworkMember): boolean =>
    hiddenBias.length === HIDDEN && levels.length === network.keys.length * DIMENSIONS;
  if (!network.members.every(isOfSize))
    throw new ModelFileError('The clause model has a network of another size: train it again');
  const forest = (name: 'ranking' | 'gain'): Forest => ({
    base: header.bases[name],
    roots: words(section(`${name} roots`)),
    features: new Int16Array(section(`${name} features`).buffer),
    thresholds: floats(`${name} thresholds`),
    children: words(section(`${name} children`)),
    values: floats(`${name} values`),
  });
  const [ranking, gain] = [forest('ranking'), forest('gain')];
  const { categories, priors, calibration, trained } = header;
  return { categories, priors, linear, network, ranking, gain, calibration, trained };
}

function memberSections(number: number, member: NetworkMember): [string, Uint8Array][] {
  return [
    [`network ${number} vectors`, bytesOf(member.levels)],
    [`network ${number} scales`, bytesOf(member.scales)],
    [`network ${number} hidden`, bytesOf(member.hidden)],
    [`network ${number} hidden bias`, bytesOf(member.hiddenBias)],
    [`network ${number} output`, bytesOf(member.output)],
    [`network ${number} output bias`, bytesOf(member.outputBias)],
  ];
}

function forestSections(name: string, forest: Forest): Record<string, Uint8Array> {
  return {
    [`${name} roots`]: planes(forest.roots, 4),
    [`${name} features`]: bytesOf(forest.features),
    [`${name} thresholds`]: bytesOf(forest.thresholds),
    [`${name} children`]: planes(forest.children, 4),
    [`${name} values`]: bytesOf(forest.values),
  };
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
