import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** What an image is, in the words of the launch attribute `boot`. */
export type ImageKind = 'disk' | 'multiboot' | 'multiboot2' | 'elf' | 'linux' | 'firmware';

/** What is needed of a file to tell its kind. */
export interface ImageSample {
  /** The first bytes, at most {@link SAMPLE_BYTES}. */
  readonly head: Uint8Array;
  /** The last 16 bytes: a ROM's reset vector. */
  readonly tail: Uint8Array;
  readonly size: number;
}

/** Multiboot 2 wants its header in the first 32 KiB; the ISO 9660 descriptor follows there. */
export const SAMPLE_BYTES = 0x9000;

const MULTIBOOT_MAGIC = 0x1badb002;
const MULTIBOOT2_MAGIC = 0xe85250d6;
const MULTIBOOT_SEARCH = 8192;
const MULTIBOOT2_SEARCH = 32768;

/** The kind of an image by its bytes; undefined for what no part of it says how to boot. */
export function imageKind(sample: ImageSample): ImageKind | undefined {
  const { head } = sample;
  if (text(head, 0, 4) === '\x7fELF') {
    return elfKind(head);
  }
  if (text(head, 0x202, 4) === 'HdrS') {
    return 'linux';
  }
  if (isBootSector(head) || isIso(head)) {
    return 'disk';
  }
  return isRom(sample) ? 'firmware' : undefined;
}

function elfKind(head: Uint8Array): ImageKind | undefined {
  const type = head[0x10];
  const machine = (head[0x12] ?? 0) | ((head[0x13] ?? 0) << 8);
  const executable = type === 2 || type === 3;
  if (!executable || (machine !== 3 && machine !== 62)) {
    return undefined;
  }
  if (hasMultiboot(head)) {
    return 'multiboot';
  }
  return hasMultiboot2(head) ? 'multiboot2' : 'elf';
}

function hasMultiboot(head: Uint8Array): boolean {
  const end = Math.min(head.length, MULTIBOOT_SEARCH) - 12;
  for (let at = 0; at <= end; at += 4) {
    if (word(head, at) === MULTIBOOT_MAGIC) {
      const sum = word(head, at) + word(head, at + 4) + word(head, at + 8);
      if (sum % 0x1_0000_0000 === 0) {
        return true;
      }
    }
  }
  return false;
}

function hasMultiboot2(head: Uint8Array): boolean {
  const end = Math.min(head.length, MULTIBOOT2_SEARCH) - 16;
  for (let at = 0; at <= end; at += 8) {
    if (word(head, at) === MULTIBOOT2_MAGIC) {
      return true;
    }
  }
  return false;
}

function isBootSector(head: Uint8Array): boolean {
  return head.length >= 512 && head[510] === 0x55 && head[511] === 0xaa;
}

function isIso(head: Uint8Array): boolean {
  return text(head, 0x8001, 5) === 'CD001';
}

/** A ROM fills whole 64 KiB blocks and jumps from the reset vector 16 bytes below its end. */
function isRom({ tail, size }: ImageSample): boolean {
  const jump = tail[0] === 0xea || tail[0] === 0xe9 || tail[0] === 0xeb;
  return size >= 0x1_0000 && size % 0x1_0000 === 0 && size <= 0x100_0000 && jump;
}

function word(bytes: Uint8Array, at: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint32(at, true);
}

function text(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}

/** Reads what {@link imageKind} looks at; undefined where the file cannot be read. */
export function sampleImage(file: string): ImageSample | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    const status = fstatSync(descriptor);
    if (!status.isFile()) {
      return undefined;
    }
    const head = read(descriptor, 0, Math.min(status.size, SAMPLE_BYTES));
    const tail = read(descriptor, Math.max(0, status.size - 16), Math.min(16, status.size));
    return { head, tail, size: status.size };
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) {
      closeSync(descriptor);
    }
  }
}

function read(descriptor: number, position: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  const count = readSync(descriptor, bytes, 0, length, position);
  return bytes.subarray(0, count);
}

/** The kind of the file; undefined where it is no boot image or cannot be read. */
export function fileKind(file: string): ImageKind | undefined {
  const sample = sampleImage(file);
  return sample === undefined ? undefined : imageKind(sample);
}
