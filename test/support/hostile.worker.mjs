/** An extractor process that misbehaves as the path of the request says, under the guard of the real one. */
import { startGuard } from '../../dist/extraction/guard.js';

startGuard(Number(process.argv[2]));

const behaviours = {
  hang() {
    for (;;);
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

process.on('message', ({ request }) => {
  try {
    const text = behaviours[request.path]();
    process.send({ ok: true, extraction: { text, pages: [], language: 'und', warnings: [], metadata: {} } });
  } catch (error) {
    process.send({ ok: false, code: 'not.a.code', message: 'no', detail: error.message });
  }
});
process.on('disconnect', () => process.exit(0));
