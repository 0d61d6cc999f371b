/**
 * Entry of an extractor process: reads the files it is told, one at a time, and answers with their text. Started by
 * `ReaderProcess` with the memory it may take (MiB) as its argument.
 */
import { startGuard } from './guard.js';
import { failureReply, type ReadMessage, type ReadReply } from './protocol.js';
import { extractFile } from './extract-file.js';

startGuard(Number(process.argv[2]));

process.on('disconnect', () => process.exit(0));

// Parsers leave rejected promises behind for parts that nobody asked for. What was asked for is awaited, so that its
// failure is answered; a stray one must not fail the file.
process.on('unhandledRejection', () => undefined);

process.on('message', (message: ReadMessage) => {
  void answer(message).then((reply) => process.send?.(reply));
});

async function answer({ request, memoryMb }: ReadMessage): Promise<ReadReply> {
  try {
    return { ok: true, extraction: await extractFile(request, memoryMb) };
  } catch (error) {
    return failureReply(error);
  }
}
