import { AppError } from '../../common/errors/app-error.js';
import { ByteView } from '../containers/byte-view.js';
import { unlockRc4 } from '../containers/encryption/legacy-rc4.js';
import { type KeyOfBlock, Rc4 } from '../containers/encryption/rc4.js';
import { type PptRecord, RECORD, recordAt } from './records.js';

const MAX_EDITS = 10_000;
const MAX_OBJECTS = 1_000_000;
const ENCRYPTED_EDIT = 32;

/** The objects of a presentation by their numbers, as they are after its last edit ([MS-PPT] 2.1.2). */
export class PersistObjects {
  readonly #offsets: ReadonlyMap<number, number>;
  readonly #keyOf: KeyOfBlock | undefined;
  readonly document: PptRecord;
  /** Every object is read once, or little more often; a file that names one many times is not followed. */
  #left: number;

  /**
   * @throws AppError `extract.damaged` when there is no edit to begin with; `extract.encrypted`, `extract.wrong_password`.
   */
  constructor(
    private readonly stream: ByteView,
    currentUser: ByteView,
    password: string | undefined,
  ) {
    const edits = readEdits(stream, currentUser.u32(16));
    const [last] = edits;
    if (!last) throw new AppError('extract.damaged', 'The presentation is damaged: its slides cannot be found');
    this.#left = 2 * stream.length;
    this.#offsets = readDirectory(stream, edits);
    this.#keyOf = this.#unlock(last.encryption, password);
    const document = this.get(last.document);
    if (!document) throw new AppError('extract.damaged', 'The presentation is damaged: it has no document');
    this.document = document;
  }

  get(id: number): PptRecord | undefined {
    const offset = this.#offsets.get(id);
    if (offset === undefined || offset + 8 > this.stream.length || this.#left < 0) return undefined;
    const record = this.#read(id, offset);
    this.#left -= 8 + record.body.length;
    return record;
  }

  #read(id: number, offset: number): PptRecord {
    if (!this.#keyOf) return recordAt(this.stream, offset);
    // Every object has a key stream of its own, which begins with its header.
    const cipher = new Rc4(this.#keyOf(id));
    const header = Buffer.from(this.stream.slice(offset, 8));
    cipher.apply(header);
    const body = Buffer.from(this.stream.slice(offset + 8, new ByteView(header).u32(4)));
    cipher.apply(body);
    return recordAt(new ByteView(Buffer.concat([header, body])), 0);
  }

  #unlock(id: number | undefined, password: string | undefined): KeyOfBlock | undefined {
    const offset = id === undefined ? undefined : this.#offsets.get(id);
    if (offset === undefined) return undefined;
    const session = recordAt(this.stream, offset);
    return session.type === RECORD.encryption ? unlockRc4(session.body.bytes, password) : undefined;
  }
}

interface Edit {
  directory: number;
  document: number;
  encryption: number | undefined;
}

/** The edits of a presentation, the last first. */
function readEdits(stream: ByteView, current: number): Edit[] {
  const edits: Edit[] = [];
  const seen = new Set<number>();
  let at = isEdit(stream, current) ? current : lastEdit(stream);
  while (isEdit(stream, at) && !seen.has(at) && edits.length < MAX_EDITS) {
    seen.add(at);
    const { body } = recordAt(stream, at);
    edits.push({
      directory: body.u32(12),
      document: body.u32(16),
      encryption: body.length >= ENCRYPTED_EDIT ? body.u32(28) : undefined,
    });
    at = body.u32(8);
    if (at === 0) break;
  }
  return edits;
}

function isEdit(stream: ByteView, at: number): boolean {
  return at + 8 <= stream.length && stream.u16(at + 2) === RECORD.userEdit;
}

/** Where the stream of the current user is missing or wrong: the last edit there is. */
function lastEdit(stream: ByteView): number {
  const mark = Buffer.from([0xf5, 0x0f]);
  for (let at = stream.bytes.lastIndexOf(mark); at >= 2; at = stream.bytes.lastIndexOf(mark, at - 1)) {
    const length = stream.u32(at + 2);
    if (stream.u16(at - 2) === 0 && (length === 28 || length === ENCRYPTED_EDIT)) return at - 2;
  }
  return stream.length;
}

/** What the later edit says counts. */
function readDirectory(stream: ByteView, edits: readonly Edit[]): Map<number, number> {
  const offsets = new Map<number, number>();
  for (const { directory } of edits) {
    const { type, body } = recordAt(stream, directory);
    if (type !== RECORD.persistDirectory) continue;
    for (let at = 0; at + 4 <= body.length && offsets.size < MAX_OBJECTS;) {
      const entry = body.u32(at);
      const first = entry & 0xfffff;
      const count = entry >>> 20;
      for (let index = 0; index < count && at + 4 + 4 * index < body.length; index++)
        if (!offsets.has(first + index)) offsets.set(first + index, body.u32(at + 4 + 4 * index));
      at += 4 + 4 * count;
    }
  }
  return offsets;
}
