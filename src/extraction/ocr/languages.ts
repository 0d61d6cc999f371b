/** Languages that pages are recognised in; ISO 639-1. Korean takes in the Latin words that Korean texts hold. */
export const recognitionLanguages = ['en', 'ko'] as const;

export type RecognitionLanguage = (typeof recognitionLanguages)[number];
