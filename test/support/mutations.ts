/** Numbers from 0 to 1 that are the same in every run. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A copy with a few bits turned over, or cut off. */
export function mutated(bytes: Buffer, random: () => number): Buffer {
  const copy = Buffer.from(bytes);
  if (random() < 0.25) return copy.subarray(0, Math.floor(random() * copy.length));
  const count = 1 + Math.floor(random() * 30);
  for (let index = 0; index < count; index++) {
    const at = Math.floor(random() * copy.length);
    copy[at] = copy[at]! ^ (1 << Math.floor(random() * 8));
  }
  return copy;
}

/** What reading a mutated file came to: `ready`, or the code of the error; another error is thrown on. */
export async function outcomeOf(read: Promise<unknown>): Promise<string> {
  try {
    await read;
    return 'ready';
  } catch (error) {
    if (
      error instanceof Error &&
      'code' in error &&
      typeof error.code === 'string' &&
      /^(extract|format)\./.test(error.code)
    )
      return error.code;
    throw error;
  }
}
