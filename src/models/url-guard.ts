import { lookup as dnsLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { AppError } from '../common/errors/app-error.js';
import { classifyAddress, classifyName, type AddressClass } from './addresses.js';

export interface NetworkPolicy {
  /** Whether private and loopback addresses may be called. Link-local and metadata addresses never may. */
  allowPrivateNetwork: boolean;
}

function refused(reason: string): AppError {
  return new AppError('model.url_refused', `The base URL is not allowed: ${reason}`);
}

function mayCall(kind: AddressClass, policy: NetworkPolicy): boolean {
  return kind === 'public' || (kind === 'private' && policy.allowPrivateNetwork);
}

function reason(kind: AddressClass): string {
  return kind === 'private'
    ? 'it is a private address, and this model may not use the private network'
    : 'link-local, metadata and reserved addresses are never called';
}

/**
 * Checks a base URL before anything is sent: the scheme, the name, and the address when the host is one in any spelling
 * (the URL parser has already turned decimal, hexadecimal, octal and shortened forms into the usual one). What a name
 * resolves to is checked at the moment of connecting, by {@link guardedLookup}.
 *
 * @throws AppError `model.url_refused`
 */
export function assertUrlAllowed(baseUrl: string, policy: NetworkPolicy): URL {
  if (!URL.canParse(baseUrl)) throw refused('it is not a URL');
  const url = new URL(baseUrl);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw refused('only http and https are called');
  if (url.username !== '' || url.password !== '') throw refused('it holds a user name or a password');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const kind = isIP(host) === 0 ? classifyName(host) : classifyAddress(host);
  if (kind !== null && !mayCall(kind, policy)) throw refused(reason(kind));
  return url;
}

export type Resolver = (
  host: string,
  options: LookupOptions & { all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * A `lookup` for sockets that lets through only addresses the policy allows. It judges the very answer that is then
 * connected to, so a name that resolves differently from one moment to the next gains nothing. A single bad address
 * among several refuses the name. Its error is the `AppError` `model.url_refused`.
 */
export function guardedLookup(policy: NetworkPolicy, resolve: Resolver = dnsLookup): LookupFunction {
  return (host, options, done) => {
    resolve(host, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, '', 0);
      const bad = addresses.map((entry) => classifyAddress(entry.address)).find((kind) => !mayCall(kind, policy));
      if (bad !== undefined) return done(refused(reason(bad)), '', 0);
      const first = addresses[0];
      if (options.all === true) return done(null, addresses);
      if (first === undefined) return done(Object.assign(new Error('No address'), { code: 'ENOTFOUND' }), '', 0);
      return done(null, first.address, first.family);
    });
  };
}
