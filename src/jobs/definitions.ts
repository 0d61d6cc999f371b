/** What each job carries: ids only, never content, so that the queue's tables hold nothing of a customer's. */
export interface JobData {
  extract: { workspaceId: string; documentId: string };
  recognise: { workspaceId: string; documentId: string };
  analyse: { workspaceId: string; analysisId: string };
  benchmark: { workspaceId: string; contestId: string };
  batch: { workspaceId: string; batchId: string };
  maintain: Record<string, never>;
}

export type JobName = keyof JobData;

export interface JobDefinition {
  /** Tries after the first, for failures nobody foresaw and for processes that died. Coded outcomes are not retried. */
  retryLimit: number;
  /** Seconds before the first retry; doubles each time. */
  retryDelay: number;
  retryDelayMax: number;
  /** Seconds a whole attempt may take. */
  expireInSeconds: number;
  /** A worker that is silent for so many seconds has died, and its job goes to another. At least 10 (pg-boss). */
  heartbeatSeconds: number;
  /** Cron expression in UTC, for jobs that come by themselves. */
  schedule?: string;
}

const work = { retryLimit: 8, retryDelay: 1, retryDelayMax: 120, heartbeatSeconds: 10 };

/** The jobs there are. A handler for each is demanded at boot; see `@OnJob`. */
export const jobDefinitions: Record<JobName, JobDefinition> = {
  extract: { ...work, expireInSeconds: 3600 },
  // A scan of two thousand pages takes hours, and each page has a limit of its own.
  recognise: { ...work, expireInSeconds: 24 * 3600 - 1 },
  analyse: { ...work, expireInSeconds: 4 * 3600 },
  benchmark: { ...work, expireInSeconds: 24 * 3600 - 1 },
  // Each step of a batch is a job of its own; what a provider takes a day for is waited for between them.
  batch: { ...work, expireInSeconds: 3600 },
  maintain: { ...work, retryLimit: 1, expireInSeconds: 3600, schedule: '17 * * * *' },
};

export const jobNames = Object.keys(jobDefinitions) as JobName[];

/** Where a job goes whose tries are used up: its handler marks what the job was for as failed. */
export function deadLetterQueue(name: JobName): string {
  return `${name}.dead`;
}
