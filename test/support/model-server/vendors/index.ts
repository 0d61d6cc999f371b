import { status } from '../behaviours.js';
import { effortBySwitch, effortByWord, invalid, type Vendor } from './vendor.js';

export { respondAs, type Understood, type Vendor } from './vendor.js';

const SAMPLING = ['temperature', 'top_p', 'seed'];

/** vLLM's words for a field that its request model does not have. */
const vllmUnknown = (field: string) =>
  status(400, {
    body: { object: 'error', message: `[{'type': 'extra_forbidden', 'loc': ('body', '${field}')}]`, code: 400 },
  });

const vllm = (name: string, unasked: 'none' | 'high', window: number | null, more: Partial<Vendor> = {}): Vendor => ({
  known: [...SAMPLING, 'response_format', 'chat_template_kwargs'],
  unknown: vllmUnknown,
  limitFields: ['max_tokens'],
  window,
  effort: effortBySwitch(name, unasked),
  schema: 'follows',
  trace: () => 'reasoning_content',
  ...more,
});

const never = () => 'none';

const clova = (window: number, more: Partial<Vendor>): Vendor => ({
  known: [...SAMPLING, 'response_format', 'reasoning_effort'],
  unknown: (field) => status(400, { body: { error: { message: `Unsupported parameter: ${field}`, code: '40000' } } }),
  limitFields: ['max_tokens'],
  window,
  effort: never,
  schema: 'refuses',
  trace: () => 'thinking_content',
  ...more,
});

/** Where a server takes an effort by word only, asking for one elsewhere is an error. */
const withoutEffort: Vendor['effort'] = (fields) =>
  'reasoning_effort' in fields ? invalid('reasoning_effort is not supported by this model') : 'none';

const upstage = (window: number | null, more: Partial<Vendor>): Vendor => ({
  known: [...SAMPLING, 'response_format', 'reasoning_effort'],
  unknown: null,
  limitFields: ['max_tokens'],
  window,
  effort: never,
  schema: 'ignores',
  trace: () => 'reasoning',
  ...more,
});

/** By name in the catalogue: which server stands behind the model. */
export const vendors: Readonly<Record<string, Vendor>> = {
  'ax-k1': vllm('enable_thinking', 'high', 131_072),
  'ax-k2': vllm('enable_thinking', 'high', 262_144),
  'hcx-007': clova(128_000, {
    effort: effortByWord(['none', 'low', 'medium', 'high'], 'low'),
    schema: 'not_while_thinking',
  }),
  'hcx-005': clova(128_000, { effort: withoutEffort }),
  'hcx-dash-002': clova(32_000, { effort: withoutEffort }),
  'hyperclovax-seed-think-32b': vllm('thinking', 'none', null, { trace: () => 'think' }),
  'solar-pro4': upstage(524_288, {
    effort: effortByWord(['none', 'minimal', 'low', 'medium', 'high', 'max'], 'none'),
    schema: 'follows',
  }),
  'solar-pro3': upstage(131_072, {}),
  'solar-mini4': upstage(null, {}),
  'solar-open-100b': vllm('none', 'none', null, {
    known: [...SAMPLING, 'reasoning_effort'],
    effort: effortByWord(['none', 'minimal', 'low', 'medium', 'high'], 'high'),
    schema: 'refuses',
    trace: () => 'reasoning',
  }),
  'solar-open2-250b': vllm('none', 'none', null, {
    known: [...SAMPLING, 'reasoning_effort'],
    effort: effortByWord(['none', 'minimal', 'low', 'medium', 'high'], 'high'),
    schema: 'refuses',
    trace: () => 'reasoning',
  }),
  vaetki: vllm('none', 'none', 32_768, { known: SAMPLING, schema: 'refuses', effort: never }),
  'exaone-4': vllm('enable_thinking', 'none', 131_072),
  'k-exaone': vllm('enable_thinking', 'high', 262_144),
  'k-exaone-2': vllm('enable_thinking', 'high', 262_144),
  'k-exaone-friendli': vllm('enable_thinking', 'high', 262_144, {
    known: [...SAMPLING, 'response_format', 'chat_template_kwargs', 'parse_reasoning', 'include_reasoning'],
    unknown: (field) => status(422, { body: { error: { message: `${field}: extra fields not permitted` } } }),
    trace: ({ parse_reasoning: parsed, include_reasoning: included }) =>
      parsed === true ? (included === true ? 'reasoning_content' : 'hidden') : 'think',
  }),
  'gpt-4.1': {
    known: [...SAMPLING, 'response_format'],
    unknown: (field) => invalid(`Unrecognized request argument supplied: ${field}`, { param: field }),
    limitFields: ['max_completion_tokens'],
    window: 1_047_576,
    effort: withoutEffort,
    schema: 'follows',
    strictSchema: true,
    trace: () => 'hidden',
  },
  'claude-sonnet-4': {
    known: ['temperature', 'top_p'],
    unknown: null,
    limitFields: ['max_tokens', 'max_completion_tokens'],
    window: 200_000,
    effort: never,
    schema: 'ignores',
    trace: () => 'hidden',
  },
  'gemini-2.5-pro': {
    known: ['temperature', 'top_p', 'response_format', 'reasoning_effort'],
    unknown: (field) =>
      status(400, { body: [{ error: { code: 400, message: `Unknown name "${field}": Cannot find field.` } }] }),
    limitFields: ['max_tokens', 'max_completion_tokens'],
    window: 1_048_576,
    effort: effortByWord(['low', 'medium', 'high'], 'medium'),
    schema: 'follows',
    trace: () => 'hidden',
  },
  /** Any server of one's own that does no more than it has to. */
  plain: vllm('none', 'none', null, { known: [...SAMPLING, 'response_format'] }),
};
