import { createHash } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInThisContext } from 'node:vm';
import { type WasmModule, webAssembly } from './web-assembly.js';

/**
 * Machine code of the engine, as `prepare-engine.ts` leaves it behind beside this program. A fresh process that has it need not
 * compile the engine again while it reads its first files. Without it, or where it was made by another Node or for another
 * processor, everything works as well, only later.
 */
const CODE_FILE = fileURLToPath(new URL('pdfium.code', import.meta.url));

let compiled: Promise<WasmModule> | undefined;

/** The engine's code, of which any number of instances can be made. */
export function compiledPdfium(): Promise<WasmModule> {
  compiled ??= load();
  return compiled;
}

async function load(): Promise<WasmModule> {
  const program = await readProgram();
  const code = await readFile(CODE_FILE).catch(() => undefined);
  return (code && restoreCode(code, program)) ?? webAssembly.compile(program);
}

function readProgram(): Promise<Buffer> {
  return readFile(createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm'));
}

/** Takes away what was left behind. */
export function removeCompiledPdfium(): Promise<void> {
  return rm(CODE_FILE, { force: true });
}

/** Leaves the machine code that was made so far behind for other processes. @returns its size in bytes. */
export async function saveCompiledPdfium(): Promise<number> {
  const module = await compiledPdfium();
  const content = withInternals(({ serialise }) => Buffer.from(serialise(module)));
  const partial = `${CODE_FILE}.${process.pid}`;
  await writeFile(partial, Buffer.concat([checksum(content, await readProgram()), content]));
  await rename(partial, CODE_FILE);
  return content.length;
}

/**
 * The engine of what was left behind; undefined where that is of no use here. V8 itself looks whether the code is of its version, its flags
 * and this processor; what it does not look for is a torn file, and code of another program.
 */
export function restoreCode(file: Buffer, program: Buffer): WasmModule | undefined {
  const content = file.subarray(CHECKSUM_BYTES);
  if (!checksum(content, program).equals(file.subarray(0, CHECKSUM_BYTES))) return undefined;
  // The code has to be a whole buffer of its own.
  return withInternals(({ deserialise }) => deserialise(new Uint8Array(content).buffer, program));
}

const CHECKSUM_BYTES = 32;

function checksum(content: Uint8Array, program: Uint8Array): Buffer {
  return createHash('sha256').update(content).update(program).digest();
}

interface Internals {
  serialise: (module: WasmModule) => ArrayBuffer;
  /** Undefined where the code is of another V8, of other flags or for another processor. */
  deserialise: (code: ArrayBuffer, program: Uint8Array) => WasmModule | undefined;
}

/** What browsers do with the WebAssembly they cache, Node has no name for; V8 hands it out under a flag. */
function withInternals<T>(use: (internals: Internals) => T): T {
  setFlagsFromString('--allow-natives-syntax');
  try {
    return use({
      serialise: runInThisContext('(module) => %SerializeWasmModule(module)') as Internals['serialise'],
      deserialise: runInThisContext(
        '(code, program) => %DeserializeWasmModule(code, program)',
      ) as Internals['deserialise'],
    });
  } finally {
    setFlagsFromString('--no-allow-natives-syntax');
  }
}
