import type { EntityManager } from 'typeorm';
import { AppError } from '../../common/errors/app-error.js';
import type { SecretBox } from '../../secrets/secret-box.js';
import type { ModelEntity } from '../model.entity.js';
import type { UpdateModel } from '../model.schema.js';
import {
  connectionFor,
  findProvider,
  isSameAddress,
  isSameHost,
  keySource,
  modelKeyContext,
  openKey,
} from './connections.js';
import { ProviderEntity } from './provider.entity.js';

/**
 * Moves a model to the provider and gives it the key that a change asks for; on the model itself, which is not stored here. Under
 * the lock of the providers.
 *
 * @returns its provider after the change
 * @throws AppError `provider.not_found`, `provider.ambiguous`, `provider.key_needed`
 */
export async function reconnect(
  em: EntityManager,
  secrets: SecretBox,
  model: ModelEntity,
  { provider: name, baseUrl, apiKey }: UpdateModel,
): Promise<ProviderEntity> {
  const before = await em.findOneByOrFail(ProviderEntity, { id: model.providerId });
  const setKey = (key: string | null): void => {
    model.apiKeySealed = key === null ? null : secrets.seal(key, modelKeyContext(model.id));
    model.keyless = key === null;
  };
  if (name !== undefined) {
    const provider = await findProvider(em, name);
    move(model, provider);
    if (apiKey !== undefined) setKey(apiKey);
    else Object.assign(model, { apiKeySealed: null, keyless: false });
    return provider;
  }
  if (baseUrl === undefined || isSameAddress(baseUrl, before.baseUrl)) {
    if (apiKey !== undefined) setKey(apiKey);
    return before;
  }
  if (apiKey === undefined && keySource(model, before) !== 'none' && !isSameHost(baseUrl, before.baseUrl)) {
    throw new AppError(
      'provider.key_needed',
      `${model.name} has a key for ${new URL(before.baseUrl).host}, not for the new address`,
    );
  }
  const key = apiKey === undefined ? openKey(secrets, model, before) : (apiKey ?? undefined);
  const { provider, ownKey } = await connectionFor(em, secrets, model.workspaceId, { baseUrl, apiKey: key });
  move(model, provider);
  setKey(ownKey ?? null);
  model.keyless = key === undefined && (model.keyless || apiKey === null);
  return provider;
}

function move(model: ModelEntity, { id, baseUrl }: ProviderEntity): void {
  model.providerId = id;
  model.baseUrl = baseUrl;
}
