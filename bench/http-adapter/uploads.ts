import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rmSync, statSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { AdapterName, Receipt } from './protocol.js';
import { ServerProcess } from './server-process.js';

const MIB = 1024 * 1024;
const BOUNDARY = '----JohangBenchmark7d21c0';
const HEAD = Buffer.from(
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="upload.bin"\r\nContent-Type: application/octet-stream\r\n\r\n`,
);
const TAIL = Buffer.from(`\r\n--${BOUNDARY}--\r\n`);

/** Random bytes, sent again and again: as hard on the search for the boundary as a compressed file is. */
const block = randomBytes(MIB);

export interface UploadMeasurement {
  /** MiB a second, from the first byte sent to the answer. */
  throughput: number;
  /** Processor time of the server for the upload, ms. */
  cpu: number;
  /** Highest resident set of the server, start to end, MiB. */
  peakMemory: number;
}

/** One upload of `mebibytes` to a fresh server, after a small one to warm it up. Throws if what arrived is not what was sent. */
export async function measureUpload(
  adapter: AdapterName,
  folder: string,
  mebibytes: number,
): Promise<UploadMeasurement> {
  const server = await ServerProcess.start(adapter, folder);
  try {
    await upload(server.port, 8);
    const before = await server.usage();
    const start = performance.now();
    await upload(server.port, mebibytes);
    const seconds = (performance.now() - start) / 1000;
    const after = await server.usage();
    return {
      throughput: mebibytes / seconds,
      cpu: after.cpu - before.cpu,
      peakMemory: after.peakMemory / MIB,
    };
  } finally {
    await server.stop();
  }
}

async function upload(port: number, mebibytes: number): Promise<void> {
  const headers = {
    'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
    'content-length': HEAD.length + mebibytes * MIB + TAIL.length,
  };
  const outgoing = request({ host: '127.0.0.1', port, path: '/uploads', method: 'POST', headers });
  const answer = once(outgoing, 'response');
  outgoing.write(HEAD);
  for (let sent = 0; sent < mebibytes; sent++) {
    if (!outgoing.write(block)) await Promise.race([once(outgoing, 'drain'), answer]);
  }
  outgoing.end(TAIL);
  const [incoming] = (await answer) as [IncomingMessage];
  const body = await text(incoming);
  if (incoming.statusCode !== 201) throw new Error(`The upload was answered with ${incoming.statusCode}: ${body}`);
  verify(JSON.parse(body) as Receipt, mebibytes);
}

function verify({ bytes, sha256, path }: Receipt, mebibytes: number): void {
  const onDisk = statSync(path).size;
  rmSync(path);
  if (bytes !== mebibytes * MIB || onDisk !== bytes)
    throw new Error(`Sent ${mebibytes} MiB, received ${bytes} bytes, stored ${onDisk}`);
  if (sha256 !== expectedHash(mebibytes)) throw new Error('The stored bytes are not those that were sent');
}

const hashes = new Map<number, string>();

function expectedHash(mebibytes: number): string {
  const known = hashes.get(mebibytes);
  if (known !== undefined) return known;
  const hash = createHash('sha256');
  for (let done = 0; done < mebibytes; done++) hash.update(block);
  const digest = hash.digest('hex');
  hashes.set(mebibytes, digest);
  return digest;
}
