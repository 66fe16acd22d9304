import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { after } from 'node:test';
import { readFileSync } from 'node:fs';
import { samples } from './adapter';

const folder = mkdtempSync(path.join(os.tmpdir(), 'ringside-dap-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Writes a file of this test run. */
export function file(name: string, content: Uint8Array | string): string {
  const made = path.join(folder, name);
  writeFileSync(made, content);
  return made;
}

/** A boot sector with the code at 0x7c00. */
export function bootSector(name: string, ...code: number[]): string {
  const sector = new Uint8Array(512);
  sector.set(code);
  sector.set([0x55, 0xaa], 510);
  return file(name, sector);
}

/** cli; jmp $: runs until somebody pauses it. */
export const endless = (): string => bootSector('endless.img', 0xfa, 0xeb, 0xfe);

/** mov al, 3; out 0xf4, al: ends with the exit code 7. */
export const exiting = (): string => bootSector('exit.img', 0xb0, 0x03, 0xe6, 0xf4, 0xeb, 0xfe);

/**
 * cli; lidt [0x7c08]; int3; hlt; an IDT of one byte at 0x7c08: the breakpoint exception finds no
 * vector, nor does #GP, nor #DF: a triple fault at 0x7c06.
 */
export const tripleFault = (): string =>
  bootSector('triple.img', 0xfa, 0x0f, 0x01, 0x1e, 0x08, 0x7c, 0xcc, 0xf4, 0, 0, 0, 0, 0, 0);

/**
 * mov cx, 10; again: inc ax; loop again; cli; hlt. AX counts from the value it has at entry; the
 * loop's body is at 0x7c05.
 */
export const counting = (): string =>
  bootSector('counting.img', 0x31, 0xc0, 0xb9, 0x0a, 0x00, 0x40, 0xe2, 0xfd, 0xfa, 0xf4);

/** A source file of a sample, with its lines by text. */
export class SampleSource {
  readonly file: string;
  private readonly lines: string[];

  constructor(sample: string, name: string) {
    this.file = path.join(samples, sample, name);
    this.lines = readFileSync(this.file, 'utf8').split('\n');
  }

  line(text: string, occurrence = 1): number {
    let seen = 0;
    const index = this.lines.findIndex((line) => line.includes(text) && ++seen === occurrence);
    if (index < 0) {
      throw new Error(`${this.file} has no line with ‘${text}’`);
    }
    return index + 1;
  }
}

export const longMode = path.join(samples, 'long-mode', 'boot.img');
export const helloBoot = path.join(samples, 'hello-boot', 'boot.img');
export const kernelC = path.join(samples, 'kernel-c', 'kernel.elf');
export const longModeSource = new SampleSource('long-mode', 'boot.asm');
export const helloSource = new SampleSource('hello-boot', 'boot.asm');
export const kernelSource = new SampleSource('kernel-c', 'kernel.c');
