import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { adapterCommand, type AdapterParts } from './command';
import { DapPipe } from './dapPipe';

const PREFIX = 'startup-';
const LONGEST_TRAINING = 60_000;

type Parts = Omit<AdapterParts, 'cache'>;

/**
 * The name of the cache for this Java and this jar. A JVM takes a cache only for the very jar
 * (path, size, time) and the very build of Java that made it, so all of these are in the name.
 */
export function cacheName(parts: Parts): string {
  const hash = createHash('sha256');
  hash.update(parts.java.release).update('\0').update(parts.java.home).update('\0');
  hash.update(parts.jar).update('\0').update(parts.flags.join(' '));
  try {
    const { size, mtimeMs } = statSync(parts.jar);
    hash.update(`\0${size}\0${mtimeMs}`);
  } catch {
    // Without the jar nothing starts anyway.
  }
  return `${PREFIX}${hash.digest('hex').slice(0, 16)}.aot`;
}

/** Whether the file holds a whole cache: training moves it there only when it is complete. */
export function usableCache(file: string): boolean {
  try {
    return statSync(file).size > 0;
  } catch {
    return false;
  }
}

/**
 * Makes the cache in a process of its own, at low priority.
 *
 * @param done told whether the cache is there now
 * @returns ends the training early
 */
export function trainCache(
  parts: Parts,
  file: string,
  done: (made: boolean) => void = () => undefined,
): () => void {
  const work = `${file}.${process.pid}.part`;
  mkdirSync(path.dirname(file), { recursive: true });
  const image = `${work}.img`;
  writeFileSync(image, trainingImage());
  const plain = adapterCommand({ ...parts, cache: undefined });
  const args = [`-XX:AOTCacheOutput=${work}`, ...plain.args];
  const child = spawn(plain.executable, args, {
    env: { ...process.env, ...plain.env },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const limit = setTimeout(() => child.kill('SIGKILL'), LONGEST_TRAINING);
  child.on('spawn', () => {
    lowerPriority(child.pid);
    void session(new DapPipe(child.stdout, child.stdin), image).catch(() => undefined);
  });
  const end = (code: number | null): void => {
    clearTimeout(limit);
    const made = code === 0 && usableCache(work);
    if (made) {
      removeCaches(path.dirname(file), path.basename(work));
      renameSync(work, file);
    }
    [work, image, `${work}.config`].forEach((part) => {
      rmSync(part, { force: true });
    });
    done(made);
  };
  child.on('close', end);
  child.on('error', () => {
    end(1);
  });
  return () => child.kill('SIGKILL');
}

/** One whole session: what it touches starts fast afterwards. */
async function session(dap: DapPipe, image: string): Promise<void> {
  await dap.request('initialize', {
    adapterID: 'ringside',
    clientID: 'vscode',
    linesStartAt1: true,
    columnsStartAt1: true,
    pathFormat: 'path',
    supportsVariableType: true,
    supportsMemoryReferences: true,
  });
  const launched = dap.request('launch', { program: image, boot: 'disk', stopOnEntry: true });
  await dap.event('initialized');
  await dap.request('setFunctionBreakpoints', { breakpoints: [] });
  await dap.request('setExceptionBreakpoints', { filters: [] });
  await dap.request('configurationDone');
  await launched;
  await dap.event('stopped');
  for (let steps = 0; steps < 3; steps++) {
    await inspect(dap);
    await dap.request('next', { threadId: 1, granularity: 'instruction' });
    await dap.event('stopped');
  }
  await dap.request('disconnect', { terminateDebuggee: true });
}

interface Frames {
  readonly stackFrames: { readonly id: number; readonly instructionPointerReference?: string }[];
}

interface Scopes {
  readonly scopes: { readonly variablesReference: number }[];
}

async function inspect(dap: DapPipe): Promise<void> {
  await dap.request('threads');
  const { stackFrames } = (await dap.request('stackTrace', { threadId: 1, levels: 20 })) as Frames;
  const top = stackFrames[0];
  const { scopes } = (await dap.request('scopes', { frameId: top?.id ?? 0 })) as Scopes;
  for (const { variablesReference } of scopes) {
    await dap.request('variables', { variablesReference });
  }
  const memoryReference = top?.instructionPointerReference ?? '0x7c00';
  await dap.request('disassemble', {
    memoryReference,
    instructionOffset: -5,
    instructionCount: 10,
  });
  await dap.request('readMemory', { memoryReference, count: 16 });
}

/** A boot sector of NOPs that ends in an endless loop. */
function trainingImage(): Uint8Array {
  const sector = new Uint8Array(512).fill(0x90);
  sector.set([0xeb, 0xfe], 0x100);
  sector.set([0x55, 0xaa], 510);
  return sector;
}

function lowerPriority(pid: number | undefined): void {
  try {
    os.setPriority(pid ?? 0, os.constants.priority.PRIORITY_LOW);
  } catch {
    // It only makes the training a little noticeable.
  }
}

/** Caches of older jars and Javas are of no use any more. */
function removeCaches(folder: string, but: string): void {
  for (const name of readdirSync(folder)) {
    if (name.startsWith(PREFIX) && name.endsWith('.aot') && name !== but) {
      rmSync(path.join(folder, name), { force: true });
    }
  }
}
