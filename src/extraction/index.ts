export { type ExtractOptions, Extractor, type ExtractorOptions } from './extractor.js';
export type { Attachment, Extraction, ExtractionRequest, FileMetadata } from './extraction.js';
export { type Format, formats, readableFormats } from './formats.js';
export { sniffFile, sniffFormat, type SniffResult } from './sniff.js';
export { type Warning, type WarningCode, warning, warningMessages } from './warnings.js';
