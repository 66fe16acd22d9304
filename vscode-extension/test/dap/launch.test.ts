import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { Adapter, withAdapter, withProcess } from './adapter';
import { endless, exiting, file, helloBoot, longMode, longModeSource } from './guests';

describe('initialize', () => {
  it(
    'answers before the event initialized, with what the adapter can do',
    withAdapter(async (adapter) => {
      const capabilities = await adapter.initialize();
      assert.equal(capabilities.supportsConfigurationDoneRequest, true);
      assert.equal(capabilities.supportsDisassembleRequest, true);
      assert.equal(capabilities.supportsReadMemoryRequest, true);
      assert.equal(capabilities.supportsSteppingGranularity, true);
      assert.ok((capabilities.breakpointModes ?? []).length >= 3);
      assert.ok((capabilities.exceptionBreakpointFilters ?? []).length > 0);
    }),
  );

  it(
    'refuses every request before it, and lives',
    withAdapter(async (adapter) => {
      assert.match(await adapter.refusal('stackTrace', { threadId: 1 }), /\w/);
      assert.match(await adapter.refusal('launch', { program: longMode }), /initialize/i);
      assert.ok(await adapter.initialize());
    }),
  );

  it(
    'is refused the second time',
    withAdapter(async (adapter) => {
      await adapter.initialize();
      assert.match(await adapter.refusal('initialize', { adapterID: 'ringside' }), /already/i);
    }),
  );
});

describe('launch', () => {
  it(
    'stops before the first instruction, at its source line',
    withAdapter(async (adapter) => {
      await adapter.begin({ program: longMode });
      const stop = await adapter.stopped();
      assert.equal(stop.reason, 'entry');
      assert.equal(stop.threadId, 1);
      assert.equal(stop.allThreadsStopped, true);
      const top = await adapter.top();
      assert.equal(top.line, longModeSource.line('jmp 0x0000:real_mode'));
      assert.equal(top.source?.path, longModeSource.file);
      assert.equal(Number(top.instructionPointerReference), 0x7c00);
    }),
  );

  it(
    'tells its one VCPU as a thread',
    withAdapter(async (adapter) => {
      await adapter.atEntry(longMode);
      const { threads } = await adapter.ask<DebugProtocol.ThreadsResponse['body']>('threads');
      assert.deepEqual(
        threads.map(({ id }) => id),
        [1],
      );
    }),
  );

  it(
    'runs at once without stopOnEntry, and shows what the guest prints',
    withAdapter(async (adapter) => {
      await adapter.begin({ program: longMode, stopOnEntry: false });
      await adapter.output('Long mode: 64 bits', 'stdout', 'console');
    }),
  );

  it(
    'takes numbers as text and as numbers',
    withAdapter(async (adapter) => {
      const program = file('flat.bin', Uint8Array.of(0x90, 0x90, 0xeb, 0xfe));
      const where = { loadAddress: '0x20000', entry: 0x20001, memory: '8M', mode: 'protected' };
      await adapter.atEntry(program, { boot: 'flat', ...where });
      assert.equal(Number((await adapter.top()).instructionPointerReference), 0x20001);
    }),
  );

  it(
    'runs without breakpoints and stops with noDebug',
    withAdapter(async (adapter) => {
      await adapter.begin({ program: exiting(), noDebug: true, stopOnEntry: true });
      await adapter.next('terminated');
      assert.ok(!adapter.events.some(({ event }) => event === 'stopped'));
    }),
  );
});

