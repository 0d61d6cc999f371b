import type { EntityManager } from 'typeorm';

/** Where a gate learns what a model has scored. Benchmarks know models and not the other way round, so they come in by this. */
export abstract class GateScores {
  /** The metric of the newest whole run of a model on a suite; null when there is none. @throws AppError `suite.not_found` */
  abstract newest(
    em: EntityManager,
    suite: string,
    model: string,
    metric: string,
  ): Promise<{ runId: string; value: number } | null>;
}
