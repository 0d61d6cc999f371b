import { AppError } from '../common/errors/app-error.js';
import type { ErrorCode } from '../common/errors/catalogue.js';

/** What a thread is told: the module's path, the function's name, and what it is given. */
export interface TaskMessage {
  path: string;
  name: string;
  input: unknown;
}

/** What it answers: progress any number of times, then one of the others. */
export type TaskReply =
  | { progress: [done: number, total: number, step: string] }
  | { value: unknown }
  | { coded: { code: ErrorCode; message: string } }
  | { error: unknown };

/** An error as it crosses to the other thread. A coded one keeps its code, any other its name, message and stack. */
export function failureReply(error: unknown): TaskReply {
  if (error instanceof AppError) return { coded: { code: error.code, message: error.message } };
  return { error: error instanceof Error ? error : new Error(String(error)) };
}
