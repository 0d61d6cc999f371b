import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jpegHead, makePng, makeTiff, type TiffFields } from '../../../test/support/pictures.js';
import { AppError } from '../../common/errors/app-error.js';
import type { ErrorCode } from '../../common/errors/catalogue.js';
import { packageRoot } from '../../config/paths.js';
import { imagePages, type ImageFormat } from './image-to-pdf.js';
import { readJpegHeader } from './jpeg.js';
import { decodePng, readPngHeader } from './png.js';

const MEMORY_MB = 256;

const run = promisify(execFile);

/** A process of its own: the engine needs a global object that the tests' sandbox is not. */
const drawing = join(packageRoot, 'test/support/draw-picture.mjs');

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pictures-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

let files = 0;

/** The shades of a PNG, row by row. */
function pngShades(data: Buffer): number[][] {
  const header = readPngHeader(data, MEMORY_MB);
  const shades = decodePng(data, header);
  return Array.from({ length: header.height }, (_, row) =>
    Array.from(shades.subarray(row * header.width, (row + 1) * header.width)),
  );
}

/** The pixels of the pictures here are so large: a page of a PDF is no smaller than a point, which is four of theirs. */
const BLOCK = 8;

/** Rows of pixels, each enlarged to a block; a pixel has one value or several. */
function blocks(...rows: number[][][]): Uint8Array {
  const wide = rows.map((row) => row.flatMap((pixel) => Array<number[]>(BLOCK).fill(pixel).flat()));
  return Uint8Array.from(wide.flatMap((row) => Array<number[]>(BLOCK).fill(row).flat()));
}

/** The shades in the middles of the blocks of a TIFF, row by row, as recognition sees them. */
async function shadesOf(data: Buffer, format: ImageFormat, page = 1): Promise<number[][]> {
  const path = join(folder, `${(files += 1)}.${format}`);
  await writeFile(path, data);
  const { stdout } = await run(process.execPath, [drawing, path, format, String(page), String(MEMORY_MB)]);
  const { rows, code } = JSON.parse(stdout) as { rows: number[][]; code?: ErrorCode };
  if (code) throw new AppError(code);
  const middles = (_: unknown, at: number) => at % BLOCK === BLOCK / 2;
  return rows.filter(middles).map((row) => row.filter(middles));
}

const grey = { width: 3, height: 2, bitDepth: 8, colourType: 0 };

describe('PNG', () => {
  it('reads grey, undoing every filter', () => {
    const rows = [
      [0, 10, 20, 30],
      [1, 10, 10, 10],
      [2, 1, 1, 1],
      [3, 6, 1, 1],
      [4, 0, 1, 1],
    ];
    const shades = pngShades(makePng({ ...grey, height: 5 }, Uint8Array.from(rows.flat())));
    expect(shades).toEqual([
      [10, 20, 30],
      [10, 20, 30],
      [11, 21, 31],
      [11, 17, 25],
      [11, 18, 26],
    ]);
  });

  it('lays colours with alpha over white', () => {
    const rows = Uint8Array.from([0, 0, 0, 0, 255, 0, 0, 0, 0, 255, 255, 255, 128]);
    expect(pngShades(makePng({ width: 3, height: 1, bitDepth: 8, colourType: 6 }, rows))).toEqual([[0, 255, 255]]);
  });

  it('reads bits, palettes and sixteen bits', () => {
    const bits = makePng({ width: 3, height: 1, bitDepth: 1, colourType: 0 }, Uint8Array.from([0, 0b01000000]));
    expect(pngShades(bits)).toEqual([[0, 255, 0]]);
    const chunks = { PLTE: Uint8Array.from([0, 0, 0, 100, 100, 100]), tRNS: Uint8Array.from([0]) };
    const palette = makePng({ width: 2, height: 1, bitDepth: 4, colourType: 3 }, Uint8Array.from([0, 0x01]), chunks);
    expect(pngShades(palette)).toEqual([[255, 100]]);
    const deep = makePng({ width: 2, height: 1, bitDepth: 16, colourType: 0 }, Uint8Array.from([0, 70, 9, 80, 9]));
    expect(pngShades(deep)).toEqual([[70, 80]]);
  });

  it('reads interlaced ones', () => {
    // Of 3 by 2 pixels, the passes 1, 4, 5, 6 and 7 hold any; the sixth is the second pixel of the first row.
    const rows = Uint8Array.from([0, 1, 0, 3, 0, 2, 0, 4, 5, 6]);
    expect(pngShades(makePng({ ...grey, interlaced: true }, rows))).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });

  it('leaves white what is cut off', () => {
    expect(pngShades(makePng(grey, Uint8Array.from([0, 1, 2, 3])))).toEqual([
      [1, 2, 3],
      [255, 255, 255],
    ]);
  });

  it('unpacks no more than the size it tells', () => {
    const bomb = makePng(grey, new Uint8Array(50_000_000));
    expect(bomb.length).toBeLessThan(100_000);
    expect(() => pngShades(bomb)).toThrow(expect.objectContaining({ code: 'extract.damaged' }));
  });
});

