import { AppError } from '../../../common/errors/app-error.js';

/** Office protects some files with these, so that they open for everybody: workbooks and presentations "read-only recommended". */
export const DEFAULT_PASSWORDS: readonly string[] = ['VelvetSweatshop', '/01Hannes Ruescher/01'];

/**
 * Tries the password that was given, then those that Office uses by itself.
 *
 * @param unlock answers undefined when the password does not fit.
 * @throws AppError `extract.encrypted` when none was given, `extract.wrong_password` when the one given does not fit.
 */
export function tryPasswords<T>(password: string | undefined, unlock: (password: string) => T | undefined): T {
  const given = password === undefined || password === '' ? [] : [password];
  for (const candidate of [...given, ...DEFAULT_PASSWORDS]) {
    const unlocked = unlock(candidate);
    if (unlocked !== undefined) return unlocked;
  }
  throw new AppError(given.length === 0 ? 'extract.encrypted' : 'extract.wrong_password');
}

/** The file is protected in a way that no password opens here. @param how names the scheme. */
export function notOpened(how: string): AppError {
  return new AppError(
    'extract.encrypted',
    `The file is protected by ${how}, which is not opened; save it without protection`,
  );
}
