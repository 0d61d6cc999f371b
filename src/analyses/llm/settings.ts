/** How the analyst divides its work. Part of a result's provenance. */
export interface LlmSettings {
  /** Calls of one analysis at the same time. */
  concurrency: number;
  /** Document tokens shown at once, even to models that take more. */
  maxChunkTokens: number;
  /** Document tokens repeated from one part to the next. */
  overlapTokens: number;
  /** Clause types asked for in one call; a small window makes it fewer. */
  rulesPerCall: number;
  /** Output tokens allowed for each clause type asked for, beside a fixed share. */
  tokensPerRule: number;
  /** Output tokens allowed for each sentence of a summary. */
  tokensPerSentence: number;
}

export const defaultSettings: Readonly<LlmSettings> = {
  concurrency: 4,
  maxChunkTokens: 24_000,
  overlapTokens: 300,
  rulesPerCall: 12,
  tokensPerRule: 300,
  tokensPerSentence: 260,
};
