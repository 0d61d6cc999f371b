/** The server process: `server.js ADAPTER FOLDER`. Tells its parent the port, and on each message what it has used. */
import type { AddressInfo } from 'node:net';
import { createApp } from './app.js';
import type { AdapterName, ServerMessage } from './protocol.js';

const [adapter, folder] = process.argv.slice(2) as [AdapterName, string];
const app = await createApp(adapter, folder);
await app.listen(0, '127.0.0.1');

function tell(message: ServerMessage): void {
  process.send?.(message);
}

process.on('message', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  tell({ type: 'usage', peakMemory: maxRSS * 1024, cpu: (userCPUTime + systemCPUTime) / 1000 });
});
process.on('disconnect', () => process.exit(0));

const { port } = app.getHttpServer().address() as AddressInfo;
tell({ type: 'listening', port });
