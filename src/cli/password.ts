import { text } from 'node:stream/consumers';
import { Option } from 'commander';
import { AppError } from '../common/errors/app-error.js';

export interface PasswordOptions {
  password?: string;
  passwordStdin?: boolean;
}

/** As an argument, which other users of the machine can see. */
export const passwordOption = new Option(
  '--password <password>',
  'opens a protected file; other users can see arguments',
);

/** On standard input, which they cannot. */
export const passwordStdinOption = new Option(
  '--password-stdin',
  'reads the password from the first line of standard input',
);

/** @throws AppError `request.invalid` when both ways are used, or standard input holds none */
export async function givenPassword({ password, passwordStdin }: PasswordOptions): Promise<string | undefined> {
  if (!passwordStdin) return password;
  if (password !== undefined) throw invalid('give it once: --password or --password-stdin');
  const [line = ''] = (await text(process.stdin)).split(/\r?\n/, 1);
  if (line === '') throw invalid('standard input holds none');
  return line;
}

function invalid(message: string): AppError {
  return new AppError('request.invalid', 'The password is not valid', { errors: [{ field: 'password', message }] });
}
