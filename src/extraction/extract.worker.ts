/**
 * Entry of an extractor process: reads the files it is told, one at a time, and answers with their text. Started by
 * `ReaderProcess` with the memory it may take (MiB) as its argument.
 */
import { setPriority } from 'node:os';
import { startGuard } from './guard.js';
import { failureReply, type ReadMessage, type ReadReply } from './protocol.js';
import { takeStep } from './extract-file.js';

/** As `nice` counts it. */
const NICENESS = 10;

/** How many processors' time a file may take for as long as its wall-clock limit is: parsing in two threads is no attack. */
const PROCESSORS = 2;

/** A process that has grown by this share of what a file may take has memory that it does not give back. */
const SPENT_SHARE = 0.25;

/** What the parsers themselves take once they are loaded, in bytes. */
const OWN_CODE = 128 * 1024 * 1024;

/**
 * What recognising takes beside what a file may take, in bytes: the engine, its trained data, and a page's picture in the
 * stages of its preparation.
 */
const OCR_MEMORY = 384 * 1024 * 1024;

const memoryGranted = Number(process.argv[2]) * 1024 * 1024;
let recognises = false;
lowerPriority();
const guard = startGuard(Number(process.argv[2]));
const sizeAtStart = process.memoryUsage.rss();

process.on('disconnect', () => process.exit(0));

// Parsers leave rejected promises behind for parts that nobody asked for. What was asked for is awaited, so that its
// failure is answered; a stray one must not fail the file.
process.on('unhandledRejection', () => undefined);

process.on('message', (message: ReadMessage) => {
  void answer(message).then((reply) => process.send?.(reply));
});

async function answer(message: ReadMessage): Promise<ReadReply> {
  guard.allow(message.timeoutMs * PROCESSORS);
  if (typeof message.step === 'object' && 'page' in message.step) grantOcr();
  const reply = await read(message);
  guard.allow(null);
  const spent =
    process.memoryUsage.rss() > sizeAtStart + OWN_CODE + (recognises ? OCR_MEMORY : 0) + memoryGranted * SPENT_SHARE;
  return spent ? { ...reply, spent } : reply;
}

/** Once: what the engine has taken it keeps. */
function grantOcr(): void {
  if (recognises) return;
  recognises = true;
  guard.grant(OCR_MEMORY);
}

async function read(message: ReadMessage): Promise<ReadReply> {
  try {
    return { ok: true, ...(await takeStep(message)) };
  } catch (error) {
    return failureReply(error);
  }
}

/** Reading files takes all the processor it gets: whoever waits for an answer of the API goes first. */
function lowerPriority(): void {
  try {
    setPriority(NICENESS);
  } catch {
    // Not permitted here: then all are equal.
  }
}
