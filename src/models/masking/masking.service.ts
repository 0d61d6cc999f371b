import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import { actorRef, type Scope } from '../../database/scope.js';
import { Detector } from './detect.js';
import { MaskingSettingsEntity } from './masking-settings.entity.js';
import { type Masking, MaskingSchema } from './masking.schema.js';
import { MaskingVault } from './vault.js';

/** Compiled detectors that are kept, of as many workspaces. */
const KEPT = 100;

/** What a workspace masks. */
@Injectable()
export class MaskingService {
  readonly #detectors = new Map<string, Detector>();

  constructor(private readonly database: Database) {}

  async get(scope: Pick<Scope, 'workspaceId'>): Promise<Masking> {
    const settings = await this.database.forWorkspace(scope, (em) =>
      em.findOneBy(MaskingSettingsEntity, { workspaceId: scope.workspaceId }),
    );
    return MaskingSchema.parse(settings?.rules ?? {});
  }

  /** @throws AppError `masking.invalid_pattern` */
  async set(scope: Pick<Scope, 'workspaceId' | 'actor'>, rules: Masking): Promise<Masking> {
    void new Detector(rules);
    await this.database.forWorkspace(scope, (em) =>
      em.upsert(
        MaskingSettingsEntity,
        { workspaceId: scope.workspaceId, rules, updatedBy: actorRef(scope.actor), updatedAt: new Date() },
        ['workspaceId'],
      ),
    );
    return rules;
  }

  /** A vault for one document, by the rules of this moment. */
  async vault(scope: Pick<Scope, 'workspaceId'>): Promise<MaskingVault> {
    const rules = await this.get(scope);
    const key = JSON.stringify(rules);
    const detector = this.#detectors.get(key) ?? new Detector(rules);
    this.#detectors.delete(key);
    this.#detectors.set(key, detector);
    const [oldest] = this.#detectors.keys();
    if (this.#detectors.size > KEPT && oldest !== undefined) this.#detectors.delete(oldest);
    return new MaskingVault(detector);
  }
}
