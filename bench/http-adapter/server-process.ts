import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { AdapterName, ServerMessage } from './protocol.js';

type Usage = Extract<ServerMessage, { type: 'usage' }>;

/** A fresh server in a process of its own, so that its peak memory and processor time are of this measurement alone. */
export class ServerProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
  ) {}

  static async start(adapter: AdapterName, folder: string): Promise<ServerProcess> {
    const child = fork(fileURLToPath(new URL('./server.js', import.meta.url)), [adapter, folder]);
    const message = await Promise.race([
      once(child, 'message').then(([first]) => first as ServerMessage),
      once(child, 'exit').then(([code]) =>
        Promise.reject(new Error(`The ${adapter} server ended with ${String(code)} before it listened`)),
      ),
    ]);
    if (message.type !== 'listening') throw new Error(`The ${adapter} server said ${message.type} before it listened`);
    return new ServerProcess(child, message.port);
  }

  async usage(): Promise<Usage> {
    const answer = once(this.child, 'message');
    this.child.send('usage');
    const [usage] = (await answer) as [Usage];
    return usage;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.disconnect();
    await ended;
  }
}
