import { createHmac, randomBytes } from 'node:crypto';
import type { ModelEndpoint } from '../types.js';

/** Of this process only, so that what is derived from a key says nothing to anybody else. */
const SALT = randomBytes(32);

const known = new WeakMap<ModelEndpoint, string>();

/** Names who answers: the address and which key is used there, without the key. Models of one account share it. */
export function providerOf(endpoint: ModelEndpoint): string {
  const before = known.get(endpoint);
  if (before !== undefined) return before;
  const account = createHmac('sha256', SALT)
    .update(endpoint.apiKey ?? '')
    .digest('base64url')
    .slice(0, 16);
  const name = `${new URL(endpoint.baseUrl).origin} ${account}`;
  known.set(endpoint, name);
  return name;
}
