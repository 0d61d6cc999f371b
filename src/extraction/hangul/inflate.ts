import { promisify } from 'node:util';
import { constants, createInflateRaw, inflateRaw } from 'node:zlib';
import { AppError } from '../../common/errors/app-error.js';

const inflateAll = promisify<Buffer, { maxOutputLength: number; finishFlush: number }, Buffer>(inflateRaw);

/** Bytes that what is unpacked of a file may come to, together. */
export class UnpackBudget {
  #left: number;

  constructor(private readonly total: number) {
    this.#left = total;
  }

  get left(): number {
    return this.#left;
  }

  /** @throws AppError `extract.memory` */
  take(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0) throw this.exceeded();
  }

  exceeded(): AppError {
    return new AppError(
      'extract.memory',
      `The document expands to more than the ${Math.floor(this.total / 1024 / 1024)} MiB it is granted`,
    );
  }
}

export interface Inflated {
  bytes: Buffer;
  /** The data break off or are broken; `bytes` is what comes before that. */
  damaged: boolean;
}

/**
 * Unpacks raw deflate data as far as they are sound.
 *
 * @throws AppError `extract.memory` beyond the budget.
 */
export async function inflateWithin(packed: Buffer, budget: UnpackBudget): Promise<Inflated> {
  try {
    const bytes = await inflateAll(packed, { maxOutputLength: budget.left, finishFlush: constants.Z_FINISH });
    budget.take(bytes.length);
    return { bytes, damaged: false };
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') throw budget.exceeded();
    return { bytes: await inflateSoundPart(packed, budget), damaged: true };
  }
}

/** zlib gives nothing of data with an error in them unless they are streamed. */
async function inflateSoundPart(packed: Buffer, budget: UnpackBudget): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const stream = createInflateRaw({ finishFlush: constants.Z_SYNC_FLUSH });
  stream.end(packed);
  try {
    for await (const piece of stream) {
      const bytes: Buffer = piece;
      budget.take(bytes.length);
      pieces.push(bytes);
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
  }
  return Buffer.concat(pieces);
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
