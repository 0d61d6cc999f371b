import { AppError } from '../common/errors/app-error.js';

const MAX_CHARACTERS = 200;

/**
 * A file name to show and to offer for download: no path, no control or direction characters, NFC, at most 200 characters
 * with the extension kept. It names nothing on our disk.
 * @throws AppError `upload.name_invalid` when nothing visible is left.
 */
export function sanitizeFileName(raw: string): string {
  const base = raw.split(/[/\\]/).at(-1) ?? '';
  const name = base
    // Cc: control, Cf: invisible format characters such as direction overrides, Cs: lone surrogates.
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .trim();
  if (!name || /^\.+$/.test(name)) throw new AppError('upload.name_invalid');
  const characters = [...name];
  if (characters.length <= MAX_CHARACTERS) return name;
  const extension = /\.[\p{L}\p{N}]{1,10}$/u.exec(name)?.[0] ?? '';
  return (
    characters
      .slice(0, MAX_CHARACTERS - [...extension].length)
      .join('')
      .trimEnd() + extension
  );
}

/** `Content-Disposition` of a download (RFC 6266): an ASCII stand-in and the real name. */
export function contentDisposition(name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
