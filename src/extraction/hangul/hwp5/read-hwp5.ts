import { AppError } from '../../../common/errors/app-error.js';
import type { ByteSource } from '../../containers/byte-source.js';
import {
  type CompoundFile,
  CompoundFileError,
  CompoundFileLimitError,
  openCompoundFile,
} from '../../containers/cfb.js';
import type { RawExtraction } from '../../extraction.js';
import { WarningList } from '../../warnings.js';
import { HangulDocument } from '../document.js';
import { inflateWithin, UnpackBudget } from '../inflate.js';
import { layOut } from '../lay-out.js';
import { BodyReader } from './body.js';
import { decryptDistribution, decryptWithPassword } from './crypto.js';
import { readDocInfo } from './doc-info.js';
import { RecordLimitError, RecordList, Tag } from './records.js';
import { readSummary } from './summary.js';

/** Bits of the file header (HWP 5.0, table 3). */
const COMPRESSED = 1;
const ENCRYPTED = 1 << 1;
const DISTRIBUTION = 1 << 2;
const DRM = (1 << 4) | (1 << 10);
const CERTIFICATE = 1 << 8;
const TRACKED = 1 << 14;

/** The way of encrypting since Hangul 7; those before it are not public. */
const ENCRYPT_VERSION = 4;

const SIGNATURE = 'HWP Document File';

/** @param budget bytes that the streams may expand to. */
export async function readHwp5(
  source: ByteSource,
  budget: number,
  password: string | undefined,
): Promise<RawExtraction> {
  try {
    const file = await openCompoundFile(source, { maxBytes: 2 * budget });
    return await new Hwp5(file, new UnpackBudget(budget), password).read();
  } catch (error) {
    if (error instanceof CompoundFileLimitError || error instanceof RecordLimitError)
      throw new AppError('extract.memory', 'The document holds more than the memory it is granted', { cause: error });
    if (error instanceof CompoundFileError) throw damaged(error);
    throw error;
  }
}

function damaged(cause?: unknown): AppError {
  return new AppError('extract.damaged', 'The HWP file is damaged', { cause });
}

class Hwp5 {
  readonly #warnings = new WarningList();
  #flags = COMPRESSED;

  constructor(
    private readonly file: CompoundFile,
    private readonly budget: UnpackBudget,
    private readonly password: string | undefined,
  ) {}

  async read(): Promise<RawExtraction> {
    await this.#readHeader();
    const info = await this.#docInfo();
    const document = new HangulDocument(this.#warnings);
    const body = new BodyReader(document, info);
    const sections = this.#sections();
    let found = 0;
    for (const path of sections) {
      const records = await this.#section(path);
      if (records === undefined) continue;
      found += records.length;
      body.readSection(records);
    }
    if (found === 0) throw damaged();
    return {
      ...layOut(document.content(), this.#warnings),
      warnings: this.#warnings.toArray(),
      metadata: await readSummary(this.file),
    };
  }

  async #readHeader(): Promise<void> {
    const header = await this.file.stream('FileHeader', { partial: true }).catch(() => undefined);
    if (header === undefined || header.length < 40 || header.toString('latin1', 0, SIGNATURE.length) !== SIGNATURE) {
      this.#warnings.add('damaged_recovered');
      return;
    }
    this.#flags = header.readUInt32LE(36);
    if (this.#has(DRM)) throw new AppError('extract.drm');
    if (this.#has(CERTIFICATE))
      throw new AppError(
        'extract.drm',
        'The HWP file is encrypted for the holder of a certificate, and opens with that alone',
      );
    if (!this.#has(ENCRYPTED)) return;
    if (this.password === undefined) throw new AppError('extract.encrypted');
    const version = header.length >= 48 ? header.readUInt32LE(44) : 0;
    if (version !== ENCRYPT_VERSION && version !== 0)
      throw new AppError(
        'extract.encrypted',
        'The HWP file is encrypted in an old way that is not public; save it without a password',
      );
  }

  #has(flags: number): boolean {
    return (this.#flags & flags) !== 0;
  }

  async #docInfo(): Promise<ReturnType<typeof readDocInfo>> {
    const records = await this.#records('DocInfo');
    const begins = records?.tag(0) === Tag.documentProperties && records.length > 1;
    if (this.#has(ENCRYPTED) && !begins) throw new AppError('extract.wrong_password');
    if (!begins) this.#warnings.add('damaged_recovered');
    return readDocInfo(records ?? new RecordList(Buffer.alloc(0)));
  }

  /** Documents for distribution, and those that track changes, keep what is shown in `ViewText`. */
  #sections(): string[] {
    const view = this.#has(DISTRIBUTION | TRACKED) ? this.#sectionsIn('ViewText') : [];
    return view.length > 0 ? view : this.#sectionsIn('BodyText');
  }

  #sectionsIn(storage: string): string[] {
    return this.file.entries
      .flatMap(({ path, kind }) => {
        const number =
          kind === 'stream' ? new RegExp(`^${storage}/Section([0-9]{1,5})$`, 'i').exec(path)?.[1] : undefined;
        return number === undefined ? [] : [{ path, number: Number(number) }];
      })
      .sort((left, right) => left.number - right.number)
      .map(({ path }) => path);
  }

  /** A section that is lost is said, and the others are read. */
  async #section(path: string): Promise<RecordList | undefined> {
    const records = await this.#records(path);
    if (records === undefined || records.length === 0 || records.isCutOff) this.#warnings.add('damaged_recovered');
    return records;
  }

  async #records(path: string): Promise<RecordList | undefined> {
    if (!this.file.find(path)) return undefined;
    let bytes = await this.file.stream(path, { partial: true });
    if (this.#has(ENCRYPTED) && this.password !== undefined) bytes = decryptWithPassword(bytes, this.password);
    else if (path.startsWith('ViewText')) bytes = decryptDistribution(bytes) ?? bytes;
    if (!this.#has(COMPRESSED)) {
      this.budget.take(bytes.length);
      return new RecordList(bytes);
    }
    const inflated = await inflateWithin(bytes, this.budget);
    if (inflated.damaged && !this.#has(ENCRYPTED)) this.#warnings.add('damaged_recovered');
    return new RecordList(inflated.bytes);
  }
}
