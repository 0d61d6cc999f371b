import { AppError } from '../../common/errors/app-error.js';
import { bufferSource, withFile } from '../containers/byte-source.js';
import { type PackageOptions, withPackage, type ZipPackage } from '../containers/package.js';
import { walkXml, type XmlHandler } from '../docx/xml.js';
import type { RawExtraction, ReadRequest } from '../extraction.js';
import { type Encryption, PartKeys } from './odf-encryption.js';

const MIB = 1024 * 1024;

/** The share of memory that parts held as a whole may take; the content is streamed unless it is encrypted. */
const XML_SHARE = 1 / 8;

/** The parts of an OpenDocument file, deciphered where they are encrypted. */
export interface OdfParts {
  text(name: string): Promise<string>;
  walk(name: string, handler: XmlHandler): Promise<void>;
  has(name: string): boolean;
  /** In lower case. */
  names(): string[];
}

/**
 * Opens an OpenDocument file for the time of `use`.
 *
 * @throws AppError `extract.encrypted`, `extract.wrong_password`, and as `withPackage` does.
 */
export function withOdfPackage(
  { path, password, memoryMb }: ReadRequest,
  label: string,
  use: (parts: OdfParts) => Promise<RawExtraction>,
): Promise<RawExtraction> {
  const options: PackageOptions = { label, budget: memoryMb * MIB * XML_SHARE };
  return withFile(path, (source) =>
    withPackage(source, options, async (parts) => {
      const encrypted = await readManifest(parts);
      const whole = encrypted.get(WHOLE_PACKAGE);
      if (whole) {
        const inner = await new PartKeys(password).decipher(
          await parts.bytes(WHOLE_PACKAGE),
          whole,
          options.budget * 2,
        );
        return withPackage(bufferSource(inner), options, (plain) => use(withContent(plain, label)));
      }
      const opened = encrypted.size === 0 ? parts : decipherParts(parts, encrypted, password, options.budget);
      return use(withContent(opened, label));
    }),
  );
}

/** LibreOffice from 24.8 on encrypts the package as a whole, into a part of another one. */
const WHOLE_PACKAGE = 'encrypted-package';

function withContent<T extends OdfParts>(parts: T, label: string): T {
  if (!parts.has('content.xml')) throw new AppError('extract.damaged', `The ${label} has no content in it`);
  return parts;
}

function decipherParts(
  parts: ZipPackage,
  encrypted: ReadonlyMap<string, Encryption>,
  password: string | undefined,
  budget: number,
): OdfParts {
  const keys = new PartKeys(password);
  const text = async (name: string): Promise<string> => {
    const encryption = encrypted.get(name.toLowerCase());
    if (!encryption) return parts.text(name);
    const bytes = await keys.decipher(await parts.bytes(name), encryption, budget);
    return bytes.toString('utf8').replace(/^\ufeff/, '');
  };
  return {
    text,
    walk: async (name, handler) => walkXml(await text(name), handler),
    has: (name) => parts.has(name),
    names: () => parts.names(),
  };
}

/** How each encrypted part is encrypted (ODF 1.3 part 2, 4.8), by its name in lower case. */
async function readManifest(parts: ZipPackage): Promise<Map<string, Encryption>> {
  const encrypted = new Map<string, Encryption>();
  let path = '';
  let size = 0;
  let current: Partial<Encryption> | undefined;
  walkXml(await parts.text('META-INF/manifest.xml'), {
    open: (name, attributes) => {
      switch (name) {
        case 'manifest:file-entry':
          path = (attributes['full-path'] ?? '').toLowerCase();
          size = Number(attributes['size'] ?? 0);
          return;
        case 'manifest:encryption-data':
          current = { size, checksumType: attributes['checksum-type'] ?? '', checksum: base64(attributes['checksum']) };
          return;
        case 'manifest:algorithm':
          if (!current) return;
          current.algorithm = attributes['algorithm-name'] ?? '';
          current.iv = base64(attributes['initialisation-vector']);
          return;
        case 'manifest:key-derivation':
          if (!current) return;
          current.derivation = attributes['key-derivation-name'] ?? '';
          current.keySize = Number(attributes['key-size'] ?? 16);
          current.iterations = Number(attributes['iteration-count'] ?? 0);
          current.salt = base64(attributes['salt']);
          current.argon2 = {
            passes: Number(attributes['loext:argon2-iterations'] ?? 3),
            memory: Number(attributes['loext:argon2-memory'] ?? 65_536),
            parallelism: Number(attributes['loext:argon2-lanes'] ?? 4),
          };
          return;
        case 'manifest:start-key-generation':
          if (current) current.startKey = attributes['start-key-generation-name'] ?? '';
      }
    },
    close: (name) => {
      if (name !== 'manifest:encryption-data' || !current) return;
      encrypted.set(path, {
        size: 0,
        checksumType: '',
        checksum: Buffer.alloc(0),
        algorithm: '',
        iv: Buffer.alloc(0),
        derivation: '',
        keySize: 0,
        iterations: 0,
        salt: Buffer.alloc(0),
        startKey: 'SHA1',
        argon2: { passes: 0, memory: 0, parallelism: 0 },
        ...current,
      });
      current = undefined;
    },
  });
  return encrypted;
}

function base64(value: string | undefined): Buffer {
  return Buffer.from(value ?? '', 'base64');
}
