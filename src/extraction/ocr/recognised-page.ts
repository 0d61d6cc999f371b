/** What recognising a page gave, as it crosses between processes. */
export interface RecognisedPage {
  text: string;
  /** 0 to 1; 0 where there is no text. */
  confidence: number;
  /** Nothing at all is on the page. */
  blank: boolean;
}
