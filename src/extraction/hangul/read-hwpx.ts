import { AppError } from '../../common/errors/app-error.js';
import { withFile } from '../containers/byte-source.js';
import { withPackage, type ZipPackage } from '../containers/package.js';
import { ZipError } from '../containers/zip.js';
import { walkXml, type XmlHandler } from '../docx/xml.js';
import type { FileMetadata, RawExtraction, ReadRequest } from '../extraction.js';
import { WarningList } from '../warnings.js';
import { HangulDocument } from './document.js';
import { decipherPart, type PartCipher, partCiphers } from './hwpx/crypto.js';
import { Header } from './hwpx/header.js';
import { localName } from './hwpx/names.js';
import { SectionReader } from './hwpx/section.js';
import { UnpackBudget } from './inflate.js';
import { layOut } from './lay-out.js';

const MIB = 1024 * 1024;

/** Bytes of XML that a MiB of memory is enough for: the text of it as blocks, remarks and pages. */
const XML_SHARE = 1 / 8;

/**
 * Reads HWPX (KS X 6101, OWPML) as `readHwp` reads HWP.
 *
 * @throws AppError `extract.encrypted`, `extract.wrong_password`, `extract.damaged`, `extract.memory`.
 */
export function readHwpx({ path, password, memoryMb }: ReadRequest): Promise<RawExtraction> {
  const budget = memoryMb * MIB * XML_SHARE;
  return withFile(path, (source) =>
    withPackage(source, { label: 'HWPX', budget }, (parts) =>
      new Hwpx(parts, new UnpackBudget(budget), password).read(),
    ),
  );
}

class Hwpx {
  readonly #warnings = new WarningList();
  #ciphers = new Map<string, PartCipher>();

  constructor(
    private readonly parts: ZipPackage,
    private readonly budget: UnpackBudget,
    private readonly password: string | undefined,
  ) {}

  async read(): Promise<RawExtraction> {
    this.#ciphers = partCiphers(await this.parts.text('META-INF/manifest.xml'));
    if (this.#ciphers.size > 0 && this.password === undefined) throw new AppError('extract.encrypted');
    const content = new Content();
    await this.#walk('Contents/content.hpf', content);
    const document = new HangulDocument(this.#warnings);
    const header = new Header();
    await this.#walk(this.#pathOf(content, /(^|\/)header\.xml$/i) ?? 'Contents/header.xml', header);
    header.end();
    const sections = this.#sections(content);
    if (sections.length === 0) throw new AppError('extract.damaged', 'The HWPX file has no section');
    for (const section of sections) await this.#walk(section, new SectionReader(document, header));
    for (const master of this.#named(/(^|\/)masterpage\d+\.xml$/i))
      await this.#walk(master, new SectionReader(document, header));
    return {
      ...layOut(document.content(), this.#warnings),
      warnings: this.#warnings.toArray(),
      metadata: content.metadata,
    };
  }

  /** In the order of the spine where the package tells one, and those that it does not name behind them. */
  #sections(content: Content): string[] {
    const inOrder = content.spine
      .map((id) => content.items.get(id) ?? '')
      .filter((path) => /(^|\/)section\d+\.xml$/i.test(path))
      .map((path) => this.#resolve(path))
      .filter((path) => path !== undefined);
    const all = this.#named(/(^|\/)section\d+\.xml$/i);
    return [...new Set([...inOrder.map((path) => path.toLowerCase()), ...all])];
  }

  #named(pattern: RegExp): string[] {
    const number = (name: string): number => Number(/(\d+)\.xml$/i.exec(name)?.[1]);
    return this.parts
      .names()
      .filter((name) => pattern.test(name))
      .sort((left, right) => number(left) - number(right));
  }

  #pathOf(content: Content, pattern: RegExp): string | undefined {
    const path = [...content.items.values()].find((item) => pattern.test(item));
    return path === undefined ? undefined : this.#resolve(path);
  }

  /** Paths are relative to the root or to the folder of the list, as programs differ. */
  #resolve(path: string): string | undefined {
    return [path, `Contents/${path}`].find((candidate) => this.parts.has(candidate));
  }

  /** A part that breaks off is read as far as it goes. */
  async #walk(name: string, handler: XmlHandler): Promise<void> {
    const cipher = this.#ciphers.get(name.toLowerCase());
    try {
      if (!cipher || this.password === undefined) return await this.parts.walk(name, handler);
      const plain = await decipherPart(await this.parts.bytes(name), cipher, this.password, this.budget);
      walkXml(plain.toString('utf8').replace(/^\ufeff/, ''), handler);
    } catch (error) {
      if (!(error instanceof ZipError)) throw error;
      this.#warnings.add('damaged_recovered');
      walkXml('', handler);
    }
  }
}

const MAX_FIELD = 1000;

/** The list of the parts, `content.hpf`: an OPF package document. */
class Content implements XmlHandler {
  readonly items = new Map<string, string>();
  readonly spine: string[] = [];
  readonly metadata: FileMetadata = {};
  #field: 'title' | 'author' | undefined;

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    const local = localName(name);
    this.#field =
      local === 'title' ? 'title' : local === 'meta' && attributes['name'] === 'creator' ? 'author' : undefined;
    if (local === 'item') this.items.set(attributes['id'] ?? '', attributes['href'] ?? '');
    else if (local === 'itemref') this.spine.push(attributes['idref'] ?? '');
  }

  text(data: string): void {
    const value = this.#field && (this.metadata[this.#field] ?? '');
    if (this.#field && value !== undefined && value.length < MAX_FIELD) this.metadata[this.#field] = value + data;
  }

  close(): void {
    this.#field = undefined;
  }
}
