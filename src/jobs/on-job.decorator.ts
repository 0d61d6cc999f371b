import { SetMetadata } from '@nestjs/common';
import type { JobData, JobName } from './definitions.js';

export const ON_JOB = 'johang:on-job';

export interface JobBinding {
  name: JobName;
  dead: boolean;
}

/** What a handler is given beside the job's data. */
export interface JobContext {
  id: string;
  /** 0 for the first try. */
  retryCount: number;
  /** Aborted when the process stops, or the job is no longer ours. */
  signal: AbortSignal;
}

type Handler<N extends JobName> = (data: JobData[N], context: JobContext) => Promise<void>;

/**
 * Marks the method that does a job. It must be idempotent: after a crash the job comes again. Throwing means "try again
 * later"; an outcome that another try cannot change is stored and returned from normally.
 */
export function OnJob<N extends JobName>(name: N) {
  return <T extends Handler<N>>(target: object, key: string, descriptor: TypedPropertyDescriptor<T>): void => {
    SetMetadata(ON_JOB, { name, dead: false } satisfies JobBinding)(target, key, descriptor);
  };
}

/** Marks the method that says what is to become of a job whose tries are used up. */
export function OnDeadJob<N extends JobName>(name: N) {
  return <T extends Handler<N>>(target: object, key: string, descriptor: TypedPropertyDescriptor<T>): void => {
    SetMetadata(ON_JOB, { name, dead: true } satisfies JobBinding)(target, key, descriptor);
  };
}
