import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type PromptLanguage = 'en' | 'ko';

/** What of a prompt goes into the provenance of a result. */
export interface PromptIdentity {
  name: string;
  version: string;
  /** SHA-256 of the file, hex. */
  hash: string;
}

const PLACEHOLDER = /\{\{([a-z]+)\}\}/g;

/**
 * A prompt file: front matter with name and version, then for each language (`# en`, `# ko`) the wording in named
 * sections (`## system`, `## user`, ...), in which `{{name}}` stands for a value.
 */
export class Prompt {
  constructor(
    readonly identity: PromptIdentity,
    private readonly sections: ReadonlyMap<string, string>,
  ) {}

  has(language: PromptLanguage, section: string): boolean {
    return this.sections.has(`${language}/${section}`);
  }

  /**
   * The wording of a section with its values. Values are put in as they stand: what looks like a placeholder inside of
   * one stays text.
   *
   * @throws Error when the section is not there or a value is missing: a broken package, not a condition to handle.
   */
  render(language: PromptLanguage, section: string, values: Readonly<Record<string, string>> = {}): string {
    const wording = this.sections.get(`${language}/${section}`);
    if (wording === undefined) throw new Error(`Prompt ${this.identity.name} has no section ${section} in ${language}`);
    return wording.replace(PLACEHOLDER, (_match, name: string) => {
      const value = values[name];
      if (value === undefined) throw new Error(`Prompt ${this.identity.name}: no value for {{${name}}}`);
      return value;
    });
  }
}

/** The prompts of a directory, by name. */
export class Prompts {
  constructor(private readonly byName: ReadonlyMap<string, Prompt>) {}

  /** @throws Error when there is no such prompt */
  get(name: string): Prompt {
    const prompt = this.byName.get(name);
    if (prompt === undefined) throw new Error(`There is no prompt ${name}`);
    return prompt;
  }

  get names(): string[] {
    return [...this.byName.keys()];
  }
}

/** Reads the text of a prompt file. @throws Error naming what is wrong with it */
export function parsePrompt(file: string, text: string): Prompt {
  const [, matter = '', body = ''] = /^---\n([^]*?)\n---\n([^]*)$/.exec(text) ?? [];
  const fields = new Map([...matter.matchAll(/^(\w+): *(.+)$/gm)].map((match) => [match[1], match[2]?.trim()]));
  const name = fields.get('name');
  const version = fields.get('version');
  if (name === undefined || version === undefined) throw new Error(`${file}: front matter must hold name and version`);
  const sections = new Map<string, string>();
  for (const language of ['en', 'ko'] as const) {
    const [, part] = new RegExp(`(?:^|\\n)# ${language}\\n([^]*?)(?=\\n# |$)`).exec(body) ?? [];
    if (part === undefined) throw new Error(`${file}: no wording in ${language}`);
    for (const piece of part.split(/^## /m).slice(1)) {
      const end = piece.indexOf('\n');
      sections.set(`${language}/${piece.slice(0, end).trim()}`, piece.slice(end + 1).trim());
    }
  }
  const hash = createHash('sha256').update(text, 'utf8').digest('hex');
  return new Prompt({ name, version, hash }, sections);
}

/**
 * Reads every `*.md` of a directory.
 *
 * @throws Error when a file is not a prompt or two have one name
 */
export function loadPrompts(directory: string): Prompts {
  const byName = new Map<string, Prompt>();
  for (const file of readdirSync(directory)
    .filter((entry) => entry.endsWith('.md'))
    .sort()) {
    const prompt = parsePrompt(file, readFileSync(join(directory, file), 'utf8').replaceAll('\r\n', '\n'));
    if (byName.has(prompt.identity.name)) throw new Error(`${file}: the name ${prompt.identity.name} is taken`);
    byName.set(prompt.identity.name, prompt);
  }
  return new Prompts(byName);
}
