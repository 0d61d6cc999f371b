/** The time that a file has where nothing is said of it, in milliseconds. */
export const DEFAULT_TIMEOUT_MS = 120_000;
