import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import * as path from 'node:path';

const READY_WITHIN = 60_000;

/** Where a run keeps VS Code's state, its log and its screenshots. */
export interface Places {
  /** code-server's folder, made by setup.sh. */
  readonly program: string;
  readonly vsix: string;
  /** Fresh for each run; gone afterwards. */
  readonly home: string;
  /** Screenshots and logs; kept. */
  readonly artefacts: string;
}

/** A VS Code that serves itself to browsers, with the extension installed. */
export class Server {
  private constructor(
    private readonly process: ChildProcess,
    readonly url: string,
  ) {}

  static async start(places: Places): Promise<Server> {
    mkdirSync(places.home, { recursive: true });
    const folders = [
      ...['--user-data-dir', path.join(places.home, 'data')],
      ...['--extensions-dir', path.join(places.home, 'extensions')],
      ...['--config', path.join(places.home, 'config.yaml')],
    ];
    const entry = path.join(places.program, 'out/node/entry.js');
    const env = { ...cleanEnvironment(), HOME: places.home };
    const installed = spawnSync(
      process.execPath,
      [entry, ...folders, '--install-extension', places.vsix],
      { env, encoding: 'utf8' },
    );
    if (installed.status !== 0) {
      throw new Error(`the .vsix was not installed:\n${installed.stdout}${installed.stderr}`);
    }
    const port = await freePort();
    const args = [
      ...[entry, ...folders, '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`],
      ...['--disable-workspace-trust', '--disable-telemetry', '--disable-update-check'],
      '--disable-getting-started-override',
    ];
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const log = createWriteStream(path.join(places.artefacts, 'server.log'));
    child.stdout.pipe(log);
    child.stderr.pipe(log);
    const url = `http://127.0.0.1:${port}`;
    await healthy(url);
    return new Server(child, url);
  }

  /** The process ends its extension hosts when it ends itself. */
  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.process.once('exit', () => {
        resolve();
      });
      this.process.kill();
      setTimeout(() => this.process.kill('SIGKILL'), 5000).unref();
    });
  }
}

/** Without the variables by which a VS Code around this run would steer the one inside. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(([name]) => !name.startsWith('VSCODE_'));
  const gallery = '{"serviceUrl":"","itemUrl":"","resourceUrlTemplate":""}';
  return { ...Object.fromEntries(entries), EXTENSIONS_GALLERY: gallery };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => {
        resolve(port);
      });
    });
  });
}

async function healthy(url: string): Promise<void> {
  const end = Date.now() + READY_WITHIN;
  while (Date.now() < end) {
    const answer = await fetch(`${url}/healthz`).catch(() => undefined);
    if (answer?.ok === true) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`VS Code's server did not answer within ${READY_WITHIN / 1000} s`);
}
