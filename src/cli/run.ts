import { type Command, CommanderError } from 'commander';
import { AppError } from '../common/errors/app-error.js';
import { catalogue } from '../common/errors/catalogue.js';

/** Exit codes of the `johang` command. */
export const EXIT = { done: 0, failed: 1, usage: 2, warnings: 3 } as const;

/** A command's way to end with another code than 0, its output already written. */
export class Exit extends Error {
  constructor(readonly code: number) {
    super(`exit ${code}`);
  }
}

/** Ctrl-C: the message says what is kept and how to go on. */
export class Interrupted extends Error {}

/** Runs the command line and tells the exit code. Errors go to stderr, one line and a hint. */
export async function runProgram(program: Command, argv: string[]): Promise<number> {
  try {
    await program.parseAsync(argv);
    return EXIT.done;
  } catch (error) {
    if (error instanceof Exit) return error.code;
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    console.error(describe(error));
    return error instanceof AppError && error.code === 'request.invalid' ? EXIT.usage : EXIT.failed;
  }
}

/** Ends the process when its reader went away (`johang … | head`): nobody is left to tell. */
export function endOnBrokenPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.failed);
  });
}

function describe(error: unknown): string {
  if (error instanceof AppError) {
    const fields = (error.errors ?? []).map(({ field, message }) => `\n  ${field}: ${message}`).join('');
    return `johang: ${error.message} [${error.code}]${fields}\n  ${catalogue[error.code].help}`;
  }
  if (!(error instanceof Error)) return `johang: ${String(error)}`;
  return `johang: ${isExpected(error) ? error.message : (error.stack ?? error.message)}`;
}

/** Errors whose message says it all: Ctrl-C, and what the operating system refused. */
function isExpected(error: Error): boolean {
  return error instanceof Interrupted || 'syscall' in error;
}
