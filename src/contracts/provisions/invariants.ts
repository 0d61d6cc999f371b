import type { Provision } from '../types.js';

/**
 * Checks what the rest of the system takes for granted of a provision tree: ranges inside the text (children inside their
 * parent), in order, without overlap, beginning and ending with a character that is not white space; unique ids.
 *
 * @throws Error naming the first provision that breaks a rule.
 */
export function assertProvisions(text: string, provisions: readonly Provision[]): void {
  const ids = new Set<string>();
  const check = (siblings: readonly Provision[], from: number, to: number): void => {
    let previousEnd = from;
    for (const provision of siblings) {
      const { id, start, end } = provision;
      const fail = (rule: string): never => {
        throw new Error(`provision ${id} [${start}, ${end}): ${rule}`);
      };
      if (id === '' || ids.has(id)) fail('ids are unique');
      ids.add(id);
      if (start < previousEnd) fail('siblings are in order and do not overlap');
      if (end <= start || end > to) fail('a provision is not empty and lies inside its parent');
      const slice = text.slice(start, end);
      if (slice !== slice.trim()) fail('no white space at the ends');
      check(provision.children, start, end);
      previousEnd = end;
    }
  };
  check(provisions, 0, text.length);
}
