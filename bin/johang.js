#!/usr/bin/env node
// Starts the command line on the Node that came with the project when the machine's own is too old for it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const bundled = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const recent = major > 24 || (major === 24 && minor >= 11);

if (!existsSync(entry)) {
  console.error('johang is not built: run `npm ci` (or `npm run build`) in the project first.');
  process.exitCode = 1;
} else if (recent || !existsSync(bundled)) {
  await import(entry);
} else {
  // A signal to this process alone must reach the other. Ctrl-C reaches both by itself: passed on as it is, it would
  // count as a second one, which ends a command at once. Listening comes first: a parent killed now would leave the other alone.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal === 'SIGINT' ? 'SIGTERM' : signal));
  }
  const child = spawn(bundled, [entry, ...process.argv.slice(2)], { stdio: 'inherit' });
  child.on('error', (error) => {
    console.error(`johang: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (status) => {
    process.exitCode = status ?? 1;
  });
}
