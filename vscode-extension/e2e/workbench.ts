import type { Frame, Locator, Page } from 'playwright-core';

const PATIENCE = 30_000;

/** VS Code's window in the browser, in words of its user. */
export class Workbench {
  constructor(readonly page: Page) {}

  async open(url: string, folder: string): Promise<void> {
    await this.page.goto(`${url}/?folder=${encodeURIComponent(folder)}`);
    await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({
      timeout: 60_000,
    });
  }

  async openFile(name: string, language: string): Promise<void> {
    const row = this.page.locator('.explorer-folders-view .monaco-list-row', { hasText: name });
    await row.first().dblclick();
    await this.page.locator('.tab.active', { hasText: name }).waitFor();
    await this.page.locator('.statusbar-item', { hasText: language }).first().waitFor({
      timeout: PATIENCE,
    });
  }

  /** Puts an open file in front, and the keyboard into it. */
  async focusFile(name: string): Promise<void> {
    await this.page.locator('.tab', { hasText: name }).first().click();
    await this.page.locator('.editor-group-container.active .monaco-editor').first().waitFor();
  }

  /** Brings a line of the active editor into view, with the keyboard as a user would. */
  async goToLine(line: number): Promise<void> {
    await this.page.locator('.editor-group-container.active .monaco-editor').first().waitFor();
    await this.page.keyboard.press('Control+g');
    await this.type(String(line));
    await this.page.keyboard.press('Enter');
    await this.lineNumber(line).waitFor();
  }

  private lineNumber(line: number): Locator {
    return this.page
      .locator('.editor-group-container.active .margin-view-overlays .line-numbers')
      .filter({ hasText: new RegExp(`^${line}$`) });
  }

  /** Clicks left of the line's number; a click on a fresh editor is lost, hence the waiting. */
  async clickBreakpoint(line: number): Promise<void> {
    await this.goToLine(line);
    const box = (await this.lineNumber(line).boundingBox())!;
    const at = { x: box.x - 9, y: box.y + box.height / 2 };
    const hint = this.page.locator('.glyph-margin-widgets .codicon-debug-hint');
    await until('the hint of a breakpoint', async () => {
      await this.page.mouse.move(at.x + 40, at.y);
      await this.page.mouse.move(at.x, at.y);
      return (await hint.count()) > 0;
    });
    await this.page.mouse.click(at.x, at.y);
    await this.page.locator('.glyph-margin-widgets .codicon-debug-breakpoint').first().waitFor();
  }

  /** Runs a command of the palette by its title; tries again until the title is known. */
  async command(title: string): Promise<void> {
    await until(`the command ${title}`, async () => {
      await this.page.keyboard.press('F1');
      await this.type(title);
      const found = this.page.locator('.quick-input-list .monaco-list-row', { hasText: title });
      try {
        await found.first().waitFor({ timeout: 3000 });
      } catch {
        await this.page.keyboard.press('Escape');
        return false;
      }
      await found.first().click();
      return true;
    });
  }

  /** Fills the quick input that a command has opened, known by its prompt. */
  async answer(prompt: string, text: string): Promise<void> {
    const message = this.page.locator('.quick-input-message', { hasText: prompt });
    await message.first().waitFor();
    await this.type(text);
    await this.page.keyboard.press('Enter');
  }

  /** Types into the quick input once it has the focus; the one before it may still be fading. */
  private async type(text: string): Promise<void> {
    await until('the focus of the quick input', () =>
      this.page.evaluate(
        () => document.activeElement?.closest('.quick-input-widget') instanceof HTMLElement,
      ),
    );
    await this.page.keyboard.type(text);
  }

  /** Presses F5; again if the window was not ready to take it. */
  async start(): Promise<void> {
    await until('a debug session', async () => {
      await this.page.keyboard.press('F5');
      try {
        await this.page.locator('.debug-toolbar').waitFor({ timeout: 8000 });
        return true;
      } catch {
        return false;
      }
    });
  }

  /** Opens a group in the variables view, or folds it. */
  async unfold(name: string, open = true): Promise<void> {
    const row = this.variable(name);
    await row.waitFor({ timeout: PATIENCE });
    await until(`${name} to ${open ? 'open' : 'fold'}`, async () => {
      if ((await row.getAttribute('aria-expanded')) === String(open)) {
        return true;
      }
      await row.locator('.monaco-tl-twistie').click();
      return false;
    });
  }

  /** Folds a section of the side bar, so that the others have room. */
  async foldSection(name: string): Promise<void> {
    const header = this.page.locator(`.pane-header[aria-label^="${name}"]`).first();
    if ((await header.getAttribute('aria-expanded')) === 'true') {
      await header.click();
    }
  }

  async stopped(): Promise<void> {
    await this.page.locator('.debug-top-stack-frame-line').first().waitFor({ timeout: PATIENCE });
    await this.page
      .locator('.debug-toolbar .codicon-debug-continue')
      .waitFor({ timeout: PATIENCE });
  }

  async toolbar(button: string): Promise<void> {
    await this.page.locator(`.debug-toolbar .codicon-debug-${button}`).click();
  }

