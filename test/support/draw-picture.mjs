/** Draws a page of a picture as recognition sees it, and prints its shades row by row, or the code of what is wrong with it. */
import { drawPage } from '../../dist/extraction/ocr/page-picture.js';

const [path, format, page, memoryMb] = process.argv.slice(2);
try {
  const { width, data } = await drawPage({ path, format, page: Number(page) }, Number(memoryMb));
  const rows = Array.from({ length: data.length / width }, (_, row) =>
    Array.from(data.subarray(row * width, (row + 1) * width)),
  );
  console.log(JSON.stringify({ rows }));
} catch (error) {
  if (!error.code?.startsWith('extract.')) throw error;
  console.log(JSON.stringify({ code: error.code }));
}
