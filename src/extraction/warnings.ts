/** What reading a file may have to say beside its text. `page` counts from 1. */
export interface Warning {
  code: WarningCode;
  message: string;
  page?: number;
}

/**
 * Every warning of the extraction, by code, with its English message. `{}` is where the detail of the occurrence goes. A
 * code is never renamed or given another meaning once released.
 */
export const warningMessages = {
  // sniffing
  declared_type_ignored: 'The upload declared {}, but the content is something else; the content was believed.',
  extension_ignored: 'The file is named {}; the content was believed.',
  // text
  encoding_guessed: 'The text is not UTF-8 and does not say what it is; it was read as {}.',
  declared_charset_ignored: 'The text says that it is {}, but its bytes are not; they were believed.',
  undecodable_bytes: 'Some bytes are not valid {}; each stands as U+FFFD in the text.',
  // PDF
  damaged_recovered: 'The file is damaged; its text was recovered as far as possible and may be incomplete.',
  page_failed: 'This page could not be read.',
  pages_failed: 'These pages could not be read either: {}.',
  page_incomplete: 'A part of this page could not be read.',
  pages_without_text: 'These pages show something but hold no text layer (scanned or drawn): {}.',
  page_may_be_scanned:
    'A picture covers most of this page, with little text beside it; what the picture says was not read.',
  recognised: 'The text of these pages was recognised from their pictures (in brackets how sure, 0 to 1): {}.',
  low_confidence: 'The text of this page was recognised with little certainty ({}); it may be wrong.',
  page_not_recognised: 'The text of this page could not be recognised from its picture ({}).',
  unreadable_characters:
    'Many characters of this page stand for no letter (the font has no character map); its text may be wrong.',
  text_layer_doubtful: 'The text layer of this page reads like no language; it may not be what the page shows.',
  form_values_appended: 'The values of the filled form fields stand at the end of this page.',
  annotation_text_appended: 'Text typed over the page as annotations stands at its end.',
  attachments_skipped: 'The file carries attachments that could not be taken out: {}.',
  xfa_form: 'The file is a dynamic (XFA) form; only its static pages were read.',
  // DOCX
  tracked_changes_accepted: 'The document has tracked changes; it was read as if all were accepted.',
  hidden_text_left_out: 'The document has hidden text; it is left out of the text and kept as remarks.',
  comments_skipped: 'The comments in the margin were not read.',
  headers_footers_skipped: 'The headers and footers hold text; they were not read.',
  embedded_content_skipped: 'The document embeds parts that were not read: {}.',
  numbering_approximate: 'The numbering style {} is not known; its numbers are given as 1, 2, 3.',
  symbols_skipped: 'Some symbols have no Unicode equivalent and were left out.',
  // sheets and slides
  hidden_page: 'This sheet or slide is hidden; it was read like the others.',
  hidden_cells: 'Hidden cells were read like the others: {}.',
  formulas_without_values: 'The file stores no results of {} formulas; their cells were read as empty.',
  // mail and attachments
  mail_parts_skipped: 'The mail holds more parts, or parts nested deeper, than are opened; its text may be incomplete.',
  rich_text_skipped: 'The mail has its text in a form (RTF) that could not be read.',
  attachment_skipped: 'An attachment was not taken as a document of its own: {}',
  attachments_left_out: 'The file carries more attachments than are taken; left out: {}.',
  page_breaks_unknown: 'The file does not say where its pages end; all of it counts as page 1.',
  // Office 97 to 2003
  macros_ignored: 'The file carries macros; they were neither run nor read.',
  old_word_approximate: 'The document is of Word 6 or 95; its automatic numbers and tracked changes were not read.',
} as const;

export type WarningCode = keyof typeof warningMessages;

/** A warning with its message from the table; `detail` fills the `{}`. */
export function warning(code: WarningCode, where: { page?: number; detail?: string } = {}): Warning {
  const message = warningMessages[code].replace('{}', () => where.detail ?? 'unknown');
  return where.page === undefined ? { code, message } : { code, message, page: where.page };
}

/** Collects the warnings of one file; the same warning of the same page and detail is kept once. */
export class WarningList {
  readonly #warnings = new Map<string, Warning>();

  add(code: WarningCode, where: { page?: number; detail?: string } = {}): void {
    this.#warnings.set(`${code} ${where.page ?? ''} ${where.detail ?? ''}`, warning(code, where));
  }

  toArray(): Warning[] {
    return [...this.#warnings.values()];
  }
}

/** Page numbers as a list of ranges: `1, 3-5`. They must be in ascending order. */
export function pageRanges(pages: readonly number[]): string {
  const ranges: { first: number; last: number }[] = [];
  for (const page of pages) {
    const range = ranges.at(-1);
    if (range && page === range.last + 1) range.last = page;
    else ranges.push({ first: page, last: page });
  }
  return ranges.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');
}
