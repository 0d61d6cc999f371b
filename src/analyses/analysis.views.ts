import type { AnalysisEntity } from './analysis.entity.js';
import type { Finding } from './analyst.js';
import type { FindingEntity } from './finding.entity.js';

export type AnalysisView = ReturnType<typeof analysisView>;

/** Shape of an analysis for the API and the command line; results are there once it is done. */
export function analysisView(analysis: AnalysisEntity, findings?: FindingEntity[]) {
  const done = analysis.status === 'done';
  return {
    id: analysis.id,
    documentId: analysis.documentId,
    kind: analysis.kind,
    model: analysis.model,
    route: analysis.routeModels && { switchId: analysis.routeSwitchId, models: analysis.routeModels },
    dryRunId: analysis.dryRunId,
    parameters: analysis.parameters,
    status: analysis.status,
    progress: analysis.progress,
    ...(done && findings && analysis.kind === 'review' && { findings: findings.map(findingView) }),
    ...(done && findings && analysis.kind === 'summary' && { sentences: analysis.sentences ?? [] }),
    coverage: analysis.coverage,
    provenance: analysis.provenance,
    usage: analysis.usage,
    warnings: analysis.warnings,
    error: analysis.error,
    createdBy: analysis.createdBy,
    createdAt: analysis.createdAt.toISOString(),
    startedAt: analysis.startedAt?.toISOString() ?? null,
    finishedAt: analysis.finishedAt?.toISOString() ?? null,
  };
}

function findingView({
  rule,
  clauseType,
  outcome,
  severity,
  rationale,
  suggestion,
  confidence,
  citations,
}: FindingEntity): Finding {
  return {
    rule,
    clauseType,
    outcome,
    severity,
    rationale,
    ...(suggestion !== null && { suggestion }),
    confidence,
    citations,
  };
}
