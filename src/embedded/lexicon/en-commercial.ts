import type { ClauseLexicon } from '../evidence.js';

/** Money, volume, and who may step into the contract. */
export const englishCommercial: readonly ClauseLexicon[] = [
  {
    clauseType: 'Change of Control',
    bias: -7.4,
    heading: [
      [/\bchange (?:of|in) (?:control|ownership)/, 2],
      [/\bassign/, 1.8],
      [/\bterminat/, 1.2],
    ],
    body: [
      [/\bchange (?:of|in) (?:control|ownership|the control)\b/, 4.1],
      [/\b(?:merger|merge[sd]?|consolidat\w+|reorgani[sz]ation)\b/, 2.1],
      [/\ball or substantially all\b/, -0.3],
      [/\boperation of law\b/, 1.4],
      [
        /\b(?:acquire[sd]?|acquisition|sale|transfer)\b.{0,60}\b(?:stock|shares|voting|securities|ownership|control|assets|business)\b/,
        1.1,
      ],
      [/\b(?:terminat\w*)\b/, 1.3],
      [/\b(?:consent|notif|notice)\w*\b/, 1.1],
      [/\bdeemed (?:to be )?(?:an? )?(?:assignment|transfer)\b/, 0.5],
      [/\bcompetitor\b/, 0.9],
      [/"?change (?:of|in) control"? (?:means|shall mean)/, -0.9],
      [/\b(?:may|right to) (?:\w+ ){0,3}assign\b|\bwithout (?:\w+ ){0,3}consent\b/, -0.6],
      [/\b(?:employ|severance|vest|option|award)\w*\b/, 0.5],
    ],
  },
  {
    clauseType: 'Anti-Assignment',
    bias: -7.1,
    heading: [
      [/\bassign|successors|transfer|delegation/, 1.8],
      [/\bsublicens|subcontract/, 1.7],
    ],
    body: [
      [/\b(?:not|neither|nor|no)\b.{0,80}\b(?:assign|transfer|delegate)\w*\b/, 2.4],
      [
        /\b(?:assign\w*|transfer\w*)\b.{0,120}\bwithout\b.{0,60}\bconsent\b|\bwithout\b.{0,80}\bconsent\b.{0,100}\bassign/,
        2,
      ],
      [
        /\bassign\w*\b.{0,60}\b(?:this agreement|the agreement|its rights|any (?:of its )?(?:right|interest)|rights? or obligations)/,
        1.4,
      ],
      [
        /\b(?:this agreement|rights?|obligations?)\b.{0,80}\b(?:be|not) (?:assigned|assignable|transferred|transferable)\b|\bnot assignable\b/,
        1.4,
      ],
      [/\bdelegat\w*\b/, 1.1],
      [/\b(?:null and void|void|no force)\b/, 3],
      [/\b(?:purported|attempted)\b.{0,30}\b(?:assign|transfer|delegation)/, 1],
      [/\bneither party may\b/, 1],
      [/\bmay (?:\w+ ){0,3}assign\b/, 0.2],
      [/\bsuccessors and (?:permitted )?assigns\b|\bbinding (?:up)?on\b|\binure\b/, -0.4],
      [/\b(?:affiliate|subsidiary|successor|merger|substantially all)\b/, 0.5],
      [/\bconsent\b.{0,60}\bunreasonably\b/, 1.5],
      [/\b(?:hereby assigns?|agrees to assign|title and interest|work product|invention|assigned to)\b/, -1.1],
      [/\bchange (?:of|in) control\b|\boperation of law\b/, 0.7],
      [/\bassign/, 2.5],
    ],
  },
  {
    clauseType: 'Revenue/Profit Sharing',
    bias: -7.0,
    heading: [
      [/\broyalt|revenue|profit|commission/, 1.4],
      [/\bpayment|compensation|consideration|fees?\b/, 1.6],
    ],
    body: [
      [/\b(?:revenue|profit)[- ]shar|\bshare of (?:the )?(?:\w+ )?(?:revenue|profit|proceeds|net|gross)/, 1.7],
      [/\d ?%|\bper ?cent\b|\bpercentage\b/, 3],
      [/\b(?:net|gross|adjusted)\b.{0,12}\b(?:sales|revenues?|receipts?|profits?|income|margin|proceeds)\b/, 1.4],
      [/\broyalt(?:y|ies)\b/, 2.1],
      [/\b(?:shall|will|agrees? to|must) (?:\w+ ){0,3}(?:pay|remit|share|receive|be entitled|distribute)\b/, 2],
      [/\bequal to\b|\bat (?:a|the) (?:\w+ )?rate of\b/, 1],
      [/\bcommissions?\b/, 0.8],
      [/\brevenues?\b|\bprofits?\b/, 2.1],
      [/\b(?:calendar|fiscal) (?:quarter|year)\b|\bmonthly\b|\bquarterly\b|\bannual\b/, 0.4],
      [/\b(?:interest|late|audit|underpay|prime rate|lost profits|loss of|consequential|tax(?:es)?|insurance)\b/, -2.2],
      [/\b(?:owned|voting|shares|stock|equity)\b/, 1],
      [/\b(?:means|shall mean)\b/, -1.1],
    ],
  },
  {
    clauseType: 'Price Restrictions',
    bias: -8.9,
    heading: [[/\bpric|\bfees?\b|rates|cost adjust/, 1.9]],
    body: [
      [/\b(?:increas|rais|adjust|decreas|reduc|chang)\w*\b.{0,80}\b(?:price|fee|rate|cost|charge)s?\b/, 1.4],
      [/\b(?:price|fee|rate|cost|charge)s?\b.{0,80}\b(?:increas|rais|adjust|decreas|reduc|chang|exceed)\w*\b/, 2.6],
      [/\b(?:may|shall|will) not\b.{0,40}\b(?:increas|exceed|rais|chang)/, 0.8],
      [/\bno more than\b|\bnot (?:to )?exceed\b|\bmore than\b/, 1.1],
      [/\d ?%|\bper ?cent\b/, 1.7],
      [/\b(?:consumer price index|cpi|producer price)\b/, 0.3],
      [/\b(?:once|any)\b.{0,20}\b(?:year|12|twelve|calendar)\b|\bper year\b|\bannual/, 0.9],
      [/\b(?:royalt|net sales|liabilit|interest|shares|stock)\w*\b/, -0.6],
    ],
  },
  {
    clauseType: 'Minimum Commitment',
    bias: -6.5,
    heading: [
      [/\bminimum|commitment|quota|purchase|order|forecast/, 1.9],
      [/\bpayment|fees?\b|royalt/, -0.5],
    ],
    body: [
      [
        /\bminimum (?:\w+ ){0,3}(?:purchase|order|commitment|quantit|royalt|amount|payment|guarantee|volume|fee|sales|spend|requirement|number|quota)\w*\b/,
        0.2,
      ],
      [/\bminimum\b/, 4],
      [/\bguarantee[ds]?\b/, 0.8],
      [
        /\b(?:at least|no less than|not less than|a minimum of|no fewer than)\b.{0,60}(?:\$|\d|units|hundred|thousand|million|%)/,
        2.2,
      ],
      [
        /\b(?:shall|will|agrees? to|must|commits? to) (?:\w+ ){0,3}(?:purchase|buy|order|pay|spend|provide|sell|use|make|maintain)\b/,
        0.4,
      ],
      [
        /\b(?:each|per|every|any|first|second|third|contract|calendar|fiscal) (?:\w+ )?(?:year|month|quarter)\b|\bannual(?:ly)?\b|\bmonthly\b|\bquarterly\b/,
        1.6,
      ],
      [/\btake[- ]or[- ]pay\b|\bshortfall\b/, 1.6],
      [/\b(?:\$ ?[\d,]+|us\$|dollars|rmb|million|thousand)\b|\$/, 1.8],
      [/\bpurchase\w*\b/, 0.5],
      [/\b(?:insurance|coverage|occurrence|notice|credit rating|net worth|voting|warrant|interest|days prior)\b/, -0.7],
      [/\b(?:fail(?:s|ure)? to (?:meet|purchase|achieve|order|satisfy))\b/, 1.8],
      [/\b(?:audit|confidential|indemnif|terminat)/, 0.2],
    ],
  },
  {
    clauseType: 'Volume Restriction',
    bias: -7.2,
    heading: [[/\bvolume|limit|usage|excess|quantit|capacity|overage/, -0.1]],
    body: [
      [
        /\b(?:maximum|up to|no more than|not more than|not (?:to )?exceed|limited to)\b.{0,60}(?:\d|hundred|thousand|million|one|two|three|four|five|six|ten|twenty)/,
        3.1,
      ],
      [/\bmaximum\b/, 1.7],
      [/\bin excess of\b|\bexceed(?:s|ing|ed)?\b|\bover and above\b|\badditional (?:fee|charge)/, 2.5],
      [
        /\b(?:hours?|users?|copies|units|emails?|impressions|servers?|seats|transactions|appearances?|quantity|volume|days per|calls|pages|banner)\b/,
        2.1,
      ],
      [
        /\bper (?:month|year|day|week|quarter|annum|contract|calendar)\b|\b(?:each|any) (?:\w+ )?(?:month|year|quarter)\b/,
        0.5,
      ],
      [/\b(?:obligat\w+|requir\w+)\b.{0,40}\b(?:limited|exceed|more than)\b/, 1.6],
      [
        /\b(?:liabilit|damages|indemnif|interest|royalt|insurance|percent|\d%|shares|consent|notice|expenses|term)\w*/,
        -1.2,
      ],
      [/\b(?:audit|inspect|arbitrat|renew)/, -1],
    ],
  },
];
