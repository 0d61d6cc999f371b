import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { endpointOf } from '../../test/support/gateway-under-test.js';
import { answer, type ModelServer, startModelServer, status } from '../../test/support/model-server.js';
import type { AttemptRecord } from './attempts.js';
import { Gateway } from './gateway.js';
import { type Account, Ledger, UNBOUND } from './ledger.js';
import type { ModelRequest } from './types.js';

/** Writes nothing before it is let, and says what it was asked for. */
class HeldLedger extends Ledger {
  readonly asked: string[] = [];
  readonly written = Promise.withResolvers<void>();

  constructor(private readonly reserved: number) {
    super();
  }

  async reserve(): Promise<number> {
    this.asked.push('reserve');
    return this.reserved;
  }

  settle(_account: Account, _id: string, { outcome }: AttemptRecord): Promise<void> {
    this.asked.push(`settle ${outcome}`);
    return this.written.promise;
  }

  settleSoon(_account: Account, _id: string, { outcome }: AttemptRecord): Promise<void> {
    this.asked.push(`settle ${outcome} soon`);
    return this.written.promise;
  }

  async reserveAll(): Promise<void> {}

  async settleAll(): Promise<void> {}
}

describe(Gateway.name, () => {
  let server: ModelServer;
  let settling: Promise<void>[];
  const onSettling = (settled: Promise<void>): void => void settling.push(settled);

  beforeAll(async () => {
    server = await startModelServer();
  });
  beforeEach(() => {
    settling = [];
    server.clear();
    server.respond(answer('OK'));
  });
  afterAll(() => server.close());

  function ask(ledger: Ledger, more: Partial<ModelRequest>): Promise<string> {
    const gateway = new Gateway({ ledger, retry: { firstDelayMs: 1 } });
    const request: ModelRequest = {
      task: 't',
      messages: [{ role: 'user', content: 'Hello' }],
      maxOutputTokens: 10,
      account: { workspaceId: 'w', actor: 'system' },
      ...more,
    };
    return gateway.complete(endpointOf(server), request).then(
      () => 'answered',
      ({ code }) => String(code),
    );
  }

  /** What of a call comes first: its answer, or that the ledger is let. */
  async function firstOf(ledger: HeldLedger, call: Promise<string>): Promise<string> {
    await server.until(() => ledger.asked.some((each) => each.startsWith('settle')));
    const first = await Promise.race([call, new Promise<string>((done) => setTimeout(() => done('waits'), 50))]);
    ledger.written.resolve();
    await call;
    return first;
  }

  it('answers before the outcome is written down, where nothing hangs on it and the caller waits for it later', async () => {
    const ledger = new HeldLedger(UNBOUND);
    expect(await firstOf(ledger, ask(ledger, { onSettling }))).toBe('answered');
    expect(ledger.asked).toEqual(['reserve', 'settle ok soon']);
    expect(await Promise.all(settling)).toHaveLength(1);
  });

  it.each([
    ['a limit hangs on it', 0, { onSettling }],
    ['the caller does not wait for it later', UNBOUND, {}],
  ])('answers after that where %s', async (_, reserved, more) => {
    const ledger = new HeldLedger(reserved);
    expect(await firstOf(ledger, ask(ledger, more))).toBe('waits');
    expect(ledger.asked).toEqual(['reserve', 'settle ok']);
    expect(settling).toEqual([]);
  });

  it('has what failed written down before anything else is done', async () => {
    const ledger = new HeldLedger(UNBOUND);
    server.enqueue(status(500));
    const call = ask(ledger, { onSettling });
    expect(await firstOf(ledger, call)).toBe('waits');
    expect(ledger.asked).toEqual(['reserve', 'settle model.failed', 'reserve', 'settle ok soon']);
  });
});
