export { type ExtractOptions, Extractor, type ExtractorOptions, type PageProgress } from './extractor.js';
export type { Attachment, Extraction, ExtractionRequest, FileMetadata } from './extraction.js';
export { type Format, formats, readableFormats } from './formats.js';
export { type RecognitionLanguage, recognitionLanguages } from './ocr/languages.js';
export type { RecognisedPage } from './ocr/recognised-page.js';
export { sniffFile, sniffFormat, type SniffResult } from './sniff.js';
export { type Warning, type WarningCode, warning, warningMessages } from './warnings.js';
