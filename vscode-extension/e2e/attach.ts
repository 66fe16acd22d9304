import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { Source } from './source';
import type { Steps } from './steps';
import type { Workbench } from './workbench';

const LISTENING = /a debugger may attach at 127\.0\.0\.1:(\d+)/;

/** Joins a machine that runs already, stops it, and leaves it running. */
export async function attachFlow(
  steps: Steps,
  vscode: Workbench,
  open: () => Promise<void>,
  folder: string,
): Promise<void> {
  const source = new Source(path.join(folder, 'boot.asm'));
  const handler = source.line('inc dword [ticks]');
  const machine = new RunningMachine(path.join(folder, 'boot.img'));
  try {
    await steps.step('attaches to a running machine and stops at a breakpoint', async () => {
      writeConfiguration(folder, await machine.port());
      await open();
      await vscode.openFile('boot.asm', 'x86 Assembly');
      await vscode.clickBreakpoint(handler);
      await vscode.start();
      await vscode.stoppedAt(handler);
    });
    await steps.step('continues to its next hit', async () => {
      await vscode.toolbar('continue');
      await vscode.stoppedAt(handler);
    });
    await steps.step('leaves the guest running when it disconnects', async () => {
      await vscode.toolbar('disconnect');
      await vscode.page.locator('.debug-toolbar').waitFor({ state: 'hidden' });
      machine.mustRun();
    });
  } finally {
    machine.stop();
  }
}

function writeConfiguration(folder: string, port: number): void {
  const settings = path.join(folder, '.vscode');
  mkdirSync(settings, { recursive: true });
  const attach = { type: 'ringside', request: 'attach', name: 'attach', port };
  const launch = { version: '0.2.0', configurations: [attach] };
  writeFileSync(path.join(settings, 'launch.json'), JSON.stringify(launch));
}

/** `ringside run IMAGE --dap`, as a user starts it in a terminal. */
class RunningMachine {
  private readonly process: ChildProcess;
  private said = '';

  constructor(image: string) {
    const launcher = path.resolve(__dirname, '../../../../ringside');
    const args = ['run', image, '--dap', '127.0.0.1:0', '--clock', 'real', '--serial', 'off'];
    this.process = spawn(launcher, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    this.process.stderr?.on('data', (bytes: Buffer) => {
      this.said += bytes.toString();
    });
  }

  async port(): Promise<number> {
    const end = Date.now() + 60_000;
    while (Date.now() < end) {
      const found = LISTENING.exec(this.said);
      if (found !== null) {
        return Number(found[1]);
      }
      this.mustRun();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`ringside run said no port within 60 s: ‘${this.said}’`);
  }

  mustRun(): void {
    if (this.process.exitCode !== null) {
      throw new Error(`ringside run ended with ${this.process.exitCode}: ‘${this.said}’`);
    }
  }

  stop(): void {
    this.process.kill();
  }
}
