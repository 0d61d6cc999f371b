import { catalogue, type ErrorCode } from './catalogue.js';

/** `docs/errors.md`, from the catalogue. */
export function errorsPage(): string {
  const groups = Map.groupBy(Object.keys(catalogue) as ErrorCode[], (code) => code.split('.')[0]!);
  const sections = [...groups].map(([group, codes]) => `## ${group}\n\n${table(codes)}`);
  return `# Errors

Written by \`johang docs\` from the catalogue in \`src/common/errors/catalogue.ts\`.

Every error has a code that does not change. Over HTTP it is an \`application/problem+json\` (RFC 9457) whose \`code\` is
the one below; where the work is done in the background, the document or the analysis holds it as
\`error: {code, message}\`. On the command line it stands in brackets behind the message.

${sections.join('\n\n')}
`;
}

function table(codes: ErrorCode[]): string {
  const rows = codes.map((code) => {
    const { status, title, help } = catalogue[code];
    return `| \`${code}\` | ${status} | ${title} | ${help} |`;
  });
  return ['| code | status | meaning | what to do |', '| --- | --- | --- | --- |', ...rows].join('\n');
}
