import type { ClauseLexicon } from '../evidence.js';

/**
 * Clause types beyond CUAD, for which no labelled contracts are at hand: estimates by hand. A heading alone makes a
 * clause likely (0.6), a phrase alone unlikely (0.2), both together nearly sure (0.9).
 */
function general(clauseType: string, heading: RegExp, ...phrases: readonly RegExp[]): ClauseLexicon {
  return { clauseType, bias: -4.4, heading: [[heading, 4.8]], body: phrases.map((phrase) => [phrase, 3] as const) };
}

export const englishGeneral: readonly ClauseLexicon[] = [
  general('Purpose', /\bpurposes?\b(?! of)/, /\bpurpose of this agreement is\b/),
  general(
    'Definitions',
    /\bdefinitions?\b|\bdefined terms\b/,
    /^\W*(?:[\d.]+ |\(\w+\) )?"[^"]{1,60}" (?:means|shall mean|has the meaning)/,
  ),
  general(
    'Termination for Cause',
    /\btermination (?:for|upon) (?:cause|breach|default)|events? of default/,
    /\bterminate\b.{0,160}\b(?:material(?:ly)? breach|default|insolven|bankrupt|fails? to (?:cure|perform|pay))|\b(?:breach|default|insolven|bankrupt)\w*\b.{0,200}\bterminate (?:this|the) agreement/,
  ),
  general(
    'Scope of Services',
    /\b(?:scope of (?:the )?(?:work|services)|services|duties|statement of work)$/,
    /\b(?:shall|will|agrees? to) (?:provide|perform|render)\b.{0,60}\bservices\b/,
  ),
  general(
    'Delivery',
    /\bdelivery|shipment|shipping/,
    /\b(?:shall|will) (?:be )?(?:deliver(?:ed)?|ship(?:ped)?)\b|\b(?:fob|exw|fca|cif|ddp)\b/,
  ),
  general(
    'Acceptance',
    /\bacceptance|inspection\b/,
    /\b(?:accept|reject)\w*\b.{0,80}\b(?:deliverable|product|service|goods|shipment)|\bdeemed (?:to be )?accepted\b/,
  ),
  general(
    'Defect Warranty',
    /\bwarranty|defects?\b|defective/,
    /\b(?:repair|replace|correct)\w*\b.{0,80}\bdefect|\bdefect\w*\b.{0,100}\b(?:repair|replace|correct)/,
  ),
  general(
    'Contract Amendment',
    /\bamendments?\b|modifications?\b|waiver/,
    /\b(?:amend|modif)\w*\b.{0,80}\b(?:in writing|written|signed)/,
  ),
  general(
    'Payment',
    /\bpayments?\b|\bfees?\b|compensation|invoic|pric(?:e|es|ing)\b|remuneration/,
    /\b(?:shall|will|agrees? to) pay\b|\bpayable\b.{0,60}\bdays\b|\binvoices?\b/,
  ),
  general('Taxes', /\btax(?:es)?\b/, /\b(?:responsible for|bear|pay|exclusive of|withhold)\b.{0,60}\btaxes\b/),
  general(
    'Subcontracting',
    /\bsub-?\s?contract/,
    /\bsub-?\s?contract(?:ors?|ing)?\b.{0,120}\b(?:consent|approval|responsible|liable)|\b(?:not|may)\b.{0,20}\bsub-?\s?contract\b/,
  ),
  general(
    'Confidentiality',
    /\bconfidential|non-?\s?disclosure|\bsecrecy/,
    /\bconfidential information\b.{0,160}\b(?:disclos|use|protect|return|destroy|hold|keep)|\b(?:not|hold|keep|maintain)\b.{0,80}\bconfiden/,
  ),
  general(
    'Intellectual Property',
    /\bintellectual property|proprietary rights|trade-?\s?marks?\b|patents?\b|copyright/,
    /\bintellectual property (?:rights)?\b|\b(?:right,? title,? and interest)\b/,
  ),
  general(
    'Indemnification',
    /\bindemni/,
    /\bindemnify\b.{0,60}\b(?:hold|defend|against|from)|\b(?:defend|hold)\b.{0,40}\bharmless\b/,
  ),
  general(
    'Force Majeure',
    /\bforce majeure|excusable delay|acts? of god/,
    /\bforce majeure\b|\b(?:acts? of god|beyond (?:its|the|their) (?:reasonable )?control)\b/,
  ),
  general(
    'Warranties',
    /\brepresentations?\b|\bwarrant(?:y|ies)\b/,
    /\brepresents?,?(?: and|,) (?:warrants?|covenants?)\b/,
  ),
  general(
    'Personal Data',
    /\bpersonal (?:data|information)|data protection|privacy/,
    /\b(?:personal (?:data|information|health)|personally identifiable|gdpr|hipaa|data protection law)\b/,
  ),
  general(
    'Security',
    /\b(?:data|information|system|network)? ?security(?: measures| requirements)?$/,
    /\bsecurity (?:measures|breach|incident|safeguards|polic)/,
  ),
  general(
    'Compliance with Laws',
    /\bcompliance\b|anti-?\s?corruption|anti-?\s?bribery|export control/,
    /\bcomply with\b.{0,60}\b(?:laws?|regulations?|statutes?)\b|\bforeign corrupt practices\b|\banti-?\s?(?:bribery|corruption)\b/,
  ),
  general(
    'Dispute Resolution',
    /\bdispute|arbitration|jurisdiction|venue\b|mediation/,
    /\b(?:arbitrat\w+|mediation)\b|\b(?:exclusive )?jurisdiction\b.{0,40}\bcourts?\b|\bcourts?\b.{0,60}\bjurisdiction\b/,
  ),
  general('Notices', /^(?:.* > )?notices?\b/, /\bnotices?\b.{0,120}\b(?:in writing|deemed|delivered|given|sent)\b/),
  general(
    'Entire Agreement',
    /\bentire (?:agreement|understanding)|integration\b|merger clause/,
    /\bentire (?:agreement|understanding)\b|\bsupersedes?\b.{0,80}\b(?:prior|previous|all)\b/,
  ),
  general('Wages', /\bsalary|wages\b/, /\bbase salary\b|\bgross salary\b/),
  general('Leave', /\bvacation|annual leave|paid time off/, /\b(?:paid vacation|annual leave|sick leave)\b/),
  general('Working Hours', /\bworking hours|hours of work/, /\bhours (?:per|a) (?:week|day)\b/),
];
