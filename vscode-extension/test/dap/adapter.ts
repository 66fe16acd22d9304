import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import * as path from 'node:path';
import { after } from 'node:test';
import { DebugClient } from '@vscode/debugadapter-testsupport';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { adapterCommand, readFlags } from '../../src/common/command';
import { findJava } from '../../src/common/java';

// From out/js/test/dap.
const extension = path.resolve(__dirname, '../../../..');
export const samples = path.resolve(extension, '../samples');

const PATIENCE = 20_000;

/** The command that starts the adapter as it is packed in the .vsix. */
function command(): { executable: string; args: string[]; env: NodeJS.ProcessEnv } {
  const found = findJava({ setting: '', env: process.env, platform: process.platform });
  if ('problem' in found) {
    throw new Error(found.problem);
  }
  const jar = path.join(extension, 'server', 'ringside.jar');
  if (!existsSync(jar)) {
    throw new Error('no server/ringside.jar: run build.sh package first');
  }
  const flags = readFlags(path.join(extension, 'server', 'jvm.flags'));
  const built = adapterCommand({ java: found.java, jar, flags, userFlags: [], cache: undefined });
  return { ...built, args: [...built.args], env: { ...process.env, ...built.env } };
}

/** Starts the packed adapter; for tests of the bytes themselves. */
export function startProcess(): ChildProcessWithoutNullStreams {
  const { executable, args, env } = command();
  return spawn(executable, args, { env, stdio: 'pipe' });
}

/** The port of the server that this file's sessions share: a JVM a file, not one a test. */
let shared: Promise<number> | undefined;
let server: ChildProcessWithoutNullStreams | undefined;

function sharedPort(): Promise<number> {
  shared ??= new Promise((resolve, reject) => {
    const { executable, args, env } = command();
    server = spawn(executable, [...args, '--listen', '127.0.0.1:0'], { env, stdio: 'pipe' });
    let text = '';
    server.stderr.on('data', (data: Buffer) => {
      text += data.toString();
      const port = /listening on \S+:(\d+)/.exec(text)?.[1];
      if (port !== undefined) {
        resolve(Number(port));
      }
    });
    server.once('exit', () => {
      reject(new Error(`the server ended: ${text}`));
    });
  });
  return shared;
}

after(() => server?.kill());

/** A refused request's message. */
export class Refused extends Error {}

/**
 * One debug session. Keeps every event, so that none is missed that comes before somebody waits for
 * it.
 */
export class Adapter extends DebugClient {
  readonly events: DebugProtocol.Event[] = [];
  stderr = '';
  private child: ChildProcessWithoutNullStreams | undefined;
  private socket: Socket | undefined;
  private readonly taken = new Set<DebugProtocol.Event>();
  private readonly waiting = new Set<() => void>();

  constructor() {
    super('java', 'ringside.jar', 'ringside');
  }

