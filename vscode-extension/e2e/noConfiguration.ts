import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { Source } from './source';
import type { Steps } from './steps';
import type { Workbench } from './workbench';

/** F5 in a folder without launch.json, and what a user is told when there is no Java. */
export async function noConfigurationFlow(
  steps: Steps,
  vscode: Workbench,
  open: () => Promise<void>,
  folder: string,
): Promise<void> {
  const source = new Source(path.join(folder, 'boot.asm'));
  const settings = path.join(folder, '.vscode');
  rmSync(settings, { recursive: true, force: true });
  await steps.step('F5 starts the image beside the open source', async () => {
    await open();
    await vscode.openFile('boot.asm', 'x86 Assembly');
    await vscode.start();
    await vscode.stopped();
    await vscode.stoppedAt(source.line('jmp 0x0000:real_mode'));
  });
  await steps.step('the session ends when it is told to', async () => {
    await vscode.toolbar('stop');
    await vscode.page.locator('.debug-toolbar').waitFor({ state: 'hidden' });
  });
  await steps.step('without a fitting Java one message says what to do', async () => {
    mkdirSync(settings, { recursive: true });
    const wrong = JSON.stringify({ 'ringside.javaHome': folder });
    writeFileSync(path.join(settings, 'settings.json'), wrong);
    // The settings file is noticed by a watcher: F5 until it has been.
    await vscode.page.waitForTimeout(1500);
    await vscode.page.locator('.tab', { hasText: 'boot.asm' }).first().click();
    await vscode.page.keyboard.press('F5');
    await vscode.message(/ringside\.javaHome.*no Java installation/);
  });
}
