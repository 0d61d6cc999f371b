/** Kinds of personal data that are found by their form. */
export const personalDataTypes = [
  'resident_number',
  'foreigner_number',
  'social_security_number',
  'passport',
  'driving_licence',
  'business_number',
  'corporate_number',
  'phone',
  'card',
  'bank_account',
  'email',
  'address',
] as const;
export type PersonalDataType = (typeof personalDataTypes)[number];

/** What a match is called in placeholders and in provenance: a type, `name`, or the name of a custom pattern. */
export type MaskLabel = string;

/** Personal data in a text: `[start, end)` in UTF-16 code units. */
export interface PersonalData {
  label: MaskLabel;
  start: number;
  end: number;
  /** The same for all spellings of the same thing: digits without separators, an address in lower case. */
  key: string;
}

/** What is masked beside the types found by form. */
export interface MaskingRules {
  /** Types to leave as they are. */
  except?: readonly PersonalDataType[];
  /** Names of people or firms, masked wherever they stand as words of their own. */
  names?: readonly string[];
  /** Regular expressions without look-around or back references; matched in time linear in the text. */
  patterns?: readonly { name: string; pattern: string }[];
}
