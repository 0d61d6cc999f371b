import { describe, expect, it } from '@jest/globals';
import type { Attachment } from './extraction.js';
import { boundAttachments, MAX_ATTACHMENT_BYTES, MAX_ATTACHMENTS } from './attachments.js';

const raw = (attachments: Attachment[]) => ({ pages: [], warnings: [], metadata: {}, attachments });
const file = (name: string, bytes: number) => ({ name, content: new Uint8Array(bytes) });

describe(boundAttachments, () => {
  it('hands on what fits, in its order, and names the rest', () => {
    const half = MAX_ATTACHMENT_BYTES / 2;
    const { attachments, warnings } = boundAttachments(
      raw([file('a', half), file('b', half + 1), file('c', half), file('d', 1), file('e', 0)]),
    );
    expect(attachments?.map(({ name }) => name)).toEqual(['a', 'c', 'e']);
    expect(warnings.map(({ code, message }) => [code, message])).toEqual([
      ['attachments_left_out', 'The file carries more attachments than are taken; left out: b, d.'],
    ]);
  });

  it('counts them', () => {
    const many = Array.from({ length: MAX_ATTACHMENTS + 30 }, (_, index) => file(`${index}`, 1));
    const { attachments, warnings } = boundAttachments(raw(many));
    expect(attachments).toHaveLength(MAX_ATTACHMENTS);
    expect(warnings[0]?.message).toMatch(/left out: 500, 501, .*519 and 10 more\.$/);
    expect(boundAttachments(raw(many.slice(0, MAX_ATTACHMENTS))).warnings).toEqual([]);
  });
});
