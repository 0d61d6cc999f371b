import type { Command } from 'commander';
import { languagesOption, type LanguagesOption } from './languages.js';
import { givenPassword, passwordOption, type PasswordOptions, passwordStdinOption } from './password.js';
import type { Reading } from './work.js';

export interface ReadingOptions extends PasswordOptions, LanguagesOption {}

/** Gives a command the options that say how its files are read. */
export function addReadingOptions(command: Command): Command {
  return command.addOption(passwordOption).addOption(passwordStdinOption).addOption(languagesOption);
}

/** @throws AppError `request.invalid` as `givenPassword` does */
export async function readingOf(options: ReadingOptions): Promise<Reading> {
  return { password: await givenPassword(options), languages: options.languages };
}