  /** Opens a session on the server that this file's tests share. */
  override async start(): Promise<void> {
    const socket = connect(await sharedPort(), '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    this.socket = socket;
    this.connect(socket, socket);
  }

  /** Starts an adapter process of its own on stdin and stdout, as VS Code does. */
  startAlone(): Promise<void> {
    this.child = startProcess();
    this.child.stderr.on('data', (data: Buffer) => (this.stderr += data.toString()));
    this.child.stdin.on('error', () => undefined);
    this.connect(this.child.stdout, this.child.stdin);
    return Promise.resolve();
  }

  override emit(name: string | symbol, ...args: unknown[]): boolean {
    const event = args[0] as DebugProtocol.Event | undefined;
    if (event?.type === 'event') {
      this.events.push(event);
      this.waiting.forEach((look) => {
        look();
      });
    }
    return super.emit(name, ...args);
  }

  override async stop(): Promise<void> {
    this.socket?.destroy();
    const { child } = this;
    if (child?.exitCode !== null) {
      return;
    }
    const exited = new Promise((resolve) => child.once('exit', resolve));
    const late = setTimeout(() => child.kill('SIGKILL'), 3000);
    child.stdin.end();
    await exited;
    clearTimeout(late);
  }

  /** How the process ended. */
  exit(): Promise<number | null> {
    const { child } = this;
    if (child?.exitCode !== null) {
      return Promise.resolve(child?.exitCode ?? null);
    }
    return within(
      'the end of the adapter',
      new Promise((resolve) =>
        child.once('exit', (code) => {
          resolve(code);
        }),
      ),
    );
  }

  /** The next event of this name that nobody has taken, and that fits. */
  next<B>(name: string, fits: (body: B) => boolean = () => true): Promise<B> {
    return within(
      `the event ‘${name}’; there were ${this.events.map((e) => e.event).join(', ')}`,
      new Promise((resolve) => {
        const look = (): void => {
          const found = this.events.find(
            (e) => e.event === name && !this.taken.has(e) && fits(e.body as B),
          );
          if (found !== undefined) {
            this.taken.add(found);
            this.waiting.delete(look);
            resolve(found.body as B);
          }
        };
        this.waiting.add(look);
        look();
      }),
    );
  }

  stopped(): Promise<DebugProtocol.StoppedEvent['body']> {
    return this.next('stopped');
  }

  /** Waits until output of these categories contains the text; returns all of it. */
  async output(text: string, ...categories: string[]): Promise<string> {
    let all = '';
    while (!all.includes(text)) {
      const body = await this.next<DebugProtocol.OutputEvent['body']>('output', (b) =>
        categories.includes(b.category ?? 'console'),
      ).catch((error: unknown) => {
        throw new Error(`no ‘${text}’ in ‘${all}’: ${String(error)}`);
      });
      all += body.output;
    }
    return all;
  }

  /** A request with any arguments; rejects as the adapter says. */
  ask<B>(name: string, args: object = {}): Promise<B> {
    const answer = this.customRequest(name, args);
    return within(
      `the answer to ${name}`,
      answer.then(
        (response) => response.body as B,
        (error: unknown) => {
          throw new Refused(error instanceof Error ? error.message : String(error));
        },
      ),
    );
  }

  /** The message with which the adapter refuses a request. */
  async refusal(name: string, args: object = {}): Promise<string> {
    try {
      await this.ask(name, args);
    } catch (error) {
      if (error instanceof Refused) {
        return error.message;
      }
      throw error;
    }
    throw new Error(`${name} was not refused`);
  }

  initialize(): Promise<DebugProtocol.Capabilities> {
    return this.ask('initialize', {
      clientID: 'vscode',
      adapterID: 'ringside',
      linesStartAt1: true,
      columnsStartAt1: true,
      pathFormat: 'path',
      supportsVariableType: true,
      supportsMemoryReferences: true,
      supportsMemoryEvent: true,
      supportsInvalidatedEvent: true,
      supportsProgressReporting: true,
    });
  }

  /** The order of VS Code: initialize, launch, breakpoints by `configure`, configurationDone. */
  async begin(args: object, configure?: () => Promise<void>): Promise<void> {
    await this.initialize();
    const launched = this.ask('launch', args);
    const ready = this.next('initialized');
    // A refused launch has no `initialized` event.
    await Promise.race([ready, launched.then(() => ready)]);
    await configure?.();
    await this.ask('configurationDone');
    await launched;
  }

  /** Begins and waits for the stop before the first instruction. */
  async atEntry(program: string, more: object = {}): Promise<void> {
    await this.begin({ program, stopOnEntry: true, ...more });
    await this.stopped();
  }

  async frames(): Promise<DebugProtocol.StackFrame[]> {
    const trace = await this.ask<DebugProtocol.StackTraceResponse['body']>('stackTrace', {
      threadId: 1,
      startFrame: 0,
      levels: 20,
    });
    return trace.stackFrames;
  }

  async top(): Promise<DebugProtocol.StackFrame> {
    const frame = (await this.frames())[0];
    if (frame === undefined) {
      throw new Error('no frame');
    }
    return frame;
  }

  /** A step or `continue`, and the stop after it. */
  async go(how: string, args: object = {}): Promise<DebugProtocol.StoppedEvent['body']> {
    await this.ask(how, { threadId: 1, ...args });
    return this.stopped();
  }

  async evaluate(expression: string, context = 'watch'): Promise<string> {
    const { id } = await this.top();
    const args = { expression, context, frameId: id };
    return (await this.ask<DebugProtocol.EvaluateResponse['body']>('evaluate', args)).result;
  }

  /** Instructions from the top frame on. */
  async disassembly(count: number): Promise<DebugProtocol.DisassembledInstruction[]> {
    const { instructionPointerReference } = await this.top();
    const { instructions } = await this.ask<NonNullable<DebugProtocol.DisassembleResponse['body']>>(
      'disassemble',
      { memoryReference: instructionPointerReference, instructionCount: count },
    );
    return instructions;
  }

  /** Variables by a path of names: scope, group, register. */
  async variables(...names: string[]): Promise<DebugProtocol.Variable[]> {
    const { id } = await this.top();
    const { scopes } = await this.ask<DebugProtocol.ScopesResponse['body']>('scopes', {
      frameId: id,
    });
    let reference = scopes.find((scope) => scope.name === names[0])?.variablesReference ?? 0;
    let found: DebugProtocol.Variable[] = [];
    for (const name of [...names.slice(1), undefined]) {
      found = (
        await this.ask<DebugProtocol.VariablesResponse['body']>('variables', {
          variablesReference: reference,
        })
      ).variables;
      const next = found.find((variable) => variable.name === name);
      if (name !== undefined && next === undefined) {
        throw new Error(`no ${name} in ${found.map((v) => v.name).join(', ')}`);
      }
      reference = next?.variablesReference ?? 0;
    }
    return found;
  }
}

/** Rejects when the promise takes too long, and says what was waited for. */
export function within<T>(what: string, promise: Promise<T>, patience = PATIENCE): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`waited ${patience / 1000} s for ${what}`));
    }, patience);
  });
  return Promise.race([promise, late]).finally(() => {
    clearTimeout(timer);
  });
}

type Test = (adapter: Adapter) => Promise<void>;

/** Runs a test in a session of its own. */
export function withAdapter(test: Test): () => Promise<void> {
  return runs(test, (adapter) => adapter.start());
}

/** Runs a test with an adapter process of its own. */
export function withProcess(test: Test): () => Promise<void> {
  return runs(test, (adapter) => adapter.startAlone());
}

function runs(test: Test, start: (adapter: Adapter) => Promise<void>): () => Promise<void> {
  return async () => {
    const adapter = new Adapter();
    await start(adapter);
    try {
      await test(adapter);
    } finally {
      await adapter.stop();
    }
  };
}
