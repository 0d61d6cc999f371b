import type { Attachment, RawExtraction } from './extraction.js';
import { warning } from './warnings.js';

/** The most attachments of one file that are handed on, and the most bytes of them together: they cross between processes. */
export const MAX_ATTACHMENTS = 500;
export const MAX_ATTACHMENT_BYTES = 128 * 1024 * 1024;

const MAX_NAME = 255;

/** Names of attachments left out that a warning lists. */
const MAX_NAMED = 20;

/** What was read, with the attachments that fit the bounds, in their order, and a warning that names those that do not. */
export function boundAttachments(raw: RawExtraction): RawExtraction {
  const kept: Attachment[] = [];
  const dropped: string[] = [];
  let bytes = 0;
  for (const attachment of raw.attachments ?? []) {
    const name = attachment.name.toWellFormed().slice(0, MAX_NAME);
    const fits = kept.length < MAX_ATTACHMENTS && bytes + attachment.content.length <= MAX_ATTACHMENT_BYTES;
    if (!fits) {
      dropped.push(name);
      continue;
    }
    bytes += attachment.content.length;
    kept.push({ ...attachment, name });
  }
  if (dropped.length === 0) return { ...raw, attachments: kept };
  const more = dropped.length > MAX_NAMED ? ` and ${dropped.length - MAX_NAMED} more` : '';
  const detail = `${dropped.slice(0, MAX_NAMED).join(', ')}${more}`;
  return { ...raw, attachments: kept, warnings: [...raw.warnings, warning('attachments_left_out', { detail })] };
}
