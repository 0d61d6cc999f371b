import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import vm from 'node:vm';
import { init } from '@embedpdf/pdfium';
import type { PdfiumFunctions, Pointer } from './pdfium-functions.js';
import { type WasmExports, type WasmImports, type WasmInstance, type WasmModule, webAssembly } from './web-assembly.js';

export type { Pointer } from './pdfium-functions.js';

/** The engine could not go on: out of the memory it is granted, out of time, or a fault in it. */
export class PdfiumFailure extends Error {
  override readonly name = 'PdfiumFailure';

  constructor(
    readonly reason: 'memory' | 'time' | 'fault',
    cause?: unknown,
  ) {
    super(`PDFium stopped: ${reason}`, { cause });
  }
}

/**
 * PDFium, compiled to WebAssembly: it has no way to the disk, the network or the clock but what is imported here, and no
 * JavaScript engine for what a file brings along. One instance reads one file after the other; one that failed must not be
 * used again, for its memory is in no known state.
 */
export class Pdfium {
  readonly functions: PdfiumFunctions;
  #usable = true;
  #running = false;
  #outOfMemory: () => boolean;
  #bytes = new Uint8Array();
  #floats = new Float32Array();
  #doubles = new Float64Array();
  #integers = new Uint32Array();
  /** Room for what a function gives back by address: 16 floats or 8 doubles, good until the next call that uses it. */
  readonly scratch: Pointer;

  private constructor(functions: PdfiumFunctions, outOfMemory: () => boolean) {
    this.functions = functions;
    this.#outOfMemory = outOfMemory;
    this.scratch = functions.malloc(SCRATCH_BYTES);
  }

  /** A fresh instance whose memory does not grow beyond `memoryMb`. */
  static async create(memoryMb: number): Promise<Pdfium> {
    compiled ??= compile();
    const module = await compiled;
    let refused = false;
    let functions: PdfiumFunctions | undefined;
    await init({
      print: () => undefined,
      printErr: () => undefined,
      instantiateWasm(imports: WasmImports, receive: (instance: WasmInstance) => WasmExports) {
        const environment = imports['env'] as Record<string, (bytes: number) => unknown>;
        const grow = environment['emscripten_resize_heap']!;
        environment['emscripten_resize_heap'] = (bytes) => {
          if (bytes >>> 0 <= memoryMb * MIB) return grow(bytes);
          refused = true;
          return 0;
        };
        const instance = new webAssembly.Instance(module, imports);
        functions = instance.exports as unknown as PdfiumFunctions;
        return receive(instance);
      },
    });
    if (!functions) throw new Error('PDFium was not instantiated');
    functions.PDFiumExt_Init();
    return new Pdfium(functions, () => refused);
  }

  /** Whether it can be used: not after a failure. */
  get usable(): boolean {
    return this.#usable;
  }

  /** Its memory, good until the next call of one of its functions. */
  get bytes(): Uint8Array {
    const { buffer } = this.functions.memory;
    if (this.#bytes.buffer !== buffer) this.#bytes = new Uint8Array(buffer);
    return this.#bytes;
  }

  /** What stands at `scratch`. */
  get floats(): Float32Array {
    // The memory grows by being replaced; the old one is then empty.
    if (this.#floats.length === 0) this.#floats = new Float32Array(this.functions.memory.buffer, this.scratch, 16);
    return this.#floats;
  }

  /** What stands at `scratch`. */
  get doubles(): Float64Array {
    if (this.#doubles.length === 0) this.#doubles = new Float64Array(this.functions.memory.buffer, this.scratch, 8);
    return this.#doubles;
  }

  /** What stands at `scratch`. */
  get integers(): Uint32Array {
    if (this.#integers.length === 0) this.#integers = new Uint32Array(this.functions.memory.buffer, this.scratch, 16);
    return this.#integers;
  }

  /** How much memory it has taken, in bytes. It never gives any back. */
  get size(): number {
    return this.functions.memory.buffer.byteLength;
  }

  /**
   * Runs `work`, which calls the engine, and ends it after `milliseconds`: also where the engine itself loops.
   *
   * @throws PdfiumFailure after which the instance cannot be used. Other errors of `work` pass.
   */
  run<T>(milliseconds: number, work: () => T): T {
    if (!this.#usable) throw new PdfiumFailure('fault');
    // Within another limit it is that one which counts.
    if (this.#running) return work();
    this.#running = true;
    try {
      return runLimited(milliseconds, work);
    } catch (error) {
      const reason = this.#reasonOf(error);
      if (!reason) throw error;
      this.#usable = false;
      throw new PdfiumFailure(reason, error);
    } finally {
      this.#running = false;
    }
  }

  #reasonOf(error: unknown): PdfiumFailure['reason'] | undefined {
    if (isTimeout(error)) return 'time';
    if (error instanceof PdfiumFailure) return error.reason;
    if (!isEngineFailure(error)) return undefined;
    return this.#outOfMemory() ? 'memory' : 'fault';
  }

  /** Copies bytes into the engine; to be given back with `functions.free`. @throws PdfiumFailure when they do not fit. */
  put(data: Uint8Array): Pointer {
    const pointer = this.allocate(data.length);
    this.bytes.set(data, pointer);
    return pointer;
  }

  /** @throws PdfiumFailure when there is no such room. */
  allocate(bytes: number): Pointer {
    const pointer = this.functions.malloc(Math.max(1, bytes));
    if (pointer === 0) throw new PdfiumFailure('memory');
    return pointer;
  }
}

/** Whether the engine cannot go on after this: whoever catches it must throw it on to `Pdfium.run`. */
export function isEngineFailure(error: unknown): boolean {
  if (error instanceof PdfiumFailure || error instanceof webAssembly.RuntimeError) return true;
  return error instanceof RangeError && /call stack/i.test(error.message);
}

/** The error of a time limit is one of the stage's own realm, where `Error` is another. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}

const MIB = 1024 * 1024;
const SCRATCH_BYTES = 64;

let compiled: Promise<WasmModule> | undefined;

async function compile(): Promise<WasmModule> {
  const file = createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm');
  return webAssembly.compile(await readFile(file));
}

/** Only a script can be given a time limit, and only in this way is a loop inside of WebAssembly ended. */
const limited = new vm.Script('work()');
const stage = vm.createContext({ work: () => undefined });

function runLimited<T>(milliseconds: number, work: () => T): T {
  const results: T[] = [];
  stage['work'] = () => void results.push(work());
  try {
    limited.runInContext(stage, { timeout: Math.max(1, Math.ceil(milliseconds)) });
  } finally {
    stage['work'] = () => undefined;
  }
  return results[0]!;
}
