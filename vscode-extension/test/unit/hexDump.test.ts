import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hexDump, parseBytes } from '../../src/common/hexDump';

describe('hexDump', () => {
  it('shows address, bytes and characters', () => {
    const bytes = new TextEncoder().encode('Ringside, 16 b.!tail');
    assert.deepEqual(hexDump(0x7c00n, bytes).split('\n'), [
      '00007c00  52 69 6e 67 73 69 64 65  2c 20 31 36 20 62 2e 21  Ringside, 16 b.!',
      '00007c10  74 61 69 6c                                       tail',
    ]);
  });

  it('shows addresses above 4 GiB in full', () => {
    assert.match(hexDump(0xffff_ffff_8010_0000n, Uint8Array.of(0)), /^ffffffff80100000 {2}00/);
  });

  it('is empty for no bytes', () => {
    assert.equal(hexDump(0n, new Uint8Array()), '');
  });
});

describe('parseBytes', () => {
  const cases: [string, number[] | undefined][] = [
    ['de ad', [0xde, 0xad]],
    ['0xde, 0xAD', [0xde, 0xad]],
    ['deadbeef', [0xde, 0xad, 0xbe, 0xef]],
    ['7', [7]],
    ['"Hi"', [0x48, 0x69]],
    ['', undefined],
    ['xyz', undefined],
    ['abc', undefined],
    ['12 3g', undefined],
  ];
  for (const [input, bytes] of cases) {
    it(`reads ${JSON.stringify(input)} as ${bytes?.join(' ') ?? 'an error'}`, () => {
      const parsed = parseBytes(input);
      assert.deepEqual(parsed === undefined ? undefined : [...parsed], bytes);
    });
  }
});
