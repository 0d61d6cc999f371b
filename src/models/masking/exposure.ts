import { isIP } from 'node:net';
import { classifyAddress, classifyName } from '../addresses.js';
import type { ModelEndpoint } from '../types.js';
import type { PersonalDataType } from './types.js';

/** What a model is shown of personal data, and by whose leave. Goes into the provenance of what comes of it. */
export interface Exposure {
  /** Kinds that are shown as they are. */
  types: readonly PersonalDataType[] | 'all';
  /** An admin's leave; or the model's settings, which may say so of an address of one's own network. */
  by: 'exemption' | 'settings';
  exemptions: readonly { id: string; reason: string; createdBy: string }[];
}

/** A leave that is in force for the model. */
export interface GivenExemption {
  id: string;
  types: readonly PersonalDataType[] | null;
  reason: string;
  createdBy: string;
}

/** Scheme, host and port of where a model's calls go. */
export function providerAddress(baseUrl: string): string {
  return new URL(baseUrl).origin;
}

/**
 * Whether an address is of one's own network beyond doubt: it is written as one, or is this machine. What a name resolves to may
 * change, so a name is none.
 */
export function isOwnNetwork(baseUrl: string): boolean {
  const host = new URL(baseUrl).hostname.replace(/^\[|\]$/g, '');
  return (isIP(host) === 0 ? classifyName(host) : classifyAddress(host)) === 'private';
}

/**
 * What the model may be shown: nothing, unless an admin says so of its provider, or of the model where it is of one's own
 * network. A model whose settings say `on` is shown nothing in any case.
 */
export function exposureOf(
  { baseUrl, masking }: Pick<ModelEndpoint, 'baseUrl' | 'masking'>,
  exemptions: readonly GivenExemption[],
): Exposure | null {
  if (masking === 'on') return null;
  if (masking === 'off' && isOwnNetwork(baseUrl)) return { types: 'all', by: 'settings', exemptions: [] };
  if (exemptions.length === 0) return null;
  const named = exemptions.flatMap(({ types }) => types ?? []);
  return {
    types: exemptions.some(({ types }) => types === null) ? 'all' : [...new Set(named)].sort(),
    by: 'exemption',
    exemptions: exemptions.map(({ id, reason, createdBy }) => ({ id, reason, createdBy })),
  };
}
