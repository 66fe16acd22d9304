import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { withAdapter, type Adapter } from './adapter';
import {
  counting,
  helloSource,
  helloBoot,
  kernelC,
  kernelSource,
  longMode,
  longModeSource,
} from './guests';

type Placed = DebugProtocol.SetBreakpointsResponse['body'];

async function place(adapter: Adapter, path: string, ...breakpoints: object[]): Promise<Placed> {
  return adapter.ask('setBreakpoints', { source: { path }, breakpoints });
}

async function placeAt(adapter: Adapter, ...breakpoints: object[]): Promise<Placed> {
  return adapter.ask('setInstructionBreakpoints', { breakpoints });
}

describe('setBreakpoints', () => {
  it(
    'stops at a source line before the instruction runs',
    withAdapter(async (adapter) => {
      const line = longModeSource.line('lgdt [gdt_register]');
      let placed: Placed | undefined;
      await adapter.begin({ program: longMode }, async () => {
        placed = await place(adapter, longModeSource.file, { line });
      });
      assert.equal(placed?.breakpoints[0]?.verified, true);
      assert.equal(placed.breakpoints[0].line, line);
      await adapter.stopped();
      const stop = await adapter.go('continue');
      assert.equal(stop.reason, 'breakpoint');
      assert.deepEqual(stop.hitBreakpointIds, [placed.breakpoints[0].id]);
      assert.equal((await adapter.top()).line, line);
    }),
  );

  it(
    'moves from a comment to the next line with code',
    withAdapter(async (adapter) => {
      await adapter.atEntry(longMode);
      const comment = longModeSource.line('; Step one.');
      const { breakpoints } = await place(adapter, longModeSource.file, { line: comment });
      assert.equal(breakpoints[0]?.verified, true);
      assert.equal(breakpoints[0].line, longModeSource.line('        cli'));
    }),
  );

  it(
    'says why a breakpoint in an unknown file cannot be set',
    withAdapter(async (adapter) => {
      await adapter.atEntry(longMode);
      const { breakpoints } = await place(adapter, '/elsewhere/other.asm', { line: 5 });
      assert.equal(breakpoints[0]?.verified, false);
      assert.match(breakpoints[0].message ?? '', /no such file.*nearest.*boot\.asm/);
    }),
  );

  it(
    'says why a line after the last one with code cannot be set',
    withAdapter(async (adapter) => {
      await adapter.atEntry(longMode);
      const { breakpoints } = await place(adapter, longModeSource.file, { line: 99999 });
      assert.equal(breakpoints[0]?.verified, false);
      assert.ok((breakpoints[0].message ?? '').length > 10);
    }),
  );

  it(
    'forgets those that are not named again',
    withAdapter(async (adapter) => {
      const line = longModeSource.line('        cli');
      const later = longModeSource.line('mov cr0, eax');
      await adapter.atEntry(longMode);
      await place(adapter, longModeSource.file, { line }, { line: later });
      await place(adapter, longModeSource.file, { line: later });
      await adapter.go('continue');
      assert.equal((await adapter.top()).line, later);
    }),
  );

  it(
    'stops in C at a line of the debug information',
    withAdapter(async (adapter) => {
      const line = kernelSource.line('console_init();');
      await adapter.begin({ program: kernelC }, async () => {
        await place(adapter, kernelSource.file, { line });
      });
      await adapter.stopped();
      await adapter.go('continue');
      const top = await adapter.top();
      assert.equal(top.line, line);
      assert.equal(top.source?.path, kernelSource.file);
    }),
  );
});

describe('setFunctionBreakpoints', () => {
  it(
    'stops at a function and says so for an unknown one',
    withAdapter(async (adapter) => {
      await adapter.atEntry(kernelC);
      const { breakpoints } = await adapter.ask<Placed>('setFunctionBreakpoints', {
        breakpoints: [{ name: 'console_text' }, { name: 'no_such_function' }],
      });
      assert.equal(breakpoints[0]?.verified, true);
      assert.equal(breakpoints[1]?.verified, false);
      assert.match(breakpoints[1].message ?? '', /no_such_function/);
      await adapter.go('continue');
      assert.match((await adapter.top()).name, /console_text/);
    }),
  );

  it(
    'takes a label of a listing',
    withAdapter(async (adapter) => {
      await adapter.atEntry(helloBoot);
      const { breakpoints } = await adapter.ask<Placed>('setFunctionBreakpoints', {
        breakpoints: [{ name: 'print' }],
      });
      assert.equal(breakpoints[0]?.verified, true);
      await adapter.go('continue');
      assert.equal((await adapter.top()).line, helloSource.line('lodsb'));
    }),
  );
});

