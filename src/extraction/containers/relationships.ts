import { walkXml } from '../docx/xml.js';
import type { ZipPackage } from './package.js';

/** A relationship of a part (ECMA-376 part 2, 6.5) to another one of the package. */
export interface Relationship {
  id: string;
  /** The last part of the relationship's type: `numbering`, `styles`, `footnotes`. */
  type: string;
  /** The name of the part it leads to, from the root of the package. */
  target: string;
}

/** The relationships of a part; `''` is the package itself. Targets outside are left out: nothing is ever fetched. */
export async function relationshipsOf(parts: ZipPackage, part: string): Promise<Relationship[]> {
  const folder = part.slice(0, part.lastIndexOf('/') + 1);
  const relationships: Relationship[] = [];
  walkXml(await parts.text(`${folder}_rels/${part.slice(folder.length)}.rels`), {
    open: (name, { Id: id = '', Type: type = '', Target: target = '', TargetMode: mode }) => {
      if (!name.endsWith('Relationship') || mode === 'External') return;
      relationships.push({ id, type: type.slice(type.lastIndexOf('/') + 1), target: resolveTarget(folder, target) });
    },
  });
  return relationships;
}

/** The main part of a package, which its root relationship tells; else `fallback`. */
export async function mainPart(parts: ZipPackage, fallback: string): Promise<string> {
  const root = await relationshipsOf(parts, '');
  const main = root.find(({ type, target }) => type === 'officeDocument' && parts.has(target))?.target;
  return main ?? fallback;
}

/** A target is relative to the folder of the part that names it, or absolute in the package; `..` does not lead out of it. */
export function resolveTarget(folder: string, target: string): string {
  const steps = (/^[/\\]/.test(target) ? target : folder + target).split(/[/\\]/);
  const path: string[] = [];
  for (const step of steps) {
    if (step === '..') path.pop();
    else if (step !== '' && step !== '.') path.push(step);
  }
  return decoded(path.join('/'));
}

/** Targets are URIs: blanks and other characters may be escaped. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
