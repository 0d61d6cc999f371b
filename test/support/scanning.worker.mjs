/**
 * An extractor process whose files are scans: the path says how many pages, and what becomes of them. Text is made of what the pages gave,
 * in the order in which they were asked for.
 */
const kinds = {
  ok: (page) => ({ ok: true, page: { text: `page ${page}`, confidence: 0.9, blank: false } }),
  hang() {
    for (;;);
  },
  exit: () => process.exit(7),
  damaged: () => ({ ok: false, code: 'extract.damaged', message: 'no' }),
};

const order = [];

process.on('message', ({ request, step }) => {
  const pages = request.path.split(' ');
  const answer = (text) => ({
    ok: true,
    extraction: {
      text,
      pages: [],
      tables: [],
      remarks: [],
      attachments: [],
      language: 'und',
      warnings: [],
      metadata: {},
    },
  });
  order.push(typeof step === 'object' ? (step.page ?? 'assemble') : request.path);
  if (request.path === 'order') process.send(answer(order.slice(0, -1).join(' ')));
  else if (step === 'read-or-hand-over') {
    const wanting = pages.map(() => ({ text: '', status: 'no_text_layer', wants: 'ocr' }));
    process.send({ ok: true, raw: { pages: wanting, warnings: [], metadata: {} } });
  } else if (typeof step === 'object' && 'page' in step) process.send(kinds[pages[step.page - 1]](step.page));
  else process.send(answer(step.assemble.pages.map(({ text, status }) => text || status).join(' | ')));
});
process.on('disconnect', () => process.exit(0));
