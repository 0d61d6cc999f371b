/** Entry of a thread that computes: runs the functions it is told, one after the other. What a module keeps, a model, it loads once. */
import { parentPort } from 'node:worker_threads';
import { pathToFileURL } from 'node:url';
import { failureReply, type TaskMessage, type TaskReply } from './protocol.js';
import type { TaskContext } from './task-module.js';

type Run = (input: unknown, context: TaskContext) => unknown;

const port = parentPort!;
const reply = (message: TaskReply): void => port.postMessage(message, []);

port.on('message', (message: TaskMessage) => {
  void run(message).then(reply);
});

async function run({ path, name, input }: TaskMessage): Promise<TaskReply> {
  try {
    const module = (await import(pathToFileURL(path).href)) as Record<string, Run | undefined>;
    const task = module[name];
    if (!task) throw new Error(`${path} has no function ${name}`);
    return { value: await task(input, { progress: (...progress) => reply({ progress }) }) };
  } catch (error) {
    return failureReply(error);
  }
}