  /** The source line where the guest stands; undefined while it runs. */
  async currentLine(): Promise<number | undefined> {
    const text = await this.page.evaluate(() => {
      const mark = document.querySelector(
        '.monaco-editor:not(.disassembly-view *) .view-overlays .debug-top-stack-frame-line',
      );
      const top = mark?.getBoundingClientRect().top;
      const editor = mark?.closest('.monaco-editor');
      const numbers = [...(editor?.querySelectorAll('.margin-view-overlays .line-numbers') ?? [])];
      return numbers.find((number) => Math.abs(number.getBoundingClientRect().top - (top ?? 0)) < 4)
        ?.textContent;
    });
    return text == null ? undefined : Number(text);
  }

  /** Steps over one source line and waits for the line where it should end. */
  async stepTo(line: number, how: 'step-over' | 'step-into' = 'step-over'): Promise<void> {
    const before = await this.instructionPointer();
    await this.toolbar(how);
    await this.stoppedAt(line);
    await this.registersSince(before);
  }

  async stoppedAt(line: number): Promise<void> {
    let seen: number | undefined;
    await until(
      () => `a stop at line ${line}, the guest is at ${String(seen)}`,
      async () => {
        seen = await this.currentLine();
        return seen === line;
      },
    );
  }

  /** The value of RIP in view; empty where the registers are folded. */
  async instructionPointer(): Promise<string> {
    const value = this.variable('rip').locator('.value');
    return (await value.count()) > 0 ? ((await value.textContent()) ?? '') : '';
  }

  /**
   * Waits for the registers of a new stop: those of the last stay in view for a moment, and cannot
   * be edited any more. VS Code folds them when the next step comes before they have been read, as
   * a person cannot but a test can; then they are unfolded again.
   */
  async registersSince(before: string): Promise<void> {
    const changed = async (): Promise<boolean> => {
      const now = await this.instructionPointer();
      return now !== '' && now !== before;
    };
    try {
      await until('the registers of this stop', changed, 6000);
    } catch {
      await this.unfold('General');
      await this.unfold('Segments');
      await until('the registers of this stop', changed);
    }
  }

  /** The rows of the variables view, as "name: value". */
  async variables(): Promise<string[]> {
    const rows = this.page.locator('[aria-label="Debug Variables"] .monaco-list-row');
    const texts = await rows.allTextContents();
    return texts.map((text) => text.trim());
  }

  variable(name: string): Locator {
    const rows = this.page.locator('[aria-label="Debug Variables"] .monaco-list-row');
    const exact = this.page.locator('.name', {
      hasText: new RegExp(`^${name}\\s*[:=]?\\s*$`, 'i'),
    });
    return rows.filter({ has: exact }).first();
  }

  /** Waits until a variable in view has this value. */
  async variableIs(name: string, value: RegExp): Promise<void> {
    let seen = '';
    await until(
      () => `${name} = ${value.source}, it shows ‘${seen}’`,
      async () => {
        const row = this.variable(name);
        seen = (await row.count()) > 0 ? ((await row.locator('.value').textContent()) ?? '') : '';
        return value.test(seen);
      },
    );
  }

  /** Edits a value in the variables view: double-click, type, Enter. */
  async setVariable(name: string, value: string): Promise<void> {
    await this.variable(name).locator('.value').dblclick();
    await until('the input for the new value', () =>
      this.page.evaluate(
        () => document.activeElement?.getAttribute('aria-label') === 'Type new variable value',
      ),
    );
    await this.page.waitForTimeout(500);
    await this.page.keyboard.press('Control+a');
    await this.page.keyboard.type(value);
    await this.page.keyboard.press('Enter');
  }

  /** The text of the disassembly view's row at the program counter. */
  async currentInstruction(): Promise<string> {
    return this.page.evaluate(() => {
      const view = document.querySelector('.disassembly-view');
      const arrow = view?.querySelector('.codicon-debug-stackframe, .codicon-debug-stackframe-dot');
      const row = arrow?.closest('.monaco-list-row');
      return (row?.textContent ?? '').replace(/\s+/g, ' ').trim();
    });
  }

  async instructionIs(text: RegExp): Promise<void> {
    let seen = '';
    await until(
      () => `the instruction ${text.source}, the disassembly view shows ‘${seen}’`,
      async () => {
        seen = await this.currentInstruction();
        return text.test(seen);
      },
    );
  }

  /** The page inside a webview whose text contains `text`. */
  async webviewText(text: string): Promise<string> {
    let found = '';
    await until(
      () => `‘${text}’ on the guest screen, it shows ‘${found}’`,
      async () => {
        for (const frame of this.page.frames()) {
          const shown = await screenOf(frame);
          found = shown === '' ? found : shown;
        }
        return found.includes(text);
      },
    );
    return found;
  }

  async message(text: RegExp): Promise<void> {
    const shown = this.page.locator('.notification-list-item, .monaco-dialog-box');
    await shown.filter({ hasText: text }).first().waitFor({ timeout: PATIENCE });
  }
}

async function screenOf(frame: Frame): Promise<string> {
  try {
    const rows = await frame.locator('#screen > div').allTextContents();
    return rows.map((row) => row.trimEnd()).join('\n');
  } catch {
    return ''; // the frame went away meanwhile
  }
}

/** Repeats until `done` says yes. */
export async function until(
  what: string | (() => string),
  done: () => Promise<boolean>,
  patience = PATIENCE,
): Promise<void> {
  const end = Date.now() + patience;
  while (!(await done())) {
    if (Date.now() > end) {
      throw new Error(
        `waited ${patience / 1000} s for ${typeof what === 'string' ? what : what()}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
