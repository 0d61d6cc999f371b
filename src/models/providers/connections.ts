import type { EntityManager } from 'typeorm';
import { AppError } from '../../common/errors/app-error.js';
import { newId } from '../../common/ids.js';
import type { SecretBox } from '../../secrets/secret-box.js';
import { shippedCatalogue } from '../catalogue/catalogue.js';
import { ModelEntity } from '../model.entity.js';
import { ProviderEntity } from './provider.entity.js';

export function modelKeyContext(id: string): string {
  return `model-key:${id}`;
}

export function providerKeyContext(id: string): string {
  return `provider-key:${id}`;
}

type Keyed = Pick<ModelEntity, 'id' | 'apiKeySealed' | 'keyless'>;

/** Which key a model is called with. */
export function keySource(model: Keyed, provider: Pick<ProviderEntity, 'apiKeySealed'>): 'own' | 'provider' | 'none' {
  if (model.apiKeySealed !== null) return 'own';
  return model.keyless || provider.apiKeySealed === null ? 'none' : 'provider';
}

/** The key a model is called with; undefined for none. */
export function openKey(secrets: SecretBox, model: Keyed, provider: ProviderEntity): string | undefined {
  if (model.apiKeySealed !== null) return secrets.open(model.apiKeySealed, modelKeyContext(model.id));
  return model.keyless ? undefined : openProviderKey(secrets, provider);
}

export function openProviderKey(
  secrets: SecretBox,
  { id, apiKeySealed }: Pick<ProviderEntity, 'id' | 'apiKeySealed'>,
): string | undefined {
  return apiKeySealed === null ? undefined : secrets.open(apiKeySealed, providerKeyContext(id));
}

/** The provider of a connection, and the key that the model needs besides. */
export interface Connection {
  provider: ProviderEntity;
  /** Of the model itself; undefined where the provider's serves. */
  ownKey: string | undefined;
}

/**
 * Finds the provider of an address, and of the same key where one is given; makes one when there is none. Under the lock.
 *
 * @param apiKey undefined: whatever the provider has
 * @throws AppError `provider.ambiguous` when several have the address and nothing tells them apart
 */
export async function connectionFor(
  em: EntityManager,
  secrets: SecretBox,
  workspaceId: string,
  { baseUrl, apiKey }: { baseUrl: string; apiKey?: string },
): Promise<Connection> {
  const all = await em.find(ProviderEntity, { order: { createdAt: 'ASC', id: 'ASC' } });
  const there = all.filter((each) => isSameAddress(each.baseUrl, baseUrl));
  const keyless = there.filter(({ apiKeySealed }) => apiKeySealed === null);
  if (apiKey !== undefined) {
    const same = there.find((each) => hasKey(secrets, each, apiKey));
    if (same) return { provider: same, ownKey: undefined };
    if (keyless[0]) return { provider: keyless[0], ownKey: apiKey };
  } else if (there.length > 0) {
    const [only, ...others] = keyless.length === 1 ? keyless : there;
    if (only && !others.length) return { provider: only, ownKey: undefined };
    const names = there.map(({ name }) => name).join(', ');
    throw new AppError('provider.ambiguous', `Several providers have the address ${baseUrl}: ${names}`);
  }
  const id = newId();
  const provider = em.create(ProviderEntity, {
    id,
    workspaceId,
    name: freeName(stemOf(baseUrl), new Set(all.map(({ name }) => name))),
    baseUrl,
    apiKeySealed: apiKey === undefined ? null : secrets.seal(apiKey, providerKeyContext(id)),
    allowPrivateNetwork: mayBePrivate(baseUrl),
    automatic: true,
  });
  await em.insert(ProviderEntity, provider);
  return { provider: await em.findOneByOrFail(ProviderEntity, { id }), ownKey: undefined };
}

/** A key that cannot be opened any more is no key that somebody knows. */
function hasKey(secrets: SecretBox, provider: ProviderEntity, apiKey: string): boolean {
  try {
    return openProviderKey(secrets, provider) === apiKey;
  } catch {
    return false;
  }
}

/** Takes a provider away that was made along with a model, has none left, and was never changed. */
export async function forgetUnused(em: EntityManager, id: string): Promise<void> {
  if (await em.existsBy(ModelEntity, { providerId: id })) return;
  await em.delete(ProviderEntity, { id, automatic: true });
}

/** Providers of a workspace are made and changed one after the other. */
export async function lockProviders(em: EntityManager): Promise<void> {
  await em.query(`SELECT pg_advisory_xact_lock(hashtextextended('providers ' || johang_workspace()::text, 0))`);
}

/** @throws AppError `provider.not_found` */
export async function findProvider(em: EntityManager, name: string): Promise<ProviderEntity> {
  const provider = await em.findOneBy(ProviderEntity, { name });
  if (!provider) throw new AppError('provider.not_found', `There is no provider named ${name}`);
  return provider;
}

export function isSameAddress(one: string, other: string): boolean {
  return normalised(one) === normalised(other);
}

/** A key given for one host is no business of another. */
export function isSameHost(one: string, other: string): boolean {
  return new URL(one).origin === new URL(other).origin;
}

/** Hosted services live on public addresses: for them a private one is a sign of something wrong. */
export function mayBePrivate(baseUrl: string): boolean {
  return hosted(baseUrl)?.kind !== 'hosted';
}

function hosted(baseUrl: string) {
  return shippedCatalogue().providers.find((each) => each.baseUrl !== null && isSameAddress(each.baseUrl, baseUrl));
}

function normalised(baseUrl: string): string {
  return new URL(baseUrl).href.replace(/\/+$/, '');
}

/** The catalogue's name of the address, else its host and port. */
function stemOf(baseUrl: string): string {
  const known = hosted(baseUrl)?.name;
  if (known !== undefined) return known;
  const host = new URL(baseUrl).host.toLowerCase().replaceAll(/[^a-z0-9.]+/g, '-');
  return host.slice(0, 50).replaceAll(/^[-.]+|[-.]+$/g, '') || 'provider';
}

function freeName(stem: string, taken: ReadonlySet<string>): string {
  for (let count = 1; ; count++) {
    const name = count === 1 ? stem : `${stem}-${count}`;
    if (!taken.has(name)) return name;
  }
}
