import { deflateSync } from 'node:zlib';

/** A picture as PDF holds it: its attributes as PDF writes them, and its data as the filter that they name expects. */
export interface ImageObject {
  /** Such as `/Width 10 /Height 10 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode`. */
  attributes: string;
  data: Uint8Array;
  /** A function that the attributes refer to by `FUNCTION_REFERENCE`. */
  tint?: { inputs: number; outputs: number; program: string } | undefined;
  /** Where it lies on the page, in pixels from the top left. */
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Stands in the attributes of a picture for the object that holds its function. */
export const FUNCTION_REFERENCE = '{tint}';

/** How a picture is to be turned to be upright: the value of the EXIF tag, 1 for not at all. */
export type ExifOrientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** Points a pixel: drawn at 300 an inch, a page comes out pixel by pixel. */
const POINT = 72 / 300;

/** PDF allows pages of 14,400 points; larger pictures come out smaller. */
const LONGEST = 14_400;

/** Matrices that set a picture upright within the unit square, by EXIF orientation. */
const UPRIGHT: Readonly<Record<ExifOrientation, string>> = {
  1: '1 0 0 1 0 0',
  2: '-1 0 0 1 1 0',
  3: '-1 0 0 -1 1 1',
  4: '1 0 0 -1 0 1',
  5: '0 -1 -1 0 1 1',
  6: '0 -1 1 0 0 1',
  7: '0 1 1 0 0 0',
  8: '0 1 -1 0 1 0',
};

/** Writes a PDF of one page that shows a picture, in one piece or in several. */
export function writePdf(
  images: readonly ImageObject[],
  size: { width: number; height: number },
  orientation: ExifOrientation,
): Uint8Array {
  const isTurned = orientation >= 5;
  const [wide, high] = isTurned ? [size.height, size.width] : [size.width, size.height];
  const point = Math.min(POINT, LONGEST / Math.max(wide, high));
  const names = images.map((_, index) => `/I${index} ${index + FIRST_IMAGE} 0 R`).join(' ');
  const content = contentOf(images, size, `${wide * point} 0 0 ${high * point} 0 0 cm ${UPRIGHT[orientation]} cm`);
  const packed = deflateSync(content);
  return assemble([
    ['<< /Type /Catalog /Pages 2 0 R >>'],
    ['<< /Type /Pages /Kids [3 0 R] /Count 1 >>'],
    [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${wide * point} ${high * point}] /Contents 4 0 R /Resources << /XObject << ${names} >> >> >>`,
    ],
    [`<< /Length ${packed.length} /Filter /FlateDecode >>`, packed],
    ...images.map(({ attributes, data }, index): [string, Uint8Array] => {
      const tinted = attributes.replace(FUNCTION_REFERENCE, `${FIRST_IMAGE + images.length + index} 0 R`);
      return [`<< /Type /XObject /Subtype /Image ${tinted} /Length ${data.length} >>`, data];
    }),
    ...images.map(({ tint }) => tintObject(tint)),
  ]);
}

function tintObject(tint: ImageObject['tint']): [string, Uint8Array?] {
  if (!tint) return ['null'];
  const { inputs, outputs, program } = tint;
  const data = Buffer.from(`{ ${program} }`);
  const ranges = `/Domain [${'0 1 '.repeat(inputs)}] /Range [${'0 1 '.repeat(outputs)}]`;
  return [`<< /FunctionType 4 ${ranges} /Length ${data.length} >>`, data];
}

/** Number of the object that holds the first picture. */
const FIRST_IMAGE = 5;

function contentOf(
  images: readonly ImageObject[],
  { width, height }: { width: number; height: number },
  matrix: string,
): string {
  const drawn = images.map((image, index) => {
    const bottom = 1 - (image.top + image.height) / height;
    const place = `${image.width / width} 0 0 ${image.height / height} ${image.left / width} ${bottom} cm`;
    return `q ${place} /I${index} Do Q`;
  });
  return [matrix.replace(' cm ', ' cm\n'), ...drawn].join('\n');
}

function assemble(objects: readonly (readonly [string, Uint8Array?])[]): Uint8Array {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n')];
  const offsets: number[] = [];
  let length = parts[0]!.length;
  const add = (part: Buffer): void => {
    parts.push(part);
    length += part.length;
  };
  for (const [index, [dictionary, stream]] of objects.entries()) {
    offsets.push(length);
    add(Buffer.from(`${index + 1} 0 obj\n${dictionary}\n`));
    if (stream) {
      add(Buffer.from('stream\n'));
      add(Buffer.from(stream.buffer, stream.byteOffset, stream.length));
      add(Buffer.from('\nendstream\n'));
    }
    add(Buffer.from('endobj\n'));
  }
  const start = length;
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  add(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`,
    ),
  );
  return new Uint8Array(Buffer.concat(parts));
}
