import { AppError } from '../../common/errors/app-error.js';
import type { PageRequest } from '../extraction.js';
import { OcrEngine } from './engine.js';
import { drawPage } from './page-picture.js';
import { recognisePage } from './recognise-page.js';
import type { RecognisedPage } from './recognised-page.js';

let engine: Promise<OcrEngine> | undefined;

/**
 * Recognises a page of a file in this process. The engine stays for the next page; the process is replaced after a number of them.
 *
 * @throws AppError as opening the file does.
 */
export async function recogniseFilePage(request: PageRequest, memoryMb: number): Promise<RecognisedPage> {
  engine ??= OcrEngine.start();
  const picture = await drawPage(request, memoryMb);
  const blank = isBlank(picture.data);
  if (blank) return { text: '', confidence: 0, blank };
  try {
    return { ...(await recognisePage(await engine, picture, request.languages)), blank };
  } catch (error) {
    // What state a failed run leaves the engine in is not known.
    engine = undefined;
    throw new AppError('extract.crashed', undefined, { cause: error });
  }
}

/** Shades that differ by less are the same. */
const CONTRAST = 24;

function isBlank(data: Uint8Array): boolean {
  let darkest = 255;
  let lightest = 0;
  for (const shade of data) {
    if (shade < darkest) darkest = shade;
    if (shade > lightest) lightest = shade;
  }
  return lightest - darkest < CONTRAST;
}
