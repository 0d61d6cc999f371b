import { spawn } from 'node:child_process';
import { messageOf } from './files.js';

/** Nothing of our environment reaches PostgreSQL or the guardian: it holds keys, and settings such as PGDATA. */
export const cleanEnvironment = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/run/current-system/sw/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
};

export interface CommandResult {
  /** Undefined where the command could not be started or was killed by a signal. */
  exitCode: number | undefined;
  /** The end of stdout and stderr, as they came. */
  output: string;
}

export interface CommandOptions {
  uid?: number;
  gid?: number;
  input?: string;
  /** Ends the command with SIGTERM. */
  signal?: AbortSignal;
}

const keptOutput = 8_000;

/** Runs a command to its end. Never rejects: a command that cannot be started has the reason as its output. */
export function runCommand(file: string, args: string[], options: CommandOptions = {}): Promise<CommandResult> {
  return collect(file, args, options).catch((error: unknown) => ({ exitCode: undefined, output: messageOf(error) }));
}

function collect(file: string, args: string[], { uid, gid, input, signal }: CommandOptions): Promise<CommandResult> {
  return new Promise((resolve) => {
    let output = '';
    const keep = (chunk: string): void => {
      output = (output + chunk).slice(-keptOutput);
    };
    const child = spawn(file, args, { uid, gid, signal, cwd: '/', env: cleanEnvironment, stdio: 'pipe' });
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    child.on('error', (error) => keep(messageOf(error)));
    child.on('close', (exitCode) => {
      resolve({ exitCode: exitCode === null || exitCode < 0 ? undefined : exitCode, output });
    });
  });
}

/** The last lines of an output, for an error message. */
export function lastLines(output: string, count = 8): string {
  return output.trim().split('\n').slice(-count).join('\n');
}
