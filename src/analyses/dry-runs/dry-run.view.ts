import type { AnalysisEntity } from '../analysis.entity.js';
import type { FindingEntity } from '../finding.entity.js';
import { type ComparedResult, compareResults } from './compare-results.js';
import type { DryRunEntity } from './dry-run.entity.js';
import type { DryRunView } from './dry-run.schema.js';

type Side = DryRunView['documents'][number]['current'];

/** What a dry run has come to so far. A pair whose analyses were erased with their document is left out. */
export function dryRunView(
  run: DryRunEntity,
  analyses: readonly AnalysisEntity[],
  findings: readonly FindingEntity[],
): DryRunView {
  const byId = new Map(analyses.map((analysis) => [analysis.id, analysis]));
  const byAnalysis = Map.groupBy(findings, ({ analysisId }) => analysisId);
  const totals = { rules: 0, same: 0, both: 0, either: 0 };
  const documents = run.pairs.flatMap(({ documentId, currentId, candidateId }) => {
    const [current, candidate] = [byId.get(currentId), byId.get(candidateId)];
    if (!current || !candidate) return [];
    const done = current.status === 'done' && candidate.status === 'done';
    const compared = done ? compareResults(resultOf(current, byAnalysis), resultOf(candidate, byAnalysis)) : null;
    totals.rules += compared?.rules ?? 0;
    totals.same += (compared?.rules ?? 0) - (compared?.differences.length ?? 0);
    totals.both += compared?.both ?? 0;
    totals.either += compared?.either ?? 0;
    return {
      documentId,
      current: sideOf(current),
      candidate: sideOf(candidate),
      overlap: compared && compared.either > 0 ? compared.both / compared.either : null,
      differences: compared?.differences ?? [],
    };
  });
  const waiting = documents.some(({ candidate }) => candidate.status === 'queued' || candidate.status === 'running');
  return {
    id: run.id,
    task: run.task,
    model: run.model,
    status: waiting ? 'running' : 'done',
    current: sumOf(documents.map(({ current }) => current)),
    candidate: sumOf(documents.map(({ candidate }) => candidate)),
    agreement: totals.rules > 0 ? totals.same / totals.rules : null,
    overlap: totals.either > 0 ? totals.both / totals.either : null,
    documents,
    createdBy: run.createdBy,
    createdAt: run.createdAt.toISOString(),
  };
}

function resultOf({ id, sentences }: AnalysisEntity, findings: Map<string, FindingEntity[]>): ComparedResult {
  return { findings: findings.get(id) ?? [], sentences: sentences ?? [] };
}

function sideOf({ id, model, provenance, status, usage, error }: AnalysisEntity): Side {
  return {
    analysisId: id,
    model: provenance?.model ?? model,
    status,
    cost: usage?.cost ?? null,
    milliseconds: usage?.milliseconds ?? null,
    error: error && { code: error.code, message: error.message },
  };
}

function sumOf(sides: readonly Side[]): DryRunView['current'] {
  const done = sides.filter(({ status }) => status === 'done');
  const costs = done.map(({ cost }) => cost);
  const times = done.flatMap(({ milliseconds }) => (milliseconds === null ? [] : [milliseconds])).sort((a, b) => a - b);
  return {
    done: done.length,
    failed: sides.filter(({ status }) => status === 'failed').length,
    cost:
      costs.length && costs.every((cost) => cost !== null) ? costs.reduce((sum, cost) => sum + (cost ?? 0), 0) : null,
    milliseconds: times[Math.floor((times.length - 1) / 2)] ?? null,
  };
}
