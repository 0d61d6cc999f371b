import { z } from 'zod';

const FactCitationSchema = z
  .object({ start: z.number().int(), end: z.number().int(), page: z.number().int(), quote: z.string() })
  .meta({ id: 'FactCitation' });

/** A value with the words it was read from; null where the contract does not state it in full. */
const fact = <T extends z.ZodType>(value: T) => z.object({ value, citations: z.array(FactCitationSchema).min(1) });

const IsoDate = z.iso.date();
const Duration = z.string().meta({ description: 'ISO 8601 duration.', examples: ['P30D', 'P1Y'] });
const Money = z.object({ amount: z.number(), currency: z.string().meta({ description: 'ISO 4217.' }) });

export const DocumentFactsSchema = z
  .object({
    id: z.uuid(),
    tagger: z.string().meta({ description: 'Version of what found the clauses.' }),
    title: fact(z.string()).nullable(),
    parties: z.array(fact(z.object({ name: z.string(), role: z.string().nullable(), alias: z.string().nullable() }))),
    agreementDate: fact(IsoDate).nullable(),
    effectiveDate: fact(IsoDate).nullable(),
    expirationDate: fact(IsoDate).nullable(),
    term: fact(Duration).nullable(),
    renewal: fact(z.object({ automatic: z.boolean(), period: Duration.nullable() })).nullable(),
    noticePeriod: fact(Duration).nullable().meta({ description: 'Notice that stops a renewal, or that asks for one.' }),
    terminationNotice: fact(Duration).nullable().meta({ description: 'Notice of a termination without cause.' }),
    governingLaw: fact(z.string()).nullable(),
    contractValue: fact(Money).nullable(),
    liabilityCap: fact(
      z.object({
        amount: Money.nullable(),
        basis: z.enum(['amount', 'fees', 'contract_value']),
        period: Duration.nullable(),
      }),
    ).nullable(),
    paymentTerms: fact(Duration).nullable().meta({ description: 'Time within which payment is due.' }),
  })
  .meta({
    id: 'DocumentFacts',
    description:
      'The key facts of a contract, each cited. What it does not state in full is null; nothing is inferred.',
  });
export type DocumentFacts = z.infer<typeof DocumentFactsSchema>;
