import OpenAI from 'openai';
import type { Gateway } from '../../src/models/gateway.js';
import { Detector } from '../../src/models/masking/detect.js';
import { MaskingSchema } from '../../src/models/masking/masking.schema.js';
import { MaskingVault } from '../../src/models/masking/vault.js';
import type { Account } from '../../src/models/ledger.js';
import type { ModelEndpoint } from '../../src/models/types.js';

/** Somebody who can be asked for a completion of `prompt`. */
export interface System {
  name: string;
  ask(prompt: string): Promise<void>;
  /** Resolves when what was answered is written down. */
  settled?(): Promise<unknown>;
}

const MODEL = 'mock';
const KEY = 'sk-bench';
const MOST = 256;

export function openaiSystem(name: string, baseURL: string, defaultHeaders?: Record<string, string>): System {
  // On a busy machine a server may give up an idle connection just as it is used again: that is asked once more.
  const client = new OpenAI({ baseURL, apiKey: KEY, maxRetries: 1, defaultHeaders });
  return {
    name,
    ask: async (prompt) => {
      const messages = [{ role: 'user' as const, content: prompt }];
      const { choices } = await client.chat.completions.create({ model: MODEL, messages, max_tokens: MOST });
      if (!choices[0]?.message.content) throw new Error(`${name} answered nothing`);
    },
  };
}

interface GatewaySystemOptions {
  account?: Account;
  masked?: boolean;
  limits?: ModelEndpoint['limits'];
  /** As analyses ask: they wait for the ledger at their end, and not for every answer. */
  isBehind?: boolean;
}

export function gatewaySystem(
  name: string,
  gateway: Gateway,
  baseUrl: string,
  { account, masked, limits, isBehind = true }: GatewaySystemOptions,
): System {
  const endpoint: ModelEndpoint = {
    name: limits ? 'limited' : MODEL,
    modelId: MODEL,
    baseUrl,
    apiKey: KEY,
    contextWindow: 131_072,
    maxOutputTokens: 4096,
    structuredOutput: 'json_schema',
    prices: { inputPerMillion: 1, outputPerMillion: 3 },
    timeoutMs: 60_000,
    allowPrivateNetwork: true,
    ...(limits && { limits }),
  };
  const detector = new Detector(MaskingSchema.parse({}));
  const settling = new Set<Promise<void>>();
  const onSettling = (settled: Promise<void>): void => {
    settling.add(settled);
    void settled.then(() => settling.delete(settled));
  };
  return {
    name,
    settled: () => Promise.all(settling),
    ask: async (prompt) => {
      const { text } = await gateway.complete(endpoint, {
        task: 'bench',
        messages: [{ role: 'user', content: prompt }],
        maxOutputTokens: MOST,
        account,
        ...(masked && { masking: new MaskingVault(detector) }),
        ...(isBehind && { onSettling }),
      });
      if (!text) throw new Error(`${name} answered nothing`);
    },
  };
}
