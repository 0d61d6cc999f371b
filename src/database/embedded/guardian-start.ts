import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../common/errors/app-error.js';
import { packageRoot } from '../../config/paths.js';
import { messageOf } from './files.js';
import { parseGuardianMessage, type GuardianAnswer, type GuardianOptions } from './guardian-protocol.js';
import { cleanEnvironment, lastLines } from './run-command.js';

/** The compiled guardian: beside this file in `dist`; from sources (tests), that of the package's `dist`. */
export function defaultGuardianFile(): string {
  const here = fileURLToPath(import.meta.url);
  if (here.endsWith('.js')) return join(dirname(here), 'guardian.js');
  return join(packageRoot, 'dist', 'database', 'embedded', 'guardian.js');
}

/**
 * Starts a guardian and waits for its answer. It outlives this process, which neither waits for it nor is kept alive
 * by it afterwards.
 */
export async function startGuardian(
  guardianFile: string,
  options: GuardianOptions,
  log: (line: string) => void,
  limitMs: number,
): Promise<GuardianAnswer> {
  if (!existsSync(guardianFile)) {
    throw new AppError('database.unavailable', `${guardianFile} is missing. Build Johang first: npm run build.`);
  }
  const child = spawn(process.execPath, [guardianFile, JSON.stringify(options)], {
    detached: true,
    cwd: '/',
    env: cleanEnvironment,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let errors = '';
  let limit: NodeJS.Timeout | undefined;
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (errors = (errors + chunk).slice(-4_000)));
  try {
    return await new Promise<GuardianAnswer>((resolve) => {
      child.on('message', (value) => {
        const message = parseGuardianMessage(value);
        if (message?.type === 'progress') log(message.line);
        else if (message !== undefined) resolve(message);
      });
      const died = (reason: string): void => {
        resolve({ type: 'failed', message: `The guardian of the embedded PostgreSQL ended: ${reason}` });
      };
      limit = setTimeout(() => {
        resolve({
          type: 'failed',
          code: 'database.unavailable',
          message: `The embedded PostgreSQL is still starting after ${Math.round(limitMs / 1_000)} s. Try again later.`,
        });
      }, limitMs);
      child.on('error', (error) => died(messageOf(error)));
      // `close` comes after the last message and the last of its output.
      child.on('close', (code, signal) => died(lastLines(errors) || `exit code ${code}, signal ${signal}`));
    });
  } finally {
    clearTimeout(limit);
    child.stderr?.destroy();
    if (child.connected) child.disconnect();
    child.unref();
  }
}
