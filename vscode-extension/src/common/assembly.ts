/** Expressions in a line of assembly that a debugger can evaluate. */

/** Part of a line, columns from 0. */
export interface LineExpression {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const REGISTER = new RegExp(
  '^(?:[er]?(?:ax|bx|cx|dx|si|di|bp|sp|ip|flags)|[abcd][lh]|(?:si|di|bp|sp)l|' +
    'r(?:8|9|1[0-5])[bwd]?|[cdefgs]s|cr[0-8]|dr[0-7]|[xy]mm(?:[0-9]|1[0-5])|st[0-7]|' +
    'gdtr|idtr|ldtr|tr|efer)$',
  'i',
);

/** Whether the word names a register of the processor. */
export function isRegister(word: string): boolean {
  return REGISTER.test(word);
}

/** The line without comment: `;` everywhere, `#` where GAS has one, not inside quotes. */
export function codeOf(line: string): string {
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const c = line.charAt(at);
    if (quote !== '') {
      quote = c === quote ? '' : quote;
    } else if (c === '"' || c === "'") {
      quote = c;
    } else if (c === ';' || c === '#') {
      return line.slice(0, at);
    }
  }
  return line;
}

/**
 * What a hover at a column evaluates: a memory operand when the pointer is on its brackets, else
 * the register or label under it.
 */
export function expressionAt(line: string, column: number): LineExpression | undefined {
  const code = codeOf(line);
  for (const match of code.matchAll(/\[[^[\]]*\]/g)) {
    const end = match.index + match[0].length;
    if (column === match.index || column === end - 1) {
      return { text: match[0], start: match.index, end };
    }
  }
  for (const match of code.matchAll(/%?[A-Za-z_.$?@][\w.$?@]*/g)) {
    const end = match.index + match[0].length;
    if (match.index <= column && column < end) {
      return { text: match[0].replace(/^[%$]/, ''), start: match.index, end };
    }
  }
  return undefined;
}

/** The registers a line names, each once. */
export function registersIn(line: string): LineExpression[] {
  const found = new Map<string, LineExpression>();
  for (const match of codeOf(line).matchAll(/[A-Za-z][A-Za-z0-9]*/g)) {
    const name = match[0].toLowerCase();
    if (isRegister(name) && !found.has(name)) {
      const end = match.index + match[0].length;
      found.set(name, { text: name, start: match.index, end });
    }
  }
  return [...found.values()];
}
