/**
 * Runs a performance benchmark:
 *
 *   node bench/run.mjs                       the benchmarks there are
 *   node bench/run.mjs NAME [ARGUMENTS]      bench/NAME/main.ts with these arguments; --help tells which
 *
 * Compiles `src/`, `bench/` and `test/support/` into `.johang/bench-build` (only what changed since the last time), then runs the benchmark
 * in a process of its own and exits as it does.
 */
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformFile } from '@swc/core';

const root = fileURLToPath(new URL('..', import.meta.url));
const build = join(root, '.johang', 'bench-build');
const configFile = join(root, '.swcrc');
/** A file that this or another run is writing. */
const PARTIAL = /\.js\.\d+$/;

const [name, ...args] = process.argv.slice(2);
const names = readdirSync(join(root, 'bench')).filter((each) => existsSync(join(root, 'bench', each, 'main.ts')));
if (name === undefined || !names.includes(name)) {
  console.error(`Usage: node bench/run.mjs NAME [ARGUMENTS]\nBenchmarks: ${names.join(', ')}`);
  process.exitCode = 2;
} else {
  await compile(['src', 'bench', 'test/support']);
  const benchmark = spawn(nodePath(), ['--enable-source-maps', join(build, 'bench', name, 'main.js'), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => benchmark.kill(signal));
  benchmark.on('exit', (code) => (process.exitCode = code ?? 1));
}

/** This Node, or the one that came with the project where this one is too old for the code. */
function nodePath() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const bundled = join(root, 'node_modules', 'node', 'bin', 'node');
  return major > 24 || (major === 24 && minor >= 11) || !existsSync(bundled) ? process.execPath : bundled;
}

async function compile(folders) {
  const wanted = new Set();
  for (const source of folders.flatMap((folder) => filesUnder(join(root, folder)))) {
    if (/\.(spec|d)\.ts$/.test(source)) continue;
    const target = join(build, relative(root, source)).replace(/\.ts$/, '.js');
    wanted.add(target);
    if (isFresh(target, source)) continue;
    mkdirSync(dirname(target), { recursive: true });
    if (!source.endsWith('.ts')) copyFileSync(source, target);
    else await compileFile(source, target);
  }
  const stale = filesUnder(build).filter((each) => !wanted.has(each) && !PARTIAL.test(each));
  for (const each of stale) rmSync(each, { force: true });
}

/** Through a temporary name, so that a benchmark starting at the same time never reads half a file. */
async function compileFile(source, target) {
  const { code } = await transformFile(source, { configFile, cwd: root, sourceMaps: 'inline' });
  const partial = `${target}.${process.pid}`;
  writeFileSync(partial, code);
  renameSync(partial, target);
}

function isFresh(target, source) {
  if (!existsSync(target)) return false;
  return statSync(target).mtimeMs > Math.max(statSync(source).mtimeMs, statSync(configFile).mtimeMs);
}

function filesUnder(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
