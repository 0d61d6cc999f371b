import type { AttemptRecord } from '../../src/models/attempts.js';
import { Gateway } from '../../src/models/gateway.js';
import type { ModelEndpoint } from '../../src/models/types.js';
import type { ModelServer } from './model-server.js';

/** A gateway that does not sleep between attempts, and the attempts that it makes. */
export function gatewayUnderTest(): { gateway: Gateway; attempts: AttemptRecord[] } {
  const attempts: AttemptRecord[] = [];
  const gateway = new Gateway({
    clock: { sleep: async () => undefined },
    recorder: (attempt) => void attempts.push(attempt),
  });
  return { gateway, attempts };
}

/** A model of a test's server. */
export function endpointOf(server: ModelServer, more: Partial<ModelEndpoint> = {}): ModelEndpoint {
  return {
    name: 'test',
    modelId: 'm-1',
    baseUrl: server.url,
    contextWindow: 8192,
    maxOutputTokens: 2048,
    structuredOutput: 'json_schema',
    prices: { inputPerMillion: 1, outputPerMillion: 1 },
    timeoutMs: 2_000,
    allowPrivateNetwork: true,
    ...more,
  };
}
