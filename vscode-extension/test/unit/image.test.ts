import assert from 'node:assert/strict';
import * as path from 'node:path';
import { describe, it } from 'node:test';
import { imageFor, imagesIn } from '../../src/common/discovery';
import { fileKind, imageKind, SAMPLE_BYTES, type ImageKind } from '../../src/common/image';
import { withFolder, write } from './folders';
import { bootSector, bzImage, elf, iso, rom, withMultiboot } from './images';

function kindOf(bytes: Uint8Array): ImageKind | undefined {
  const head = bytes.subarray(0, SAMPLE_BYTES);
  return imageKind({ head, tail: bytes.subarray(-16), size: bytes.length });
}

describe('imageKind', () => {
  const kinds: [string, Uint8Array, ImageKind | undefined][] = [
    ['a sector with 55 AA at its end', bootSector(), 'disk'],
    ['a sector without signature', new Uint8Array(512), undefined],
    ['a file one byte short of a sector', bootSector().subarray(0, 511), undefined],
    ['an empty file', new Uint8Array(0), undefined],
    ['a 32-bit ELF with a Multiboot header', withMultiboot(elf(3), 0x100), 'multiboot'],
    ['a 64-bit ELF with a Multiboot header', withMultiboot(elf(62), 0x200), 'multiboot'],
    ['an ELF whose header stands unaligned', withMultiboot(elf(3), 0x102), 'elf'],
    ['an x86-64 ELF', elf(62), 'elf'],
    ['an ELF for another processor', elf(183), undefined],
    ['an object file', elf(62, 1), undefined],
    ['a Linux kernel', bzImage(), 'linux'],
    ['a firmware ROM', rom(), 'firmware'],
    ['a CD image', iso(), 'disk'],
    ['four bytes of an ELF', elf(3).subarray(0, 4), undefined],
    ['text', new TextEncoder().encode('[bits 16]\norg 0x7c00\n'), undefined],
  ];
  for (const [what, bytes, kind] of kinds) {
    it(`says ${kind ?? 'nothing'} for ${what}`, () => {
      assert.equal(kindOf(bytes), kind);
    });
  }

  it('wants the right check sum of a Multiboot header', () => {
    const image = withMultiboot(elf(3), 0x100);
    image[0x108] = (image[0x108] ?? 0) + 1;
    assert.equal(kindOf(image), 'elf');
  });

  it('knows Multiboot 2', () => {
    const image = elf(62);
    new DataView(image.buffer).setUint32(0x200, 0xe85250d6, true);
    assert.equal(kindOf(image), 'multiboot2');
  });
});

describe('fileKind', () => {
  it('says nothing for a folder and for a missing file', () => {
    withFolder((folder) => {
      assert.equal(fileKind(folder), undefined);
      assert.equal(fileKind(path.join(folder, 'none.img')), undefined);
    });
  });
});

describe('imageFor', () => {
  it('takes the image with the name of the source', () => {
    withFolder((folder) => {
      write(folder, 'a.img', bootSector());
      const image = write(folder, 'boot.img', bootSector());
      const source = write(folder, 'boot.asm', '[bits 16]\n');
      assert.deepEqual(imageFor(source), { file: image, kind: 'disk' });
    });
  });

  it('takes the only image beside a source of another name', () => {
    withFolder((folder) => {
      const kernel = write(folder, 'kernel', withMultiboot(elf(3), 0x100));
      const source = write(folder, 'main.c', 'int main;\n');
      assert.deepEqual(imageFor(source), { file: kernel, kind: 'multiboot' });
    });
  });

  it('does not guess between images of other names', () => {
    withFolder((folder) => {
      write(folder, 'one.img', bootSector());
      write(folder, 'two.img', bootSector());
      assert.equal(imageFor(write(folder, 'boot.asm', '')), undefined);
    });
  });

  it('takes the image itself when that is in front', () => {
    withFolder((folder) => {
      const image = write(folder, 'disk.img', bootSector());
      assert.equal(imageFor(image)?.file, image);
    });
  });

  it('says nothing in an empty folder', () => {
    withFolder((folder) => {
      assert.equal(imageFor(path.join(folder, 'boot.asm')), undefined);
    });
  });
});

describe('imagesIn', () => {
  it('sorts by name of the source, then by ending', () => {
    withFolder((folder) => {
      for (const name of ['z.bin', 'b.img', 'boot.bin', 'boot.img']) {
        write(folder, name, bootSector());
      }
      write(folder, 'data.bin', new Uint8Array(100));
      write(folder, '.hidden.img', bootSector());
      const names = imagesIn(folder, 'boot.asm').map((image) => path.basename(image.file));
      assert.deepEqual(names, ['boot.img', 'boot.bin', 'b.img', 'z.bin']);
    });
  });
});
