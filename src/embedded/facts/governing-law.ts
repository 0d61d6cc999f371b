import type { FactSource, Found, Passage } from './fact-source.js';

const PLACE = "(?:[A-Z][\\w.'’-]*)(?:(?:,? (?:of|and|the|&)(?: the)?)? (?:[A-Z][\\w.'’-]*)){0,6}";
const FORMS: readonly RegExp[] = [
  // the laws of the State of New York; the substantive laws of England and Wales
  new RegExp(
    `\\b[Ll]aws?(?: and \\w+)?,? (?:\\([^()]{1,60}\\) )?(?:in force |in effect |applicable |prevailing )?(?:of|in)(?: the)? (?:(?:[Ss]tate|[Cc]ommonwealth|[Pp]rovince|[Rr]epublic|[Cc]ountry) of )?(?:the )?(?<place>${PLACE})`,
  ),
  // LAWS OF THE STATE OF TEXAS
  /\bLAWS? OF (?:THE )?(?:(?:STATE|COMMONWEALTH|PROVINCE) OF )?(?:THE )?(?<place>[A-Z][A-Z]+(?: (?:OF |AND )?[A-Z]{3,}){0,3})/,
  // New York law; Delaware law shall govern; English law
  new RegExp(`(?<place>${PLACE}) laws?\\b`),
];
/** The end of a place name that belongs to the sentence. */
const TRAILING =
  /(?:,? (?:of|and|the|without|excluding|USA|U\.S\.A\.?|United States(?: of America)?|as|Each|The|Any|Without|Excluding|Applicable|applicable|both)|[.,;])+$/;
const NOT_PLACE =
  /^(?!Federal Republic)(?:Applicable|Governing|Such|This|The|Any|All|Each|Federal|State|Laws?|Its|Conflicts?|Agreement|Company|Parties|That|Bankruptcy|Patent|Copyright|Trademark|Intellectual|Section|Article|Choice)\b/i;
const SAYS =
  /\b(?:agreement|contract|validity|interpretation|construction|terms)\b[^.;]{0,160}\b(?:governed|construed|interpreted|applied|enforced)\b[^.;]{0,120}\b(?:laws?\b[^.;]{0,12}\bof|[A-Z][a-z]+ law)\b[^.;]{0,60}|\blaws of [^.;]{3,60}\b(?:shall|will) (?:govern|apply)/gi;
const KOREAN =
  /(대한민국|한국|일본국?|미국|중화인민공화국|중국|영국|독일|싱가포르)(?:의)? ?(?:법|법률|법령|국내법|실체법)/;

/** The law that governs the contract, by the place as the contract names it ("New York", 대한민국). */
export function governingLawOf(facts: FactSource): Found<string> | null {
  const sentences = facts.sentences('Governing Law');
  for (const sentence of sentences) {
    const place = placeIn(sentence);
    if (place !== null) return { value: place, spans: [sentence] };
  }
  return outright(facts);
}

/** A sentence that says it in so many words, where the tagger was not sure of any. */
function outright(facts: FactSource): Found<string> | null {
  for (const match of facts.text.matchAll(SAYS)) {
    const passage = facts.passage({ start: match.index, end: match.index + match[0].length });
    const place = placeIn(passage);
    if (place !== null) return { value: place, spans: [passage] };
  }
  return null;
}

function placeIn({ text }: Passage): string | null {
  const korean = KOREAN.exec(text)?.[1];
  if (korean !== undefined) return korean;
  const line = text.replace(/\s+/g, ' ');
  for (const form of FORMS) {
    const place = form.exec(line)?.groups?.place?.replace(TRAILING, '').replace(TRAILING, '').trim();
    if (place !== undefined && place.length > 2 && !NOT_PLACE.test(place)) return titleCase(place);
  }
  return null;
}

/** NEW YORK as New York; mixed case stays. */
function titleCase(place: string): string {
  if (place !== place.toUpperCase() || place.includes('.')) return place;
  return place.toLowerCase().replace(/\b(?!of\b|and\b|the\b)[a-z]/g, (letter) => letter.toUpperCase());
}
