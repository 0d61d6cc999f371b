/** The time that a file has where nothing is said of it, in milliseconds. */
export const DEFAULT_TIMEOUT_MS = 120_000;

/** Fewer letters than this on a page with a picture over most of it are a stamp or a caption. */
export const LITTLE_TEXT = 300;
