/**
 * Own code on node:crypto and not officecrypto-tool: that reads the whole file through a compound-file library that hangs
 * on circular chains, believes any spin count, and knows nothing of DOC and PPT.
 */
import { AppError } from '../../../common/errors/app-error.js';
import { bufferSource, type ByteSource } from '../byte-source.js';
import { type CompoundFile, CompoundFileError, CompoundFileLimitError, openCompoundFile } from '../cfb.js';
import { openAgile } from './agile.js';
import { notOpened } from './password.js';
import { openStandard } from './standard.js';

const MIB = 1024 * 1024;
const AGILE = 4;
const EXTENSIBLE = 3;
const STANDARD = 2;

/** Storages and streams of files whose rights a server manages (IRM): no password opens them. */
const RIGHTS_MANAGED = [
  '\u0006DataSpaces/TransformInfo/DRMEncryptedTransform',
  '\u0006DataSpaces/TransformInfo/DRMTransform',
  '\tDRMContent',
  '\tDRMViewerContent',
];

/**
 * Refuses a file whose rights are managed by a server.
 *
 * @throws AppError `extract.drm` when they are.
 */
export function refuseRightsManaged(file: CompoundFile): void {
  if (RIGHTS_MANAGED.some((path) => file.find(path)))
    throw new AppError(
      'extract.drm',
      'The rights of the file are managed by a server (IRM): only that opens it, no password does',
    );
}

/**
 * The package (a ZIP) inside of an encrypted Office file, in memory.
 *
 * @param budget the most bytes the encrypted package may have; deciphering takes twice that.
 * @throws AppError `extract.encrypted`, `extract.wrong_password`, `extract.drm`, `extract.damaged`, `extract.memory`; `format.mismatch`
 * when the file is a compound file without a package.
 */
export async function openEncryptedPackage(
  source: ByteSource,
  password: string | undefined,
  budget: number,
): Promise<ByteSource> {
  try {
    const file = await openCompoundFile(source, { maxBytes: budget });
    refuseRightsManaged(file);
    if (!file.find('EncryptedPackage'))
      throw new AppError(
        'format.mismatch',
        'The content of the file is an older Office format, not what its name says',
      );
    const info = await file.stream('EncryptionInfo');
    const data = await file.stream('EncryptedPackage');
    if (info.length < 8 || data.length < 8) throw new CompoundFileError('no encryption info');
    const length = Number(data.readBigUInt64LE(0));
    const plain = decipherPackage(info, data.subarray(8), password);
    return bufferSource(plain.subarray(0, Math.min(length, plain.length)));
  } catch (error) {
    if (error instanceof CompoundFileLimitError)
      throw new AppError(
        'extract.memory',
        `The encrypted file is larger than the ${Math.floor(budget / MIB)} MiB it is granted`,
        { cause: error },
      );
    if (error instanceof CompoundFileError)
      throw new AppError('extract.damaged', 'The encrypted Office file is damaged', { cause: error });
    throw error;
  }
}

function decipherPackage(info: Buffer, data: Buffer, password: string | undefined): Buffer {
  const major = info.readUInt16LE(0);
  const minor = info.readUInt16LE(2);
  if (major === AGILE && minor === AGILE) return openAgile(info.toString('utf8', 8), data, password);
  if (minor === EXTENSIBLE) throw notOpened('extensible encryption');
  if (minor === STANDARD && major >= 2 && major <= 4) return openStandard(info, data, password);
  throw notOpened(`encryption of version ${major}.${minor}`);
}
