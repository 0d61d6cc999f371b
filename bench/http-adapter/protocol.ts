/** What is compared. `express` is the baseline; `express-no-etag` is Express without the entity tags it computes by default. */
export const adapters = ['express', 'express-no-etag', 'fastify'] as const;

export type AdapterName = (typeof adapters)[number];

/** From the server process: it listens, or what it has used so far. */
export type ServerMessage =
  | { type: 'listening'; port: number }
  | {
      type: 'usage';
      /** Highest resident set so far, bytes. */ peakMemory: number;
      /** User and system time so far, ms. */ cpu: number;
    };

/** Answer of `POST /uploads`. */
export interface Receipt {
  bytes: number;
  sha256: string;
  path: string;
}
