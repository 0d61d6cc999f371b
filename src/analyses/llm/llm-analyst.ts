import type { SourceText } from '../../contracts/types.js';
import type { Account } from '../../models/ledger.js';
import type { Exposure } from '../../models/masking/exposure.js';
import type { MaskingVault } from '../../models/masking/vault.js';
import type { Completer, ModelEndpoint } from '../../models/types.js';
import type {
  Analyst,
  AnalystContext,
  ReviewOptions,
  ReviewResult,
  SummaryOptions,
  SummaryResult,
} from '../analyst.js';
import type { PromptLanguage, Prompts } from './prompts.js';
import { review } from './review.js';
import { Session } from './session.js';
import { defaultSettings, type LlmSettings } from './settings.js';
import { summarize } from './summary.js';

/** How an analyst comes to its model. */
export interface ModelAccess {
  gateway: Completer;
  /** For whom the calls are made. */
  account?: Account;
  /** Of the document: masks what is sent. Without it nothing is masked. */
  masking?: MaskingVault;
  /** What of personal data the model is shown, and by whose leave; for provenance. */
  exposure?: Exposure;
}

/**
 * The analyst that asks a foundation model, through the gateway. It shows the document in parts that fit the model's
 * window, takes nothing on trust that is not in the document word by word, and says what was not read.
 */
export class LlmAnalyst implements Analyst {
  readonly #settings: LlmSettings;

  /**
   * @param version of Johang, for provenance
   * @param settings how work is divided, where not the usual way
   */
  constructor(
    private readonly access: ModelAccess,
    private readonly endpoint: ModelEndpoint,
    private readonly prompts: Prompts,
    private readonly version: string,
    settings: Partial<LlmSettings> = {},
  ) {
    this.#settings = { ...defaultSettings, ...settings };
  }

  /**
   * Findings in the order of the rules; without a calibrated confidence. A rule about which nothing is known, because not
   * everything could be read, has no finding but is named in a warning.
   *
   * @throws AppError with the code of the first failure when no part could be read; `model.window_too_small`
   * @throws the signal's reason when it aborts
   */
  async review(source: SourceText, options: ReviewOptions, context: AnalystContext): Promise<ReviewResult> {
    return settled(this.#session(source, options.language, context), (session) => review(session, options));
  }

  /**
   * Sentences that each rest on words of the document; those that do not are dropped and counted in a warning.
   *
   * @throws AppError with the code of the first failure when no part could be read; `model.window_too_small`
   * @throws the signal's reason when it aborts
   */
  async summarize(source: SourceText, options: SummaryOptions, context: AnalystContext): Promise<SummaryResult> {
    return settled(this.#session(source, options.language, context), (session) => summarize(session, options));
  }

  #session(source: SourceText, wanted: PromptLanguage | undefined, context: AnalystContext): Session {
    context.signal.throwIfAborted();
    const { access, endpoint, prompts, version } = this;
    const language = wanted ?? (source.language === 'ko' ? 'ko' : 'en');
    return new Session({ ...access, endpoint, prompts, settings: this.#settings, version }, source, context, language);
  }
}

/** An analysis ends, well or ill, when all its calls are written down. What cannot be written down did not happen. */
async function settled<T>(session: Session, work: (session: Session) => Promise<T>): Promise<T> {
  let result: T;
  try {
    result = await work(session);
  } catch (error) {
    await session.settled().catch(() => {});
    throw error;
  }
  await session.settled();
  return result;
}