describe('TIFF', () => {
  const fields: TiffFields = { 256: [24], 257: [16], 258: [8], 259: [1], 262: [1], 277: [1], 278: [16] };
  const strip = blocks([[10], [20], [30]], [[40], [50], [60]]);

  it('reads every page', async () => {
    const data = makeTiff([
      { fields, strip },
      { fields, strip: strip.toReversed() },
    ]);
    expect(imagePages(data, 'tiff', MEMORY_MB)).toBe(2);
    expect(await shadesOf(data, 'tiff', 1)).toEqual([
      [10, 20, 30],
      [40, 50, 60],
    ]);
    expect(await shadesOf(data, 'tiff', 2)).toEqual([
      [60, 50, 40],
      [30, 20, 10],
    ]);
  });

  it('counts no thumbnails, and follows no circle', () => {
    expect(imagePages(makeTiff([{ fields, strip }, { fields: { ...fields, 254: [1] } }]), 'tiff', MEMORY_MB)).toBe(1);
    const circular = makeTiff([{ fields, strip }]);
    const start = circular.readUInt32LE(4);
    expect(imagePages(makeTiff([{ fields, strip }], start), 'tiff', MEMORY_MB)).toBe(1);
  });

  it('takes white for 0 where it says so, packed by lengths of runs, the least bit first', async () => {
    const bilevel: TiffFields = { 256: [16], 257: [8], 258: [1], 259: [32773], 262: [0], 266: [2], 277: [1] };
    // Of each row two literal bytes, after their number less one; all with their bits the other way round.
    const row = [1, 0xff, 0x00].map(reverse);
    const data = makeTiff([{ fields: bilevel, strip: Uint8Array.from(Array<number[]>(8).fill(row).flat()) }]);
    expect(await shadesOf(data, 'tiff')).toEqual([[0, 255]]);
  });

  it('turns a page as it says', async () => {
    const data = makeTiff([{ fields: { ...fields, 274: [6] }, strip }]);
    expect(await shadesOf(data, 'tiff')).toEqual([
      [40, 10],
      [50, 20],
      [60, 30],
    ]);
  });

  it('lays alpha over white', async () => {
    const alpha: TiffFields = { ...fields, 256: [16], 257: [8], 262: [2], 277: [4], 258: [8, 8, 8, 8] };
    const data = makeTiff([
      {
        fields: alpha,
        strip: blocks([
          [0, 0, 0, 255],
          [0, 0, 0, 0],
        ]),
      },
    ]);
    expect(await shadesOf(data, 'tiff')).toEqual([[0, 255]]);
  });

  it.each([
    ['no directory', Buffer.from('II*\0\0\0\0\0', 'latin1')],
    ['no pixels', makeTiff([{ fields: { 256: [0], 257: [5] }, strip }])],
    ['no strips', makeTiff([{ fields }])],
    ['a compression of its own', makeTiff([{ fields: { ...fields, 259: [34712] }, strip }])],
  ])('codes a file with %s', async (_, data) => {
    await expect(shadesOf(data, 'tiff')).rejects.toMatchObject({ code: 'extract.damaged' });
  });
});

describe('JPEG', () => {
  it('tells size, colours and how the camera was held', () => {
    const exif = Buffer.from(
      'Exif\0\0MM\0*\0\0\0\u0008\0\u0001\u0001\u0012\0\u0003\0\0\0\u0001\0\u0006\0\0\0\0\0\0',
      'latin1',
    );
    const adobe = Buffer.from('Adobe\0\u0064\0\0\0\0\0', 'latin1');
    const data = jpegHead({ width: 640, height: 480, components: 4 }, [
      { marker: 0xe1, content: exif },
      { marker: 0xee, content: adobe },
    ]);
    expect(readJpegHeader(data, MEMORY_MB)).toMatchObject({
      width: 640,
      height: 480,
      components: 4,
      orientation: 6,
      adobe: true,
    });
  });

  it.each([
    ['nothing behind its first marker', Buffer.from([0xff, 0xd8, 0xff])],
    ['no size', jpegHead({ width: 0, height: 0 })],
    ['a kind that is hardly used', jpegHead({ width: 8, height: 8, frame: 0xc9 })],
    ['twelve bits', jpegHead({ width: 8, height: 8, precision: 12 })],
    ['something else in it', Buffer.from('no picture at all')],
  ])('codes a file with %s', (_, data) => {
    expect(() => imagePages(data, 'jpeg', MEMORY_MB)).toThrow(expect.objectContaining({ code: 'extract.damaged' }));
  });
});

describe('Limits', () => {
  const huge = { width: 60_000, height: 60_000 };

  it.each<[ImageFormat, Buffer]>([
    ['png', makePng({ ...huge, bitDepth: 8, colourType: 6 }, new Uint8Array(8))],
    ['jpeg', jpegHead(huge)],
  ])('refuses a %s that would take too much when unpacked, before it is', (format, data) => {
    expect(() => imagePages(data, format, MEMORY_MB)).toThrow(expect.objectContaining({ code: 'extract.memory' }));
  });

  it('refuses such a page of a TIFF', async () => {
    const data = makeTiff([{ fields: { 256: [60_000], 257: [60_000], 258: [8], 277: [1] }, strip: new Uint8Array(8) }]);
    await expect(shadesOf(data, 'tiff')).rejects.toMatchObject({ code: 'extract.memory' });
  });
});

function reverse(byte: number): number {
  return Number.parseInt(byte.toString(2).padStart(8, '0').split('').toReversed().join(''), 2);
}
