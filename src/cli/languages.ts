import { InvalidArgumentError, Option } from 'commander';
import { type RecognitionLanguage, recognitionLanguages } from '../extraction/index.js';

export interface LanguagesOption {
  languages?: RecognitionLanguage[];
}

/** What scanned pages are recognised in. */
export const languagesOption = new Option(
  '--languages <list>',
  `languages of scanned pages: ${recognitionLanguages.join(', ')}, comma-separated; by default found out page by page`,
).argParser(parseLanguages);

/** Each language once, in one order, so that the same choice is the same. */
export function parseLanguages(value: string): RecognitionLanguage[] {
  const given = value.split(',').map((each) => each.trim());
  const unknown = given.filter((each) => !recognitionLanguages.some((language) => language === each));
  if (unknown.length) throw new InvalidArgumentError(`choose among ${recognitionLanguages.join(', ')}`);
  return recognitionLanguages.filter((language) => given.includes(language));
}
