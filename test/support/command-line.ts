import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { z } from 'zod';
import { distDir, packageRoot } from '../../src/config/paths.js';
import { openEmbeddedPostgres } from '../../src/database/embedded/index.js';

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
    // Most of a short command is compiling what it imports: kept from one to the next.
    const cache = { NODE_COMPILE_CACHE: `${this.dataDir}.compiled` };
    const env = { PATH, NODE_ENV: 'test', JOHANG_DATA_DIR: this.dataDir, ...cache, ...this.environment };
    return spawn(process.execPath, [join(packageRoot, 'bin/johang.js'), ...args], { env, cwd: packageRoot });
  }

  async run(...args: string[]): Promise<CommandResult> {
    return resultOf(this.start(...args));
  }

  /** The one JSON document that a command prints, of the form it must have; fails when there is anything else on stdout. */
  async json<S extends z.ZodType>(schema: S, ...args: string[]): Promise<CommandResult & { answer: z.infer<S> }> {
    const result = await this.run(...args, '--json');
    return { ...result, answer: schema.parse(jsonOf(result, args)) };
  }
}

function jsonOf({ code, stdout, stderr }: CommandResult, args: string[]): unknown {
  try {
    return JSON.parse(stdout);
  } catch {
    throw new Error(`johang ${args.join(' ')} printed no JSON document (exit ${code}): ${stdout}${stderr}`);
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

/** A command on a data directory of its own, and a folder for the files it is given. */
export interface CommandLineFolder {
  folder: string;
  johang: CommandLine;
  /** Writes a file and returns its path. */
  file(name: string, content: string | Buffer): Promise<string>;
  /** Stops the database and removes everything. */
  close(): Promise<void>;
}

export async function newCommandLine(environment: Record<string, string> = {}): Promise<CommandLineFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'johang-cli-'));
  const dataDir = join(folder, 'data');
  return {
    folder,
    johang: new CommandLine(dataDir, environment),
    file: async (name, content) => {
      const path = join(folder, name);
      await writeFile(path, content);
      return path;
    },
    close: async () => {
      const guardianFile = join(distDir, 'database/embedded/guardian.js');
      const server = await openEmbeddedPostgres({ dataDir, guardianFile });
      await server.close({ stopIfIdle: true });
      // The server's guardian may still be putting its own files away.
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    },
  };
}
