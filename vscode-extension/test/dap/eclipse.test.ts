import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { withAdapter, withProcess, type Adapter } from './adapter';
import { longMode, longModeSource } from './guests';

/**
 * Speaks as Eclipse's LSP4E does: launch at once after initialize, breakpoints after `initialized`
 * with the old `lines` too and no look at the answer, threads before each stack, 20 frames, no
 * granularity, text typed in a console, watches without context.
 */
class Eclipse {
  constructor(private readonly adapter: Adapter) {}

  async launch(program: string, line: number): Promise<void> {
    const { adapter } = this;
    const capabilities = await adapter.ask<DebugProtocol.Capabilities>('initialize', {
      clientID: 'lsp4e.debug',
      clientName: 'Eclipse LSP4E Debug',
      adapterID: 'ringside',
      pathFormat: 'path',
      supportsVariableType: true,
      supportsVariablePaging: true,
      linesStartAt1: true,
      columnsStartAt1: true,
      supportsRunInTerminalRequest: true,
      supportsStartDebuggingRequest: true,
    });
    const type = { type: 'ringside', request: 'launch', noDebug: false };
    const launched = adapter.ask('launch', { ...type, program, stopOnEntry: true });
    await adapter.next('initialized');
    void adapter.ask('setBreakpoints', {
      source: { name: 'boot.asm', path: longModeSource.file },
      lines: [line],
      breakpoints: [{ line }],
      sourceModified: false,
    });
    if (capabilities.supportsConfigurationDoneRequest === true) {
      await adapter.ask('configurationDone');
    }
    await launched;
  }

  /** What Eclipse asks at each stop, in its order. */
  async suspended(): Promise<DebugProtocol.StackFrame> {
    const stop = await this.adapter.stopped();
    assert.notEqual(stop.allThreadsStopped, false);
    const { threads } = await this.adapter.ask<DebugProtocol.ThreadsResponse['body']>('threads');
    const threadId = threads[0]?.id;
    const trace = { threadId, startFrame: 0, levels: 20 };
    const { stackFrames } = await this.adapter.ask<DebugProtocol.StackTraceResponse['body']>(
      'stackTrace',
      trace,
    );
    assert.ok(stackFrames.length > 0 && stackFrames.length <= 20);
    return stackFrames[0]!;
  }

  async variables(frameId: number): Promise<DebugProtocol.Variable[]> {
    const { scopes } = await this.adapter.ask<DebugProtocol.ScopesResponse['body']>('scopes', {
      frameId,
    });
    const { variables } = await this.adapter.ask<DebugProtocol.VariablesResponse['body']>(
      'variables',
      { variablesReference: scopes[0]?.variablesReference },
    );
    return variables;
  }

  async watch(expression: string, frameId: number): Promise<string> {
    const answer = await this.adapter.ask<DebugProtocol.EvaluateResponse['body']>('evaluate', {
      expression,
      frameId,
    });
    return answer.result;
  }

  async type(expression: string, frameId: number): Promise<string> {
    const args = { expression, frameId, context: 'repl' };
    return (await this.adapter.ask<DebugProtocol.EvaluateResponse['body']>('evaluate', args))
      .result;
  }
}

describe('Eclipse LSP4E', () => {
  it(
    'debugs a whole session in its own order',
    withProcess(async (adapter) => {
      const eclipse = new Eclipse(adapter);
      const line = longModeSource.line('        cli');
      await eclipse.launch(longMode, line);
      const entry = await eclipse.suspended();
      assert.equal(entry.source?.path, longModeSource.file);

      await adapter.ask('continue', { threadId: 1 });
      const top = await eclipse.suspended();
      assert.equal(top.line, line);
      assert.ok((await eclipse.variables(top.id)).length >= 4);

      await adapter.ask('next', { threadId: 1 });
      const after = await eclipse.suspended();
      assert.equal(after.line, line + 1);
      assert.match(await eclipse.watch('rip', after.id), /7c32/);
      // A watch that fails must be answered with a value: the view waits for ever otherwise.
      assert.match(await eclipse.watch('no_such_thing', after.id), /^<.*>$/s);

      await adapter.ask('terminate');
      await adapter.next('terminated');
      // Eclipse then closes the streams.
      const exit = adapter.exit();
      await adapter.stop();
      assert.equal(await exit, 0);
    }),
  );

  it(
    'has its console: output comes before the first stop, and everything is text',
    withAdapter(async (adapter) => {
      const eclipse = new Eclipse(adapter);
      await eclipse.launch(longMode, 1);
      const top = await eclipse.suspended();
      const names = adapter.events.map(({ event }) => event);
      const first = names.findIndex((name) => name === 'process' || name === 'output');
      assert.ok(first >= 0 && first < names.indexOf('stopped'), names.join(', '));
      const categories = adapter.events
        .filter(({ event }) => event === 'output')
        .map(({ body }) => (body as DebugProtocol.OutputEvent['body']).category ?? 'console');
      assert.ok(categories.every((name) => ['console', 'stdout', 'stderr'].includes(name)));

      assert.match(await eclipse.type('help', top.id), /break|memory|registers/i);
      assert.match(await eclipse.type('regs', top.id), /rip|7c00/i);
      assert.match(await eclipse.type('x 0x7c00', top.id), /ea/i);
    }),
  );

  it(
    'may set breakpoints by the old attribute alone',
    withAdapter(async (adapter) => {
      await adapter.atEntry(longMode);
      const line = longModeSource.line('        cli');
      await adapter.ask('setBreakpoints', { source: { path: longModeSource.file }, lines: [line] });
      await adapter.go('continue');
      assert.equal((await adapter.top()).line, line);
    }),
  );
});
