const PER_LINE = 16;

/** A DAP memory read's answer as lines of 16 bytes: address, hex, ASCII. */
export function hexDump(start: bigint, bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += PER_LINE) {
    lines.push(line(start + BigInt(at), bytes.subarray(at, at + PER_LINE)));
  }
  return lines.join('\n');
}

function line(address: bigint, bytes: Uint8Array): string {
  const hex = Array.from(bytes, (b) => b.toString(16).padStart(2, '0'));
  const halves = [hex.slice(0, 8).join(' '), hex.slice(8).join(' ')].join('  ');
  const ascii = Array.from(bytes, (b) => (b >= 0x20 && b < 0x7f ? String.fromCharCode(b) : '.'));
  const digits = BigInt.asUintN(64, address).toString(16).padStart(8, '0');
  return `${digits}  ${halves.padEnd(PER_LINE * 3)}  ${ascii.join('')}`;
}

/**
 * The bytes a user wrote: `de ad be ef`, `0xde, 0xad`, `deadbeef`, or text in double quotes.
 * Undefined where it is none of these.
 */
export function parseBytes(input: string): Uint8Array | undefined {
  const trimmed = input.trim();
  const quoted = /^"(.*)"$/s.exec(trimmed)?.[1];
  if (quoted !== undefined) {
    return new TextEncoder().encode(quoted);
  }
  const digits = trimmed
    .replace(/0x/gi, ' ')
    .replace(/[\s,]+/g, ' ')
    .trim();
  const groups = digits === '' ? [] : digits.split(' ');
  if (
    groups.length === 0 ||
    !groups.every((group) => /^[0-9a-f]{1,2}$|^([0-9a-f]{2})+$/i.test(group))
  ) {
    return undefined;
  }
  return Uint8Array.from(groups.flatMap(bytesOf));
}

function bytesOf(group: string): number[] {
  const even = group.length % 2 === 0 ? group : `0${group}`;
  return (even.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
}
