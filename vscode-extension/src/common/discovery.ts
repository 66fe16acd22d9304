import { readdirSync } from 'node:fs';
import * as path from 'node:path';
import { fileKind, type ImageKind } from './image';

/** A file that the debugger can start. */
export interface BootImage {
  readonly file: string;
  readonly kind: ImageKind;
}

/** Endings of names that are looked into; kernels often have none. */
const IMAGE_ENDINGS = ['.img', '.bin', '.iso', '.elf', '.rom', '.flp', '.ima', '.dsk', '.vfd', ''];
const SOURCE_ENDINGS = ['.asm', '.nasm', '.s', '.inc', '.lst', '.c', '.h', '.cpp', '.rs', '.ld'];
const MOST_FILES_READ = 200;

/** For a pattern in a workspace search. */
export const IMAGE_GLOB = '**/*.{img,bin,iso,elf,rom,flp,ima,dsk,vfd}';

/** Whether the name ends like an image's. */
export function namesImage(file: string): boolean {
  const ending = path.extname(file).toLowerCase();
  return ending !== '' && IMAGE_ENDINGS.includes(ending);
}

/** Whether the name ends like that of a source or listing, beside which an image may lie. */
export function namesSource(file: string): boolean {
  return SOURCE_ENDINGS.includes(path.extname(file).toLowerCase());
}

/**
 * The images in a folder, best first: those named like `source` (boot.asm: boot.img, then
 * boot.bin), then the others by kind of ending and name.
 */
export function imagesIn(folder: string, source?: string): BootImage[] {
  const images: BootImage[] = [];
  for (const file of candidates(folder).slice(0, MOST_FILES_READ)) {
    const kind = fileKind(file);
    if (kind !== undefined) {
      images.push({ file, kind });
    }
  }
  const stem = source === undefined ? undefined : stemOf(source);
  return images.sort((a, b) => rank(a.file, stem) - rank(b.file, stem) || compare(a.file, b.file));
}

function candidates(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() || entry.isSymbolicLink())
      .map((entry) => entry.name)
      .filter((name) => !name.startsWith('.'))
      .filter((name) => IMAGE_ENDINGS.includes(path.extname(name).toLowerCase()))
      .map((name) => path.join(folder, name));
  } catch {
    return [];
  }
}

function rank(file: string, stem: string | undefined): number {
  const ending = IMAGE_ENDINGS.indexOf(path.extname(file).toLowerCase());
  return stemOf(file) === stem ? ending : ending + IMAGE_ENDINGS.length;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function stemOf(file: string): string {
  return path.basename(file, path.extname(file)).toLowerCase();
}

/**
 * The image that a person who looks at `file` means: the file itself, or an image beside it with
 * its name, or the only image beside it. Undefined where that is not clear.
 */
export function imageFor(file: string): BootImage | undefined {
  const kind = namesSource(file) ? undefined : fileKind(file);
  if (kind !== undefined) {
    return { file, kind };
  }
  const images = imagesIn(path.dirname(file), file);
  const named = images[0] !== undefined && stemOf(images[0].file) === stemOf(file);
  return named || images.length === 1 ? images[0] : undefined;
}
