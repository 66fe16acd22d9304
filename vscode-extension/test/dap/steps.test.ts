import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { withAdapter, type Adapter } from './adapter';
import { endless, helloBoot, helloSource, longMode, longModeSource, tripleFault } from './guests';

async function runTo(
  adapter: Adapter,
  program: string,
  source: string,
  line: number,
): Promise<void> {
  await adapter.begin({ program }, async () => {
    await adapter.ask('setBreakpoints', { source: { path: source }, breakpoints: [{ line }] });
  });
  await adapter.stopped();
  await adapter.go('continue');
}

describe('steps', () => {
  it(
    'next passes a call, stepIn enters it, stepOut leaves it',
    withAdapter(async (adapter) => {
      const call = helloSource.line('call print');
      await runTo(adapter, helloBoot, helloSource.file, call);
      await adapter.go('stepIn');
      assert.equal((await adapter.top()).line, helloSource.line('lodsb'));
      await adapter.go('stepOut');
      assert.equal((await adapter.top()).line, helloSource.line('        cli'));
    }),
  );

  it(
    'next passes a call with all that it prints',
    withAdapter(async (adapter) => {
      await runTo(adapter, helloBoot, helloSource.file, helloSource.line('call print'));
      const stop = await adapter.go('next');
      assert.equal(stop.reason, 'step');
      assert.equal((await adapter.top()).line, helloSource.line('        cli'));
    }),
  );

  it(
    'next passes a software interrupt into the BIOS',
    withAdapter(async (adapter) => {
      await runTo(adapter, helloBoot, helloSource.file, helloSource.line('int 0x10'));
      await adapter.go('next', { granularity: 'instruction' });
      assert.equal((await adapter.top()).line, helloSource.line('jmp print'));
    }),
  );

  it(
    'go through both mode switches with source and disassembly right at each',
    withAdapter(async (adapter) => {
      await runTo(adapter, longMode, longModeSource.file, longModeSource.line('mov cr0, eax'));
      const mode = async (): Promise<string> => (await adapter.disassembly(1))[0]!.instruction;
      assert.match(await mode(), /mov\s+cr0, eax/);
      await adapter.go('next');
      assert.match(await mode(), /jmp.*0x7c61/);
      await adapter.go('next');
      assert.equal((await adapter.top()).line, longModeSource.line('mov ax, DATA'));
      assert.match(await mode(), /mov\s+ax, 0x10/);
      const jump = longModeSource.line('jmp CODE64:long_mode');
      await adapter.ask('setBreakpoints', {
        source: { path: longModeSource.file },
        breakpoints: [{ line: jump }],
      });
      await adapter.go('continue');
      await adapter.go('next');
      assert.equal((await adapter.top()).line, longModeSource.line('long_mode:', 2) + 1);
      for (let steps = 0; steps < 4; steps++) {
        await adapter.go('next', { granularity: 'instruction' });
      }
      assert.match(await mode(), /movabs\s+rax, 0x1122334455667788|mov\s+rax, 0x1122334455667788/);
    }),
  );

  it(
    'pause stops a guest that runs',
    withAdapter(async (adapter) => {
      await adapter.begin({ program: endless(), stopOnEntry: false });
      const pc = async (): Promise<number> =>
        Number((await adapter.top()).instructionPointerReference);
      const pause = async (): Promise<number> => {
        await adapter.ask('pause', { threadId: 1 });
        assert.equal((await adapter.stopped()).reason, 'pause');
        return pc();
      };
      // A pause may come before the guest's loop.
      for (let pauses = 0; (await pause()) !== 0x7c01 && pauses < 20; pauses++) {
        await adapter.ask('continue', { threadId: 1 });
      }
      assert.equal(await pc(), 0x7c01);
      // An instruction that jumps to itself is one step.
      await adapter.go('next', { granularity: 'instruction' });
      assert.equal(Number((await adapter.top()).instructionPointerReference), 0x7c01);
    }),
  );

  it(
    'goto moves the instruction pointer',
    withAdapter(async (adapter) => {
      await adapter.atEntry(longMode);
      const line = longModeSource.line('mov si, no_long_mode_text');
      const { targets } = await adapter.ask<DebugProtocol.GotoTargetsResponse['body']>(
        'gotoTargets',
        { source: { path: longModeSource.file }, line },
      );
      await adapter.ask('goto', { threadId: 1, targetId: targets[0]?.id });
      assert.equal((await adapter.stopped()).reason, 'goto');
      assert.equal((await adapter.top()).line, line);
    }),
  );
});

describe('exceptionInfo', () => {
  it(
    'tells the chain of a triple fault, and the machine stands before the reset',
    withAdapter(async (adapter) => {
      await adapter.begin({ program: tripleFault(), stopOnEntry: false });
      const stop = await adapter.stopped();
      assert.equal(stop.reason, 'exception');
      const info = await adapter.ask<DebugProtocol.ExceptionInfoResponse['body']>('exceptionInfo', {
        threadId: 1,
      });
      const text = `${info.exceptionId} ${info.description ?? ''} ${info.details?.message ?? ''}`;
      assert.match(text, /triple fault/i);
      assert.match(text, /#BP/);
      assert.match(text, /#GP/);
      assert.match(text, /#DF/);
      assert.equal(Number(await adapter.evaluate('rip')), 0x7c06);
    }),
  );

  it(
    'tells a watched exception before its delivery',
    withAdapter(async (adapter) => {
      const { exceptionBreakpointFilters } = await adapter.initialize();
      const filter = exceptionBreakpointFilters?.find(({ label, filter: id }) =>
        /#BP|\bint ?3\b/i.test(`${label} ${id}`),
      );
      assert.ok(filter, 'a filter for #BP');
      const launched = adapter.ask('launch', { program: tripleFault(), stopOnEntry: false });
      await adapter.next('initialized');
      await adapter.ask('setExceptionBreakpoints', { filters: [filter.filter] });
      await adapter.ask('configurationDone');
      await launched;
      assert.equal((await adapter.stopped()).reason, 'exception');
      const info = await adapter.ask<DebugProtocol.ExceptionInfoResponse['body']>('exceptionInfo', {
        threadId: 1,
      });
      assert.match(`${info.exceptionId} ${info.description ?? ''}`, /#BP/);
      assert.doesNotMatch(info.description ?? '', /triple/i);
    }),
  );

  it(
    'is refused when no exception stopped the guest',
    withAdapter(async (adapter) => {
      await adapter.atEntry(longMode);
      assert.match(await adapter.refusal('exceptionInfo', { threadId: 1 }), /\w/);
    }),
  );
});
