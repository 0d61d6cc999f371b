import { AnalysisEntity } from './analyses/analysis.entity.js';
import { DryRunEntity } from './analyses/dry-runs/dry-run.entity.js';
import { FindingEntity } from './analyses/finding.entity.js';
import { ApiKeyEntity } from './auth/api-key.entity.js';
import { SessionEntity } from './auth/session.entity.js';
import { RunEntity, RunOutputEntity } from './benchmarks/run.entity.js';
import { SuiteCaseEntity, SuiteEntity } from './benchmarks/suite.entity.js';
import { IdempotencyKeyEntity } from './common/idempotency/idempotency-key.entity.js';
import { DocumentAttachmentEntity } from './documents/document-attachment.entity.js';
import { DocumentSearchEntity, DocumentTextEntity } from './documents/document-text.entity.js';
import { DocumentEntity } from './documents/document.entity.js';
import { RecognisedPageEntity } from './documents/recognised-page.entity.js';
import { ModelBatchEntity, ModelBatchItemEntity } from './models/batch/batch.entity.js';
import { CatalogueChangeEntity, CatalogueEntryEntity } from './models/catalogue/catalogue-entry.entity.js';
import { MaskingExemptionEntity } from './models/masking/masking-exemption.entity.js';
import { MaskingSettingsEntity } from './models/masking/masking-settings.entity.js';
import { ModelEntity } from './models/model.entity.js';
import { ProviderEntity } from './models/providers/provider.entity.js';
import { RouteSwitchEntity } from './models/routes/route-switch.entity.js';
import { BudgetEntity, BudgetMonthEntity } from './usage/budget.entity.js';
import { ModelCallEntity } from './usage/model-call.entity.js';
import { ModelSecondEntity } from './usage/model-second.entity.js';
import { UserEntity } from './workspaces/user.entity.js';
import { WorkspaceEntity } from './workspaces/workspace.entity.js';

/** Every table Johang owns. The drift check holds them against the migrations. */
export const entities = [
  WorkspaceEntity,
  UserEntity,
  SessionEntity,
  ApiKeyEntity,
  IdempotencyKeyEntity,
  DocumentEntity,
  DocumentTextEntity,
  DocumentSearchEntity,
  DocumentAttachmentEntity,
  RecognisedPageEntity,
  ProviderEntity,
  ModelEntity,
  CatalogueEntryEntity,
  CatalogueChangeEntity,
  MaskingSettingsEntity,
  MaskingExemptionEntity,
  RouteSwitchEntity,
  ModelCallEntity,
  ModelSecondEntity,
  BudgetEntity,
  BudgetMonthEntity,
  ModelBatchEntity,
  ModelBatchItemEntity,
  AnalysisEntity,
  FindingEntity,
  DryRunEntity,
  SuiteEntity,
  SuiteCaseEntity,
  RunEntity,
  RunOutputEntity,
];
