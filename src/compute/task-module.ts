/**
 * A built module (`dist/<file>`) whose exported functions may run in a thread: pure functions of one value that can be
 * cloned, with a result that can be cloned. The type says what it exports; nothing of it is loaded here.
 */
export interface TaskModule<Tasks> {
  readonly file: string;
  /** Never set: it carries the type. */
  readonly tasks?: Tasks;
}

/** A function of a task module. It reports progress and knows nothing of the thread it runs in. */
export type Task = (input: never, context: TaskContext) => unknown;

export interface TaskContext {
  /** In whole steps, as an analyst reports them. */
  progress: (done: number, total: number, step: string) => void;
}

export type TaskName<Tasks> = { [N in keyof Tasks]: Tasks[N] extends Task ? N : never }[keyof Tasks] & string;
export type TaskInput<T> = T extends (input: infer Input, context: TaskContext) => unknown ? Input : never;
export type TaskOutput<T> = T extends (...args: never) => infer Output ? Awaited<Output> : never;

/** @param file below `dist/`, e.g. `analyses/embedded.tasks.js` */
export function taskModule<Tasks>(file: string): TaskModule<Tasks> {
  return { file };
}
