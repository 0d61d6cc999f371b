const SECTOR = 512;
const MINI = 64;
const CUTOFF = 4096;
const FREE = 0xffffffff;
const END = 0xfffffffe;
const FAT = 0xfffffffd;

export interface CompoundStream {
  /** Names joined by `/`; storages come of themselves. */
  path: string;
  content: Buffer;
}

interface Node {
  name: string;
  content?: Buffer;
  children: Node[];
  index: number;
  start: number;
}

/** A compound file ([MS-CFB], version 3) of the given streams. Small ones lie in mini sectors, as programs write them. */
export function makeCompoundFile(streams: readonly CompoundStream[]): Buffer {
  const nodes = treeOf(streams);
  const fat: number[] = [];
  const sectors: Buffer[] = [];
  const append = (content: Buffer): number => {
    const count = Math.ceil(content.length / SECTOR);
    const first = fat.length;
    for (let index = 0; index < count; index++) fat.push(index === count - 1 ? END : first + index + 1);
    sectors.push(padded(content, SECTOR));
    return count === 0 ? END : first;
  };
  const { miniFat, miniStream } = placeStreams(nodes, append);
  const root = nodes[0]!;
  root.content = miniStream;
  root.start = append(miniStream);
  const miniFatSectors = Math.ceil((miniFat.length * 4) / SECTOR);
  const miniFatStart = append(numbers(miniFat));
  const directoryStart = append(Buffer.concat(nodes.map(entryOf)));
  const fatSectors = Math.ceil((fat.length + 1) / (SECTOR / 4 - 1));
  const fatStart = fat.length;
  for (let index = 0; index < fatSectors; index++) fat.push(FAT);
  sectors.push(padded(numbers(fat), SECTOR, 0xff));
  return Buffer.concat([headerOf({ fatStart, fatSectors, directoryStart, miniFatStart, miniFatSectors }), ...sectors]);
}

function treeOf(streams: readonly CompoundStream[]): Node[] {
  const root: Node = { name: 'Root Entry', children: [], index: 0, start: END };
  const nodes = [root];
  const child = (parent: Node, name: string): Node => {
    const found = parent.children.find((node) => node.name === name);
    if (found) return found;
    const node: Node = { name, children: [], index: nodes.length, start: END };
    nodes.push(node);
    parent.children.push(node);
    return node;
  };
  for (const { path, content } of streams) path.split('/').reduce(child, root).content = content;
  return nodes;
}

function placeStreams(nodes: readonly Node[], append: (content: Buffer) => number) {
  const miniFat: number[] = [];
  const pieces: Buffer[] = [];
  for (const node of nodes) {
    if (!node.content || node.content.length === 0) continue;
    if (node.content.length >= CUTOFF) {
      node.start = append(node.content);
      continue;
    }
    const count = Math.ceil(node.content.length / MINI);
    node.start = miniFat.length;
    for (let index = 0; index < count; index++) miniFat.push(index === count - 1 ? END : miniFat.length + 1);
    pieces.push(padded(node.content, MINI));
  }
  return { miniFat, miniStream: Buffer.concat(pieces) };
}

/** Brothers are chained to the right: readers must follow the tree, not trust its balance. */
function entryOf(node: Node, _: number, nodes: readonly Node[]): Buffer {
  const entry = Buffer.alloc(128);
  entry.write(node.name, 'utf16le');
  entry.writeUInt16LE(2 * node.name.length + 2, 64);
  entry[66] = node.index === 0 ? 5 : node.children.length > 0 || node.content === undefined ? 1 : 2;
  const parent = nodes.find(({ children }) => children.includes(node));
  const brother = parent?.children[parent.children.indexOf(node) + 1];
  entry.writeUInt32LE(FREE, 68);
  entry.writeUInt32LE(brother?.index ?? FREE, 72);
  entry.writeUInt32LE(node.children[0]?.index ?? FREE, 76);
  entry.writeUInt32LE(node.start, 116);
  entry.writeUInt32LE(node.content?.length ?? 0, 120);
  return entry;
}

function headerOf(
  places: Record<'fatStart' | 'fatSectors' | 'directoryStart' | 'miniFatStart' | 'miniFatSectors', number>,
): Buffer {
  const header = Buffer.alloc(SECTOR, 0xff);
  header.fill(0, 0, 76);
  header.write('d0cf11e0a1b11ae1', 'hex');
  for (const [at, value] of [
    [24, 0x3e],
    [26, 3],
    [28, 0xfffe],
    [30, 9],
    [32, 6],
  ] as const)
    header.writeUInt16LE(value, at);
  header.writeUInt32LE(places.fatSectors, 44);
  header.writeUInt32LE(places.directoryStart, 48);
  header.writeUInt32LE(CUTOFF, 56);
  header.writeUInt32LE(places.miniFatStart, 60);
  header.writeUInt32LE(places.miniFatSectors, 64);
  header.writeUInt32LE(END, 68);
  for (let index = 0; index < places.fatSectors; index++) header.writeUInt32LE(places.fatStart + index, 76 + 4 * index);
  return header;
}

function padded(content: Buffer, size: number, fill = 0): Buffer {
  return Buffer.concat([content, Buffer.alloc((size - (content.length % size)) % size, fill)]);
}

function numbers(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, 4 * index);
  return bytes;
}
