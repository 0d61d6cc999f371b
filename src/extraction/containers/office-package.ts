import type { FileMetadata, ReadRequest } from '../extraction.js';
import { walkXml } from '../docx/xml.js';
import { withFile } from './byte-source.js';
import { isCompoundFile } from './cfb.js';
import { openEncryptedPackage } from './encryption/office-encryption.js';
import { type PackageOptions, withPackage, type ZipPackage } from './package.js';
import { relationshipsOf } from './relationships.js';

const MIB = 1024 * 1024;

/** The share of memory that an encrypted package may take; deciphering it takes twice that. */
const ENCRYPTED_SHARE = 1 / 4;

/**
 * Opens an Office Open XML file, deciphering one that is encrypted (Office puts it into a compound file then), for the time of `use`.
 *
 * @throws AppError `extract.encrypted`, `extract.wrong_password`, `format.mismatch` for an older Office format, and as
 * `withPackage` does.
 */
export function withOfficePackage<T>(
  { path, password, memoryMb }: ReadRequest,
  options: PackageOptions,
  use: (parts: ZipPackage) => Promise<T>,
): Promise<T> {
  return withFile(path, async (source) => {
    const isCompound = isCompoundFile(await source.read(0, 8));
    const opened = isCompound ? await openEncryptedPackage(source, password, memoryMb * MIB * ENCRYPTED_SHARE) : source;
    return withPackage(opened, options, use);
  });
}

/** What the core properties of an Office file say of it. */
export async function officeMetadata(parts: ZipPackage): Promise<FileMetadata> {
  const root = await relationshipsOf(parts, '');
  const part = root.find(({ type }) => type === 'core-properties')?.target ?? 'docProps/core.xml';
  return readDublinCore(await parts.text(part));
}

/** Title and author of properties in Dublin Core, as Office and OpenDocument files have them. */
export function readDublinCore(xml: string): FileMetadata {
  const metadata: FileMetadata = {};
  let field: 'title' | 'author' | undefined;
  walkXml(xml, {
    open: (name) => {
      field = name === 'dc:title' ? 'title' : name === 'dc:creator' ? 'author' : undefined;
    },
    text: (data) => {
      if (field) metadata[field] = (metadata[field] ?? '') + data;
    },
    close: () => {
      field = undefined;
    },
  });
  return metadata;
}
