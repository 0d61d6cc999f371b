import { decodeCharset } from '../text/decode.js';
import { codePageName } from '../text/code-pages.js';
import type { FileMetadata } from '../extraction.js';
import { ByteView } from './byte-view.js';
import type { CompoundFile } from './cfb.js';

const STREAM = '\u0005SummaryInformation';
const CODE_PAGE = 1;
const TITLE = 2;
const AUTHOR = 4;
const PROGRAM = 18;
const STRING_8 = 0x1e;
const STRING_16 = 0x1f;
const MAX_PROPERTIES = 1000;
const MAX_LENGTH = 2000;

/** What a compound file says of itself ([MS-OLEPS]); nothing where that is missing or broken. */
export async function readSummaryInformation(file: CompoundFile): Promise<FileMetadata> {
  if (!file.find(STREAM)) return {};
  const stream = new ByteView(await file.stream(STREAM, { partial: true }));
  const set = stream.view(stream.u32(44), stream.length);
  const places = new Map<number, number>();
  for (let index = 0; index < Math.min(set.u32(4), MAX_PROPERTIES); index++)
    places.set(set.u32(8 + 8 * index), set.u32(12 + 8 * index));
  const codePage = set.u16((places.get(CODE_PAGE) ?? -8) + 4) || 1252;
  const text = (property: number): string | undefined => {
    const at = places.get(property);
    return at === undefined ? undefined : readString(set, at, codePage);
  };
  return { title: text(TITLE), author: text(AUTHOR), producer: text(PROGRAM) };
}

function readString(set: ByteView, at: number, codePage: number): string | undefined {
  const length = Math.min(set.u32(at + 4), MAX_LENGTH);
  const type = set.u32(at);
  if (type === STRING_16) return withoutEnd(set.utf16(at + 8, length));
  if (type !== STRING_8) return undefined;
  return withoutEnd(decodeCharset(set.slice(at + 8, length), codePageName(codePage)) ?? '');
}

function withoutEnd(text: string): string {
  return text.split('\0', 1)[0] ?? '';
}