describe('setInstructionBreakpoints', () => {
  it(
    'stops at an address plus offset',
    withAdapter(async (adapter) => {
      await adapter.atEntry(counting());
      const { breakpoints } = await placeAt(adapter, {
        instructionReference: '0x7c00',
        offset: 5,
      });
      assert.equal(breakpoints[0]?.verified, true);
      const stop = await adapter.go('continue');
      assert.match(stop.reason, /breakpoint/);
      assert.equal(Number((await adapter.top()).instructionPointerReference), 0x7c05);
    }),
  );

  it(
    'refuses what is no address, by the breakpoint',
    withAdapter(async (adapter) => {
      await adapter.atEntry(counting());
      const { breakpoints } = await placeAt(adapter, { instructionReference: 'nonsense' });
      assert.equal(breakpoints[0]?.verified, false);
      assert.match(breakpoints[0].message ?? '', /nonsense/);
    }),
  );

  it(
    'knows linear, physical and cs:ip addresses as modes',
    withAdapter(async (adapter) => {
      const { breakpointModes } = await adapter.initialize();
      const modes = (breakpointModes ?? []).map(({ mode }) => mode);
      for (const mode of ['linear', 'physical']) {
        assert.ok(modes.includes(mode), `${mode} in ${modes.join(', ')}`);
      }
    }),
  );
});

describe('conditions', () => {
  const body = { instructionReference: '0x7c05' };

  it(
    'stop only where they hold',
    withAdapter(async (adapter) => {
      await adapter.atEntry(counting());
      await placeAt(adapter, { ...body, condition: 'ax == 4' });
      await adapter.go('continue');
      assert.equal(Number(await adapter.evaluate('ax')), 4);
    }),
  );

  it(
    'may use memory and several terms',
    withAdapter(async (adapter) => {
      await adapter.atEntry(counting());
      await placeAt(adapter, { ...body, condition: 'cx < 5 && ax > 2' });
      await adapter.go('continue');
      assert.equal(Number(await adapter.evaluate('cx')), 4);
    }),
  );

  it(
    'with a single = are refused, since they would assign',
    withAdapter(async (adapter) => {
      await adapter.atEntry(counting());
      const { breakpoints } = await placeAt(adapter, { ...body, condition: 'ax = 4' });
      assert.equal(breakpoints[0]?.verified, false);
      assert.match(breakpoints[0].message ?? '', /==/);
    }),
  );

  it(
    'that cannot be read are refused',
    withAdapter(async (adapter) => {
      await adapter.atEntry(counting());
      const { breakpoints } = await placeAt(adapter, { ...body, condition: 'ax + (' });
      assert.equal(breakpoints[0]?.verified, false);
      assert.ok((breakpoints[0].message ?? '').length > 5);
    }),
  );

  it(
    'count hits',
    withAdapter(async (adapter) => {
      await adapter.atEntry(counting());
      await placeAt(adapter, { ...body, hitCondition: '3' });
      await adapter.go('continue');
      assert.equal(Number(await adapter.evaluate('ax')), 2);
    }),
  );

  it(
    'count every fourth hit',
    withAdapter(async (adapter) => {
      await adapter.atEntry(counting());
      await placeAt(adapter, { ...body, hitCondition: '% 4' });
      await adapter.go('continue');
      assert.equal(Number(await adapter.evaluate('ax')), 3);
      await adapter.go('continue');
      assert.equal(Number(await adapter.evaluate('ax')), 7);
    }),
  );
});

describe('logpoints', () => {
  it(
    'write a line for each pass and never stop',
    withAdapter(async (adapter) => {
      const line = helloSource.line('lodsb');
      const halt = helloSource.line('        hlt');
      await adapter.begin({ program: helloBoot }, async () => {
        const log = { line, logMessage: 'next character at {si}' };
        await place(adapter, helloSource.file, log, { line: halt });
      });
      await adapter.stopped();
      await adapter.go('continue');
      assert.equal((await adapter.top()).line, halt);
      const lines = adapter.events.filter((event) =>
        ((event.body as { output?: string } | undefined)?.output ?? '').includes(
          'next character at 0x',
        ),
      );
      assert.ok(lines.length > 0);
    }),
  );
});

describe('breakpointLocations', () => {
  it(
    'names the lines with code',
    withAdapter(async (adapter) => {
      await adapter.atEntry(longMode);
      const first = longModeSource.line('; Step one.');
      const { breakpoints } = await adapter.ask<DebugProtocol.BreakpointLocationsResponse['body']>(
        'breakpointLocations',
        { source: { path: longModeSource.file }, line: first, endLine: first + 3 },
      );
      assert.deepEqual(
        breakpoints.map(({ line }) => line),
        [first + 2, first + 3],
      );
    }),
  );
});
