import * as path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Page } from 'playwright-core';

/** Counts steps of a flow; a picture of the window is taken after each. */
export class Steps {
  passed = 0;
  failed = 0;
  private broken = false;
  private number = 0;

  constructor(
    private readonly artefacts: string,
    private readonly flow: string,
    private page: Page,
  ) {}

  /** Runs a step. After a failed one the rest of the flow cannot mean anything and fails too. */
  async step(claim: string, action: () => Promise<void>): Promise<void> {
    this.number++;
    const name = `${this.flow} ${String(this.number).padStart(2, '0')} ${claim}`;
    if (this.broken) {
      this.failed++;
      console.log(`not reached  ${name}`);
      return;
    }
    const start = Date.now();
    let error: unknown;
    try {
      await action();
    } catch (thrown) {
      error = thrown;
    }
    const seconds = ((Date.now() - start) / 1000).toFixed(1);
    await this.picture(name);
    if (error === undefined) {
      this.passed++;
      console.log(`ok     ${seconds} s  ${name}`);
    } else {
      this.failed++;
      this.broken = true;
      console.log(`FAILED ${seconds} s  ${name}\n       ${textOf(error)}`);
    }
  }

  private async picture(name: string): Promise<void> {
    const file = `${name.replace(/[^A-Za-z0-9]+/g, '-').toLowerCase()}.png`;
    const screenshot = { path: path.join(this.artefacts, file), timeout: 10_000 };
    await this.page.screenshot(screenshot).catch((error: unknown) => {
      console.log(`       no picture: ${textOf(error)}`);
    });
  }
}

function textOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return stripVTControlCharacters(text).split('\n').slice(0, 4).join('\n       ');
}
