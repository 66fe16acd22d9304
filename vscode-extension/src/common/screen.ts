import type { ScreenContents } from './messages';

/** Code page 437, the characters of a PC's text mode, as Unicode. */
const CODE_PAGE_437 = Array.from(
  ' ☺☻♥♦♣♠•◘○◙♂♀♪♫☼►◄↕‼¶§▬↨↑↓→←∟↔▲▼' +
    ' !"#$%&\'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_' +
    '`abcdefghijklmnopqrstuvwxyz{|}~⌂' +
    'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»' +
    '░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀' +
    'αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0',
);

/** The largest screen that is drawn; more in an answer is an error. */
const MOST_CELLS = 132 * 60;

/** Cells of a row with the same look. */
export interface Run {
  readonly text: string;
  /** Foreground colour, 0 to 15. */
  readonly foreground: number;
  /** Background colour, 0 to 7. */
  readonly background: number;
  readonly blink: boolean;
  readonly cursor: boolean;
}

/** The character that a byte of text memory shows. */
export function character(code: number): string {
  return CODE_PAGE_437[code & 0xff] ?? ' ';
}

/** A screen's rows as runs of equal look; the cursor's cell is a run of its own. */
export function renderScreen(screen: ScreenContents, cells: Uint8Array): Run[][] {
  const { columns, rows } = screen;
  if (!(columns > 0 && rows > 0 && columns * rows <= MOST_CELLS)) {
    return [];
  }
  return Array.from({ length: rows }, (_, row) => renderRow(screen, cells, row));
}

function renderRow(screen: ScreenContents, cells: Uint8Array, row: number): Run[] {
  const runs: Run[] = [];
  for (let column = 0; column < screen.columns; column++) {
    const at = (row * screen.columns + column) * 2;
    const cursor =
      screen.cursorVisible && screen.cursorRow === row && screen.cursorColumn === column;
    const cell = runOf(cells[at] ?? 0, cells[at + 1] ?? 7, cursor);
    const last = runs.at(-1);
    if (last !== undefined && sameLook(last, cell)) {
      runs[runs.length - 1] = { ...last, text: last.text + cell.text };
    } else {
      runs.push(cell);
    }
  }
  return runs;
}

/** VGA attribute: bits 0 to 3 foreground, 4 to 6 background, 7 blinks. */
function runOf(code: number, attribute: number, cursor: boolean): Run {
  return {
    text: character(code),
    foreground: attribute & 15,
    background: (attribute >> 4) & 7,
    blink: (attribute & 0x80) !== 0,
    cursor,
  };
}

function sameLook(a: Run, b: Run): boolean {
  return (
    a.foreground === b.foreground &&
    a.background === b.background &&
    a.blink === b.blink &&
    a.cursor === b.cursor
  );
}

/** A screen's text, a line a row, blanks at the ends of lines cut off. */
export function screenText(screen: ScreenContents, cells: Uint8Array): string {
  const lines = renderScreen(screen, cells).map((runs) => runs.map((run) => run.text).join(''));
  return lines.map((line) => line.trimEnd()).join('\n');
}

const NAMED_KEYS: Readonly<Record<string, string>> = {
  Enter: '\n',
  Tab: '\t',
  Backspace: '\b',
  Escape: '\u001b',
  ArrowUp: '\u001b[A',
  ArrowDown: '\u001b[B',
  ArrowRight: '\u001b[C',
  ArrowLeft: '\u001b[D',
  Home: '\u001b[H',
  End: '\u001b[F',
  Insert: '\u001b[2~',
  Delete: '\u001b[3~',
  PageUp: '\u001b[5~',
  PageDown: '\u001b[6~',
  F1: '\u001bOP',
  F2: '\u001bOQ',
  F3: '\u001bOR',
  F4: '\u001bOS',
  F5: '\u001b[15~',
  F6: '\u001b[17~',
  F7: '\u001b[18~',
  F8: '\u001b[19~',
  F9: '\u001b[20~',
  F10: '\u001b[21~',
  F11: '\u001b[23~',
  F12: '\u001b[24~',
};

/** What a key pressed in a browser types on the guest's keyboard; empty for none. */
export function typedBy(key: string, modified: boolean): string {
  if (modified) {
    return '';
  }
  if (key.length === 1) {
    return key >= ' ' && key <= '~' ? key : '';
  }
  return NAMED_KEYS[key] ?? '';
}
