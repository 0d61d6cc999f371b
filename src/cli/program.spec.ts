import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Command } from 'commander';
import { createProgram } from './program.js';
import { runProgram } from './run.js';

/** Usage is told without a database. */
describe(createProgram.name, () => {
  let printed: string;

  beforeAll(() => {
    for (const stream of [process.stdout, process.stderr]) {
      jest.spyOn(stream, 'write').mockImplementation((text) => {
        printed += String(text);
        return true;
      });
    }
    jest.spyOn(console, 'error').mockImplementation((text: string) => {
      printed += `${text}\n`;
    });
  });
  afterAll(() => {
    jest.restoreAllMocks();
  });

  async function johang(...args: string[]): Promise<number> {
    printed = '';
    return runProgram(createProgram(), ['node', 'johang', ...args]);
  }

  it.each(commandsOf(createProgram()))('%s --help exits 0', async (path) => {
    const args = path.split(' ').slice(1);
    expect(await johang(...args, '--help')).toBe(0);
    expect(printed).toMatch(new RegExp(`^Usage: ${path}( |$)`, 'm'));
  });

  it('tells its version', async () => {
    expect(await johang('--version')).toBe(0);
    expect(printed).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each([
    [''],
    ['nonsense'],
    ['suites'],
    ['ingest'],
    ['text a.pdf b.pdf'],
    ['review a.pdf --modle embedded'],
    ['review a.pdf --playbook none'],
    ['review a.pdf --language fr'],
    ['review a.pdf --languages fr'],
    ['review a.pdf --batch often'],
    ['review --batch a.pdf'],
    ['facts a.pdf --languages fr'],
    ['compare a.pdf b.pdf --languages fr'],
    ['summarize'],
    ['summarize a.pdf --languages fr'],
    ['summarize a.pdf --style poem'],
    ['summarize a.pdf --sentences 0'],
    ['summarize a.pdf --sentences 51'],
    ['bench run tiny'],
    ['bench run tiny --models ,'],
    ['bench run tiny --models embedded --limit 1.5'],
    ['bench run tiny --models embedded --repeats 101'],
    ['suites import cuad folder'],
    ['models add x'],
    ['models add x --base-url ftp://x'],
    ['models add X --base-url http://x/v1'],
    ['models add embedded --base-url http://x/v1'],
    ['models add x --base-url http://x/v1 --input-price 1'],
    ['models add x --base-url http://x/v1 --input-price one --output-price 2'],
    ['models add x --base-url http://x/v1 --structured xml'],
    ['models add x --base-url http://x/v1 --api-key-env JOHANG_NO_SUCH_VARIABLE'],
    ['keys create --scope everything'],
    ['serve --port 70000'],
    ['serve --role boss'],
  ])('johang %s exits 2 and says why', async (line) => {
    expect(await johang(...line.split(' ').filter(Boolean))).toBe(2);
    expect(printed.trim()).not.toBe('');
    expect(printed).not.toMatch(/\n\s+at /);
  });
});

/** `johang`, `johang ingest`, `johang bench run` … */
function commandsOf(command: Command, path = command.name()): string[] {
  return [path, ...command.commands.flatMap((child) => commandsOf(child, `${path} ${child.name()}`))];
}
