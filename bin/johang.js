#!/usr/bin/env node
// Starts the command line on the Node that came with the project when the machine's own is too old for it.
import { spawnSync } from 'node:child_process';
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
  const { status, signal } = spawnSync(bundled, [entry, ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exitCode = signal ? 1 : (status ?? 1);
}
