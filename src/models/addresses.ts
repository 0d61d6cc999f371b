import { BlockList, isIP } from 'node:net';

/** What an address means for a call that leaves the server. */
export type AddressClass = 'public' | 'private' | 'forbidden';

function blockList(v4: readonly string[], v6: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of v4) list.addSubnet(subnet.split('/')[0]!, Number(subnet.split('/')[1]), 'ipv4');
  for (const subnet of v6) list.addSubnet(subnet.split('/')[0]!, Number(subnet.split('/')[1]), 'ipv6');
  return list;
}

/**
 * Never called: link-local (where most clouds have their metadata service), the metadata addresses outside of it
 * (Alibaba 100.100.100.200, Azure 168.63.129.16, Oracle 192.0.0.192, AWS fd00:ec2::/32), multicast, reserved, broadcast.
 */
const FORBIDDEN = blockList(
  ['169.254.0.0/16', '100.100.100.200/32', '168.63.129.16/32', '192.0.0.192/32', '224.0.0.0/4', '240.0.0.0/4'],
  ['fe80::/10', 'fec0::/10', 'fd00:ec2::/32', 'ff00::/8'],
);

/** Called only with leave: loopback, unspecified, RFC 1918, carrier-grade NAT, unique local, test networks. */
const PRIVATE = blockList(
  [
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '172.16.0.0/12',
    '192.0.0.0/24',
    '192.168.0.0/16',
    '198.18.0.0/15',
  ],
  ['::/128', '::1/128', 'fc00::/7'],
);

const FORBIDDEN_NAMES = new Set([
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'metadata.azure.internal',
  'metadata.platformequinix.com',
  'metadata.tencentyun.com',
  'instance-data',
  'instance-data.ec2.internal',
]);

/** The eight 16-bit groups of an IPv6 address that `isIP` accepted. */
function groupsOf(address: string): number[] {
  const dotted = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  let text = address.split('%')[0]!;
  if (dotted) {
    const [a = 0, b = 0, c = 0, d = 0] = dotted.slice(1).map(Number);
    text = `${text.slice(0, dotted.index)}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  }
  const [head = '', tail] = text.split('::');
  const parse = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const left = parse(head);
  if (tail === undefined) return left;
  const right = parse(tail);
  return [...left, ...Array.from({ length: 8 - left.length - right.length }, () => 0), ...right];
}

/**
 * The IPv4 address inside an IPv6 one that reaches it: mapped (::ffff:0:0/96), compatible (::/96), translated
 * (64:ff9b::/96) and 6to4 (2002::/16).
 */
function embeddedV4(address: string): string | null {
  const groups = groupsOf(address);
  const quad = (high: number, low: number): string => [high >> 8, high & 255, low >> 8, low & 255].join('.');
  const [g0 = 0, g1 = 0, g2 = 0, g3 = 0, g4 = 0, g5 = 0, g6 = 0, g7 = 0] = groups;
  if (g0 === 0x2002) return quad(g1, g2);
  const zeroHead = g0 === 0 && g1 === 0 && g2 === 0 && g3 === 0;
  const mapped = zeroHead && ((g4 === 0 && g5 === 0xffff) || (g4 === 0xffff && g5 === 0));
  const compatible = zeroHead && g4 === 0 && g5 === 0 && g6 !== 0;
  const translated = g0 === 0x64 && g1 === 0xff9b;
  return mapped || compatible || translated ? quad(g6, g7) : null;
}

/** Classifies a literal address (no brackets). What is no address at all is forbidden. */
export function classifyAddress(address: string): AddressClass {
  const family = isIP(address);
  if (family === 0) return 'forbidden';
  if (family === 6) {
    const inner = embeddedV4(address);
    if (inner !== null) return classifyAddress(inner);
  }
  const bare = address.split('%')[0]!;
  const kind = family === 6 ? 'ipv6' : 'ipv4';
  if (FORBIDDEN.check(bare, kind)) return 'forbidden';
  return PRIVATE.check(bare, kind) ? 'private' : 'public';
}

/** Classifies a host name by name alone; null when only its addresses can tell. */
export function classifyName(host: string): AddressClass | null {
  const name = host.toLowerCase().replace(/\.+$/, '');
  if (name === '' || FORBIDDEN_NAMES.has(name)) return 'forbidden';
  return name === 'localhost' || name.endsWith('.localhost') ? 'private' : null;
}
