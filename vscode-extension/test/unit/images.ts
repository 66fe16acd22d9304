/** Images made in memory, the least that makes each kind. */

export function bootSector(): Uint8Array {
  const sector = new Uint8Array(512);
  sector.set([0xeb, 0xfe]);
  sector.set([0x55, 0xaa], 510);
  return sector;
}

export function elf(machine: number, type = 2): Uint8Array {
  const bytes = new Uint8Array(0x400);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, machine === 62 ? 2 : 1, 1, 1]);
  bytes.set([type, 0, machine, 0], 0x10);
  return bytes;
}

export function withMultiboot(image: Uint8Array, at: number, flags = 3): Uint8Array {
  const view = new DataView(image.buffer);
  view.setUint32(at, 0x1badb002, true);
  view.setUint32(at + 4, flags, true);
  view.setUint32(at + 8, (0x1_0000_0000 - 0x1badb002 - flags) >>> 0, true);
  return image;
}

export function rom(): Uint8Array {
  const bytes = new Uint8Array(0x20000).fill(0xff);
  bytes.set([0xea, 0x5b, 0xe0, 0x00, 0xf0], bytes.length - 16);
  return bytes;
}

export function bzImage(): Uint8Array {
  const bytes = bootSectorOf(0x1000);
  bytes.set(new TextEncoder().encode('HdrS'), 0x202);
  return bytes;
}

export function iso(): Uint8Array {
  const bytes = new Uint8Array(0x8800);
  bytes.set(new TextEncoder().encode('CD001'), 0x8001);
  return bytes;
}

function bootSectorOf(size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  bytes.set(bootSector());
  return bytes;
}