describe('launch refuses, and says what to do', () => {
  const cases: [string, () => object, RegExp][] = [
    ['no program', () => ({}), /program/],
    ['a program that is no text', () => ({ program: 7 }), /program/],
    ['a missing image', () => ({ program: '/nowhere/boot.img' }), /\/nowhere\/boot\.img/],
    ['a folder', () => ({ program: '/' }), /\//],
    ['an empty image', () => ({ program: file('empty.img', '') }), /empty/i],
    ['an unknown way to boot', () => ({ program: longMode, boot: 'floppy' }), /boot.*auto.*disk/s],
    ['a disk as ELF', () => ({ program: longMode, boot: 'elf' }), /ELF/],
    ['an unreadable entry', () => ({ program: longMode, entry: 'start' }), /entry/],
    ['a fraction as entry', () => ({ program: longMode, entry: 1.5 }), /entry/],
    ['too little memory', () => ({ program: longMode, memory: '4K' }), /memory/],
    ['memory that is no size', () => ({ program: longMode, memory: 'much' }), /memory/],
    ['no processor', () => ({ program: longMode, vcpus: 0 }), /vcpus/],
    ['an unknown backend', () => ({ program: longMode, backend: 'qemu' }), /backend.*core/],
    ['a time without unit', () => ({ program: longMode, timeout: 'soon' }), /timeout/],
    ['symbols that are no list', () => ({ program: longMode, symbols: 3 }), /symbols/],
    ['a sourceMap that is no object', () => ({ program: longMode, sourceMap: 'x' }), /sourceMap/],
    ['a disk that is missing', () => ({ program: longMode, disks: ['/no.img'] }), /no\.img/],
    [
      'half an ELF',
      () => ({ program: file('half.elf', Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 1, 1, 1)) }),
      /ELF/,
    ],
  ];
  for (const [what, args, message] of cases) {
    it(
      what,
      withAdapter(async (adapter) => {
        await adapter.initialize();
        const refusal = await adapter.refusal('launch', args());
        assert.match(refusal, message);
        assertPlain(refusal);
        // Another try in the same session may be right.
        const launched = adapter.ask('launch', { program: longMode });
        await adapter.next('initialized');
        await adapter.ask('configurationDone');
        await launched;
        assert.equal((await adapter.stopped()).reason, 'entry');
        assertPlain(adapter.stderr);
      }),
    );
  }

  it(
    'a symbol file that is missing, by a line in the console: the guest can be debugged without',
    withAdapter(async (adapter) => {
      await adapter.atEntry(longMode, { symbols: ['/nowhere.elf'] });
      await adapter.output('/nowhere.elf', 'console', 'stderr');
    }),
  );

  it(
    'a second launch',
    withAdapter(async (adapter) => {
      await adapter.atEntry(longMode);
      assert.match(await adapter.refusal('launch', { program: longMode }), /\w/);
      assert.equal((await adapter.top()).line, longModeSource.line('jmp 0x0000:real_mode'));
    }),
  );

  it(
    'attach to a port where nobody listens',
    withAdapter(async (adapter) => {
      await adapter.initialize();
      assert.match(await adapter.refusal('attach', { host: '127.0.0.1', port: 1 }), /\w/);
    }),
  );
});

describe('requests in the wrong state', () => {
  it(
    'are refused while the guest runs, and work again after a pause',
    withAdapter(async (adapter) => {
      await adapter.begin({ program: endless(), stopOnEntry: false });
      for (const [name, args] of [
        ['stackTrace', { threadId: 1 }],
        ['next', { threadId: 1 }],
        ['evaluate', { expression: 'rax', context: 'watch' }],
        ['setVariable', { variablesReference: 1, name: 'rax', value: '1' }],
        ['variables', { variablesReference: 1 }],
        ['scopes', { frameId: 1 }],
      ] as const) {
        const message = await adapter.refusal(name, args);
        assert.match(message, /running|pause|stopped|gone/i, `${name}: ${message}`);
      }
      await adapter.ask('pause', { threadId: 1 });
      assert.equal((await adapter.stopped()).reason, 'pause');
      assert.ok((await adapter.frames()).length > 0);
    }),
  );

  it(
    'are refused for what does not exist',
    withAdapter(async (adapter) => {
      await adapter.atEntry(longMode);
      const wrong: [string, object][] = [
        ['scopes', { frameId: 12345 }],
        ['variables', { variablesReference: 54321 }],
        ['stackTrace', { threadId: 99 }],
        ['goto', { threadId: 1, targetId: 77 }],
        ['source', { sourceReference: 4711 }],
        ['setVariable', { variablesReference: 54321, name: 'x', value: '1' }],
        ['stepBack', { threadId: 1 }],
        ['noSuchRequest', {}],
      ];
      for (const [name, args] of wrong) {
        const message = await adapter.refusal(name, args);
        assert.ok(message.length > 5, name);
        assertPlain(message);
      }
      assert.ok((await adapter.frames()).length > 0);
    }),
  );

  it(
    'with arguments of wrong types are refused',
    withAdapter(async (adapter) => {
      await adapter.atEntry(longMode);
      const wrong: [string, object][] = [
        ['readMemory', { memoryReference: {}, count: 'x' }],
        ['readMemory', {}],
        ['disassemble', { memoryReference: 'nonsense', instructionCount: 3 }],
        ['setBreakpoints', { breakpoints: [{ line: 1 }] }],
        ['stackTrace', { threadId: 'one' }],
        ['evaluate', {}],
        ['variables', { variablesReference: [] }],
      ];
      for (const [name, args] of wrong) {
        assertPlain(await adapter.refusal(name, args));
      }
      assert.ok((await adapter.frames()).length > 0);
    }),
  );
});

