import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { packageRoot } from '../../src/config/paths.js';

export interface CommandResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** The built `johang` command on a data directory, each call a process of its own. */
export class CommandLine {
  constructor(
    private readonly dataDir: string,
    private readonly environment: Record<string, string> = {},
  ) {}

  start(...args: string[]): ChildProcessWithoutNullStreams {
    const { PATH } = process.env;
    const env = { PATH, NODE_ENV: 'test', JOHANG_DATA_DIR: this.dataDir, ...this.environment };
    return spawn(process.execPath, [join(packageRoot, 'bin/johang.js'), ...args], { env, cwd: packageRoot });
  }

  async run(...args: string[]): Promise<CommandResult> {
    return resultOf(this.start(...args));
  }

  /** The one JSON document that a command prints; fails when there is anything else on stdout. */
  async json<T = Record<string, unknown>>(...args: string[]): Promise<CommandResult & { answer: T }> {
    const result = await this.run(...args, '--json');
    try {
      return { ...result, answer: JSON.parse(result.stdout) as T };
    } catch {
      throw new Error(
        `johang ${args.join(' ')} printed no JSON document (exit ${result.code}): ${result.stdout}${result.stderr}`,
      );
    }
  }
}

export async function resultOf(child: ChildProcessWithoutNullStreams): Promise<CommandResult> {
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
}
