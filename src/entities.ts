import { AnalysisEntity } from './analyses/analysis.entity.js';
import { FindingEntity } from './analyses/finding.entity.js';
import { ApiKeyEntity } from './auth/api-key.entity.js';
import { SessionEntity } from './auth/session.entity.js';
import { RunEntity, RunOutputEntity } from './benchmarks/run.entity.js';
import { SuiteCaseEntity, SuiteEntity } from './benchmarks/suite.entity.js';
import { IdempotencyKeyEntity } from './common/idempotency/idempotency-key.entity.js';
import { DocumentSearchEntity, DocumentTextEntity } from './documents/document-text.entity.js';
import { DocumentEntity } from './documents/document.entity.js';
import { ModelEntity } from './models/model.entity.js';
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
  ModelEntity,
  AnalysisEntity,
  FindingEntity,
  SuiteEntity,
  SuiteCaseEntity,
  RunEntity,
  RunOutputEntity,
];