/** What users read holds no stack trace. */
function assertPlain(text: string): void {
  assert.doesNotMatch(text, /\bat [a-z.]+\.[A-Z]\w*\.|Exception\b|\.java:\d/);
}

describe('the end of a session', () => {
  it(
    'terminate ends the guest and then the adapter',
    withProcess(async (adapter) => {
      await adapter.atEntry(longMode);
      await adapter.ask('terminate');
      await adapter.next('terminated');
      await adapter.ask('disconnect');
      assert.equal(await adapter.exit(), 0);
    }),
  );

  it(
    'disconnect ends a running guest',
    withProcess(async (adapter) => {
      await adapter.begin({ program: endless(), stopOnEntry: false });
      await adapter.ask('disconnect', { terminateDebuggee: true });
      assert.equal(await adapter.exit(), 0);
    }),
  );

  it(
    'disconnect is answered before any machine exists',
    withProcess(async (adapter) => {
      await adapter.initialize();
      await adapter.ask('disconnect');
      assert.equal(await adapter.exit(), 0);
    }),
  );

  it(
    'closing stdin ends the adapter, also while the guest runs',
    withProcess(async (adapter) => {
      await adapter.begin({ program: endless(), stopOnEntry: false });
      const exit = adapter.exit();
      await adapter.stop();
      await exit;
    }),
  );

  it(
    'restart begins from the first instruction, with the breakpoints',
    withAdapter(async (adapter) => {
      const line = longModeSource.line('        cli');
      await adapter.begin({ program: longMode }, async () => {
        await adapter.ask('setBreakpoints', {
          source: { path: longModeSource.file },
          breakpoints: [{ line }],
        });
      });
      await adapter.stopped();
      await adapter.go('continue');
      assert.equal((await adapter.top()).line, line);
      await adapter.ask('restart');
      assert.equal((await adapter.stopped()).reason, 'entry');
      assert.equal(Number((await adapter.top()).instructionPointerReference), 0x7c00);
      await adapter.go('continue');
      assert.equal((await adapter.top()).line, line);
    }),
  );

  it(
    'a guest that writes to the exit port ends with its code',
    withAdapter(async (adapter) => {
      await adapter.begin({ program: exiting(), stopOnEntry: false });
      const { exitCode } = await adapter.next<DebugProtocol.ExitedEvent['body']>('exited');
      assert.equal(exitCode, 7);
      await adapter.next('terminated');
    }),
  );
});

describe('sessions', () => {
  it('know nothing of each other', async () => {
    const [a, b] = [new Adapter(), new Adapter()];
    await Promise.all([a.start(), b.start()]);
    try {
      await Promise.all([a.atEntry(longMode), b.atEntry(helloBoot)]);
      await a.go('next');
      assert.equal(Number((await b.top()).instructionPointerReference), 0x7c00);
    } finally {
      await Promise.all([a.stop(), b.stop()]);
    }
  });
});
