import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ScreenContents } from '../../src/common/messages';
import { character, renderScreen, screenText, typedBy } from '../../src/common/screen';

const LIGHT_GREY = 7;

function screen(over: Partial<ScreenContents> = {}): ScreenContents {
  return {
    columns: 8,
    rows: 2,
    cells: '',
    cursorRow: 0,
    cursorColumn: 0,
    cursorVisible: false,
    ...over,
  };
}

function cells(...texts: [text: string, attribute: number][]): Uint8Array {
  const bytes = texts.flatMap(([text, attribute]) =>
    Array.from(text, (c) => [c.charCodeAt(0), attribute]).flat(),
  );
  return Uint8Array.from(bytes);
}

describe('character', () => {
  const table: [number, string][] = [
    [0x00, ' '],
    [0x01, '☺'],
    [0x20, ' '],
    [0x41, 'A'],
    [0x7e, '~'],
    [0x7f, '⌂'],
    [0x80, 'Ç'],
    [0xb3, '│'],
    [0xdb, '█'],
    [0xe1, 'ß'],
    [0xff, '\u00a0'],
  ];
  for (const [code, shown] of table) {
    it(`shows ${code.toString(16)} as ${shown}`, () => {
      assert.equal(character(code), shown);
    });
  }

  it('has one character for each of 256 codes', () => {
    const all = Array.from({ length: 256 }, (_, code) => character(code));
    assert.ok(all.every((c) => Array.from(c).length === 1));
    // Only the two codes that are blank look alike.
    assert.equal(new Set(all).size, 255);
  });
});

describe('renderScreen', () => {
  it('joins cells of equal look', () => {
    const rows = renderScreen(screen(), cells(['Hi there', LIGHT_GREY], ['        ', LIGHT_GREY]));
    assert.equal(rows.length, 2);
    assert.deepEqual(
      rows[0]?.map((run) => run.text),
      ['Hi there'],
    );
  });

  it('splits at colours and reads them from the attribute', () => {
    const rows = renderScreen(screen(), cells(['ab', 0x1f], ['cd', 0x9e], ['efgh', 7]));
    assert.deepEqual(rows[0], [
      { text: 'ab', foreground: 15, background: 1, blink: false, cursor: false },
      { text: 'cd', foreground: 14, background: 1, blink: true, cursor: false },
      { text: 'efgh', foreground: 7, background: 0, blink: false, cursor: false },
    ]);
  });

  it('makes the cursor a run of its own', () => {
    const shown = screen({ cursorVisible: true, cursorRow: 1, cursorColumn: 2 });
    const rows = renderScreen(shown, cells(['abcdefgh', 7], ['ijklmnop', 7]));
    assert.deepEqual(
      rows[1]?.map((run) => [run.text, run.cursor]),
      [
        ['ij', false],
        ['k', true],
        ['lmnop', false],
      ],
    );
  });

  it('fills what is missing with blanks', () => {
    const rows = renderScreen(screen(), cells(['abc', 7]));
    assert.equal(rows[0]?.map((run) => run.text).join(''), 'abc     ');
  });

  it('draws nothing of an impossible size', () => {
    assert.deepEqual(renderScreen(screen({ columns: 0 }), new Uint8Array()), []);
    assert.deepEqual(renderScreen(screen({ columns: 1e6, rows: 1e6 }), new Uint8Array()), []);
    assert.deepEqual(renderScreen(screen({ rows: Number.NaN }), new Uint8Array()), []);
  });
});

describe('screenText', () => {
  it('cuts blanks at the ends of lines', () => {
    const text = screenText(screen(), cells(['Boot    ', 7], ['  ok    ', 7]));
    assert.equal(text, 'Boot\n  ok');
  });
});

describe('typedBy', () => {
  const keys: [string, string][] = [
    ['a', 'a'],
    ['Z', 'Z'],
    [' ', ' '],
    ['Enter', '\n'],
    ['Backspace', '\b'],
    ['ArrowUp', '\u001b[A'],
    ['F1', '\u001bOP'],
    ['Shift', ''],
    ['é', ''],
    ['Dead', ''],
  ];
  for (const [key, typed] of keys) {
    it(`types ${JSON.stringify(typed)} for ${key}`, () => {
      assert.equal(typedBy(key, false), typed);
    });
  }

  it('leaves key combinations to VS Code', () => {
    assert.equal(typedBy('p', true), '');
  });
});
