import { MAX_ATTACHMENT_BYTES, MAX_ATTACHMENTS } from '../attachments.js';
import type { Attachment } from '../extraction.js';
import type { Pdfium, Pointer } from './pdfium.js';
import { readUtf16 } from './strings.js';

/** The files that a PDF brings along: those of the document, and those pinned to its pages. */
export class AttachedFiles {
  readonly files: Attachment[] = [];
  /** Names of those that could not be taken. */
  readonly skipped: string[] = [];
  #room = MAX_ATTACHMENT_BYTES;

  constructor(private readonly maxBytes: number) {}

  /** One file; 0 is none. */
  add(engine: Pdfium, attachment: Pointer): void {
    if (attachment === 0) return;
    const { functions } = engine;
    const name = readUtf16(engine, (buffer, bytes) => functions.FPDFAttachment_GetName(attachment, buffer, bytes));
    const content = this.#contentOf(engine, attachment);
    if (!content || this.files.length >= MAX_ATTACHMENTS) {
      this.skipped.push(name);
      return;
    }
    const mediaType = readUtf16(engine, (buffer, bytes) =>
      functions.FPDFAttachment_GetSubtype(attachment, buffer, bytes),
    );
    this.files.push({ name, content, ...(mediaType.includes('/') && { mediaType }) });
  }

  #contentOf(engine: Pdfium, attachment: Pointer): Uint8Array | undefined {
    const { functions, scratch } = engine;
    if (functions.FPDFAttachment_GetFile(attachment, 0, 0, scratch) === 0) return undefined;
    const length = engine.integers[0]!;
    if (length > Math.min(this.maxBytes, this.#room)) return undefined;
    const buffer = engine.allocate(length);
    try {
      if (functions.FPDFAttachment_GetFile(attachment, buffer, length, scratch) === 0) return undefined;
      this.#room -= length;
      return engine.bytes.slice(buffer, buffer + length);
    } finally {
      functions.free(buffer);
    }
  }
}
