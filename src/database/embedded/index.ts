export { openEmbeddedPostgres } from './open.js';
export type { CloseOptions, EmbeddedPostgres, EmbeddedPostgresOptions } from './open.js';
