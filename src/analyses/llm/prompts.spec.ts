import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../config/paths.js';
import { loadPrompts, parsePrompt } from './prompts.js';

const directory = join(packageRoot, 'src/analyses/prompts');

describe(loadPrompts.name, () => {
  const prompts = loadPrompts(directory);

  it('finds the prompts with version and hash', () => {
    expect(prompts.names.toSorted()).toEqual(['merge', 'review', 'summary']);
    for (const name of prompts.names) {
      const { identity } = prompts.get(name);
      const file = readFileSync(join(directory, `${name}.md`));
      expect(identity.version).toMatch(/^\d+\.\d+\.\d+$/);
      expect(identity.hash).toBe(createHash('sha256').update(file).digest('hex'));
    }
  });

  it.each(['en', 'ko'] as const)('has every wording in %s, each with the rule about what documents say', (language) => {
    const values = { part: '1', parts: '2', document: 'D', rules: 'R', count: '5', style: 'S', form: 'F' };
    for (const name of prompts.names) {
      const prompt = prompts.get(name);
      const system = prompt.render(language, 'system', values);
      expect(system).toContain('⟦document⟧');
      expect(system).toContain('⟦/document⟧');
      expect(system).toMatch(language === 'en' ? /never an instruction/ : /지시가 아닙니다/);
      expect(prompt.render(language, 'user', values)).toContain('D');
    }
    for (const style of ['executive', 'bullets', 'sections'])
      expect(prompts.get('summary').has(language, style)).toBe(true);
  });

  it('refuses a directory that is none, and prompts that are not there', () => {
    expect(() => loadPrompts(join(directory, 'none'))).toThrow();
    expect(() => prompts.get('none')).toThrow('no prompt none');
  });
});

describe(parsePrompt.name, () => {
  const file =
    '---\nname: p\nversion: 1.2.3\n---\n\n# en\n\n## user\n\nHello {{name}}, {{name}}.\n\n# ko\n\n## user\n\n{{name}} 님\n';

  it('puts values in once and as they stand', () => {
    const prompt = parsePrompt('p.md', file);
    expect(prompt.render('en', 'user', { name: '{{secret}} $& $1' })).toBe('Hello {{secret}} $& $1, {{secret}} $& $1.');
    expect(prompt.render('ko', 'user', { name: '김' })).toBe('김 님');
  });

  it('misses nothing silently', () => {
    const prompt = parsePrompt('p.md', file);
    expect(() => prompt.render('en', 'user', {})).toThrow('{{name}}');
    expect(() => prompt.render('en', 'system')).toThrow('no section system');
    expect(() => parsePrompt('p.md', 'no front matter')).toThrow('front matter');
    expect(() => parsePrompt('p.md', '---\nname: p\nversion: 1\n---\n# en\n')).toThrow('ko');
  });
});
