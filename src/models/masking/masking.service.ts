import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import { actorRef, type Scope } from '../../database/scope.js';
import type { ModelEndpoint } from '../types.js';
import { Detector } from './detect.js';
import { MaskingSettingsEntity } from './masking-settings.entity.js';
import { ExemptionsService } from './exemptions.service.js';
import { type Exposure, exposureOf } from './exposure.js';
import { type Masking, MaskingSchema } from './masking.schema.js';
import type { PersonalDataType } from './types.js';
import { MaskingVault } from './vault.js';

/** Compiled detectors that are kept, of as many workspaces. */
const KEPT = 100;

/** What is masked in the calls of one analysis, and what is not. */
export interface MaskingOfCalls {
  /** Absent where everything may be shown. */
  masking?: MaskingVault;
  /** What of personal data the model is shown; absent where nothing is. */
  exposure?: Exposure;
}

/** What a workspace masks. */
@Injectable()
export class MaskingService {
  readonly #detectors = new Map<string, Detector>();

  constructor(
    private readonly database: Database,
    private readonly exemptions: ExemptionsService,
  ) {}

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

  /** What a model is shown of one document, by what the workspace's admins say at this moment. */
  async forModel(
    scope: Pick<Scope, 'workspaceId'>,
    endpoint: Pick<ModelEndpoint, 'name' | 'baseUrl' | 'masking'>,
  ): Promise<MaskingOfCalls> {
    const exposure = exposureOf(endpoint, await this.exemptions.inForce(scope, endpoint.name, endpoint.baseUrl));
    if (exposure === null) return { masking: await this.vault(scope) };
    return exposure.types === 'all' ? { exposure } : { exposure, masking: await this.vault(scope, exposure.types) };
  }

  /** A vault for one document. @param shown kinds that are left as they are beside those that the workspace never masks */
  private async vault(
    scope: Pick<Scope, 'workspaceId'>,
    shown: readonly PersonalDataType[] = [],
  ): Promise<MaskingVault> {
    const own = await this.get(scope);
    const rules = { ...own, except: [...new Set([...own.except, ...shown])] };
    const key = JSON.stringify(rules);
    const detector = this.#detectors.get(key) ?? new Detector(rules);
    this.#detectors.delete(key);
    this.#detectors.set(key, detector);
    const [oldest] = this.#detectors.keys();
    if (this.#detectors.size > KEPT && oldest !== undefined) this.#detectors.delete(oldest);
    return new MaskingVault(detector);
  }
}
