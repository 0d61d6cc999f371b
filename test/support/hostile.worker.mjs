/** An extractor process that misbehaves as the path of the request says, under the guard of the real one. */
import { Worker } from 'node:worker_threads';
import { startGuard } from '../../dist/extraction/guard.js';

const guard = startGuard(Number(process.argv[2]));

const behaviours = {
  hang() {
    for (;;);
  },
  threads() {
    guard.allow(300);
    const spinning = [1, 2, 3].map(() => new Worker('for (;;);', { eval: true }));
    return Promise.all(spinning.map((worker) => new Promise((resolve) => worker.on('exit', resolve))));
  },
  wasm() {
    const page = 64 * 1024;
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 32768 });
    for (;;) {
      const from = memory.grow(256) * page;
      new Uint8Array(memory.buffer).fill(1, from);
    }
  },
  heap() {
    const kept = [];
    for (;;) kept.push({ text: String(Math.random()) });
  },
  table() {
    const kept = new Map();
    for (let i = 0; ; i++) kept.set(i, { i });
  },
  buffers() {
    const kept = [];
    for (;;) kept.push(Buffer.alloc(4 << 20, 1));
  },
  exit() {
    process.exit(7);
  },
  abort() {
    process.abort();
  },
  write() {
    process.getBuiltinModule('node:fs').writeFileSync('written-by-extractor.txt', 'no');
  },
  environment() {
    return Object.keys(process.env).join(' ');
  },
  pid() {
    return String(process.pid);
  },
};

process.on('message', async ({ request }) => {
  try {
    const text = await behaviours[request.path]();
    process.send({ ok: true, extraction: { text, pages: [], language: 'und', warnings: [], metadata: {} } });
  } catch (error) {
    process.send({ ok: false, code: 'not.a.code', message: 'no', detail: error.message });
  }
});
process.on('disconnect', () => process.exit(0));
