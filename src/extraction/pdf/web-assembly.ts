/** What is used of WebAssembly: Node has it, but its types come with those of a browser only. */
export interface WasmApi {
  compile(bytes: Uint8Array): Promise<WasmModule>;
  Instance: new (module: WasmModule, imports: WasmImports) => WasmInstance;
  RuntimeError: new () => Error;
}

/** Compiled code, of which any number of instances can be made. */
export type WasmModule = object;

export type WasmExports = Record<string, unknown>;
export type WasmImports = Record<string, Record<string, unknown>>;

export interface WasmInstance {
  readonly exports: WasmExports;
}

/** Grows by being replaced: the old buffer is empty then. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

export const webAssembly = Reflect.get(globalThis, 'WebAssembly') as WasmApi;
