import { readFileSync } from 'node:fs';

/** A source file whose lines are named by their text, so that edits above do not break tests. */
export class Source {
  private readonly lines: string[];

  constructor(readonly file: string) {
    this.lines = readFileSync(file, 'utf8').split('\n');
  }

  /** The number of the `occurrence`-th line that contains the text. */
  line(text: string, occurrence = 1): number {
    let seen = 0;
    const index = this.lines.findIndex((line) => line.includes(text) && ++seen === occurrence);
    if (index < 0) {
      throw new Error(`${this.file} has no line with ‘${text}’ (${occurrence})`);
    }
    return index + 1;
  }
}
