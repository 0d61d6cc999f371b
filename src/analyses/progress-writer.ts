import type { AnalysisProgress } from './analysis.entity.js';
import type { ReportProgress } from './analyst.js';

const INTERVAL_MS = 500;

/** Writes progress at most twice a second, the latest value only, one write at a time. A write that fails is no failure of the work. */
export class ProgressWriter {
  private latest: AnalysisProgress | undefined;
  private writing: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(private readonly save: (progress: AnalysisProgress) => Promise<void>) {}

  readonly report: ReportProgress = (done, total, step) => {
    this.latest = { done, total, step };
    if (!this.timer && !this.writing) this.write();
  };

  /** After this nothing is written any more. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.writing;
  }

  private write(): void {
    this.timer = undefined;
    if (!this.latest || this.closed) return;
    const value = this.latest;
    this.latest = undefined;
    this.writing = this.save(value)
      .catch(() => {})
      .finally(() => {
        this.writing = undefined;
        if (!this.closed) this.timer = setTimeout(() => this.write(), INTERVAL_MS).unref();
      });
  }
}
