// Drives the packed extension in a real VS Code, as a person would, and takes a picture of each step.
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { attachFlow } from './attach';
import { longModeFlow } from './longMode';
import { noConfigurationFlow } from './noConfiguration';
import { Server } from './server';
import { Steps } from './steps';
import { Workbench } from './workbench';

// From out/js/e2e.
const extension = path.resolve(__dirname, '../../..');
const samples = path.resolve(extension, '../samples');
const artefacts = path.join(extension, 'target/e2e');

type Flow = (
  steps: Steps,
  workbench: Workbench,
  open: () => Promise<void>,
  folder: string,
) => Promise<void>;

async function run(): Promise<number> {
  const program = process.env.RINGSIDE_E2E_SERVER;
  if (program === undefined) {
    throw new Error('start this by e2e/run.sh, which prepares VS Code');
  }
  const home = mkdtempSync(path.join(os.tmpdir(), 'ringside-e2e-'));
  mkdirSync(artefacts, { recursive: true });
  const vsix = path.join(extension, 'ringside.vsix');
  const server = await Server.start({ program, vsix, home, artefacts });
  const browser = await launchBrowser();
  try {
    const results = [
      await runFlow(browser, server, home, 'long-mode', longModeFlow),
      await runFlow(browser, server, home, 'no-configuration', noConfigurationFlow),
      await runFlow(browser, server, home, 'attach', attachFlow, 'interrupts'),
    ];
    const passed = results.reduce((sum, steps) => sum + steps.passed, 0);
    const failed = results.reduce((sum, steps) => sum + steps.failed, 0);
    console.log(`${passed} passed, ${failed} failed`);
    return failed === 0 ? 0 : 1;
  } finally {
    await browser.close();
    await server.stop();
    cpSync(path.join(home, 'data/logs'), path.join(artefacts, 'logs'), { recursive: true });
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A flow has its own window on its own copy of the sample. */
async function runFlow(
  browser: Browser,
  server: Server,
  home: string,
  name: string,
  flow: Flow,
  sample = 'long-mode',
): Promise<Steps> {
  const folder = path.join(home, name, sample);
  cpSync(path.join(samples, sample), folder, { recursive: true });
  const context = await browser.newContext({ viewport: { width: 1600, height: 1100 } });
  const page = await context.newPage();
  const workbench = new Workbench(page);
  const steps = new Steps(artefacts, name, page);
  await flow(steps, workbench, () => workbench.open(server.url, folder), folder);
  await context.close();
  return steps;
}

function launchBrowser(): Promise<Browser> {
  const names = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const executablePath = process.env.RINGSIDE_CHROMIUM ?? names.find((name) => existsSync(name));
  if (executablePath === undefined) {
    throw new Error('no Chromium: install it, or name one as RINGSIDE_CHROMIUM');
  }
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', ...quiet];
  return chromium.launch({ executablePath, headless: true, args });
}

run().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.log(error instanceof Error ? error.message : String(error));
    console.log('0 passed, 1 failed');
    process.exitCode = 1;
  },
);
