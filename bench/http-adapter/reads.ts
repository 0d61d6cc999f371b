import autocannon from 'autocannon';
import { median, quantile } from '../support/statistics.js';
import type { AdapterName } from './protocol.js';
import { ServerProcess } from './server-process.js';

const WARM_UP_SECONDS = 2;

export interface ReadMeasurement {
  /** Requests answered a second. */
  rate: number;
  /** Latency, ms. */
  p50: number;
  p99: number;
  /** Processor time of the server a request, microseconds. */
  cpu: number;
}

/** Reads of one small object over kept-alive connections, from a fresh, warmed-up server. Throws for any failed request. */
export async function measureReads(
  adapter: AdapterName,
  folder: string,
  connections: number,
  seconds: number,
): Promise<ReadMeasurement> {
  const server = await ServerProcess.start(adapter, folder);
  try {
    const url = `http://127.0.0.1:${server.port}/items/5b0e7a52-8f4b-4f0e-9a53-0f6a6f7e2c11`;
    await load(url, connections, WARM_UP_SECONDS);
    const before = await server.usage();
    const { latencies, elapsed } = await load(url, connections, seconds);
    const after = await server.usage();
    return {
      rate: latencies.length / elapsed,
      p50: median(latencies),
      p99: quantile(latencies, 0.99),
      cpu: ((after.cpu - before.cpu) * 1000) / latencies.length,
    };
  } finally {
    await server.stop();
  }
}

/** Autocannon's own histogram counts whole milliseconds, too coarse here: each response's time is taken instead. */
async function load(
  url: string,
  connections: number,
  seconds: number,
): Promise<{ latencies: number[]; elapsed: number }> {
  const latencies: number[] = [];
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const instance = autocannon({ url, connections, duration: seconds }, (error: Error | null, outcome) =>
      error ? reject(error) : resolve(outcome),
    );
    instance.on('response', (_client, _status, _bytes, milliseconds) => latencies.push(milliseconds));
  });
  if (result.errors > 0 || result.non2xx > 0)
    throw new Error(`${result.errors} requests failed, ${result.non2xx} were refused`);
  return { latencies, elapsed: result.duration };
}
