import autocannon from 'autocannon';
import { median, quantile } from '../support/statistics.js';
import type { AdapterName } from './protocol.js';
import { ServerProcess } from './server-process.js';

/** Enough for the server's code to be compiled and settled. */
const WARM_UP_REQUESTS = 40_000;

export interface ReadMeasurement {
  /** Requests answered a second. */
  rate: number;
  /** Latency, ms. */
  p50: number;
  p99: number;
  /** Processor time of the server a request, microseconds. */
  cpu: number;
}

/** A warmed-up server to read one small object from, over kept-alive connections. */
export class ReadTarget {
  private readonly url: string;

  private constructor(
    private readonly server: ServerProcess,
    private readonly connections: number,
  ) {
    this.url = `http://127.0.0.1:${server.port}/items/5b0e7a52-8f4b-4f0e-9a53-0f6a6f7e2c11`;
  }

  static async start(adapter: AdapterName, folder: string, connections: number): Promise<ReadTarget> {
    const target = new ReadTarget(await ServerProcess.start(adapter, folder), connections);
    await target.load(WARM_UP_REQUESTS);
    return target;
  }

  /** Throws when a request fails. */
  async measure(requests: number): Promise<ReadMeasurement> {
    const before = await this.server.usage();
    const { latencies, seconds } = await this.load(requests);
    const after = await this.server.usage();
    return {
      rate: latencies.length / seconds,
      p50: median(latencies),
      p99: quantile(latencies, 0.99),
      cpu: ((after.cpu - before.cpu) * 1000) / latencies.length,
    };
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  /** Autocannon's own histogram counts whole milliseconds, too coarse here: each response's time is taken instead. */
  private async load(amount: number): Promise<{ latencies: number[]; seconds: number }> {
    const latencies: number[] = [];
    let first = 0;
    let last = 0;
    const result = await new Promise<autocannon.Result>((resolve, reject) => {
      const options = { url: this.url, connections: this.connections, amount };
      const instance = autocannon(options, (error: Error | null, outcome) =>
        error ? reject(error) : resolve(outcome),
      );
      instance.on('response', (_client, _status, _bytes, milliseconds) => {
        last = performance.now();
        if (latencies.length === 0) first = last - milliseconds;
        latencies.push(milliseconds);
      });
    });
    if (result.errors > 0 || result.non2xx > 0)
      throw new Error(`${result.errors} requests failed, ${result.non2xx} were refused`);
    if (latencies.length !== amount) throw new Error(`${latencies.length} of ${amount} requests were answered`);
    return { latencies, seconds: (last - first) / 1000 };
  }
}
