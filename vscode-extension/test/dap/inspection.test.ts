import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { Adapter, withAdapter } from './adapter';
import { helloBoot, longMode, longModeSource } from './guests';

type Memory = NonNullable<DebugProtocol.ReadMemoryResponse['body']>;

/** One adapter at the first instruction of the long-mode sample, for requests that change nothing. */
function sharedAdapter(): () => Adapter {
  let adapter: Adapter | undefined;
  before(async () => {
    adapter = new Adapter();
    await adapter.start();
    await adapter.atEntry(longMode);
  });
  after(() => adapter?.stop());
  return () => adapter!;
}

describe('variables', () => {
  const shared = sharedAdapter();

  it('groups registers under a scope for registers', async () => {
    const { id } = await shared().top();
    const { scopes } = await shared().ask<DebugProtocol.ScopesResponse['body']>('scopes', {
      frameId: id,
    });
    assert.equal(scopes[0]?.name, 'Registers');
    assert.equal(scopes[0].presentationHint, 'registers');
    const groups = (await shared().variables('Registers')).map(({ name }) => name);
    for (const group of ['General', 'Flags', 'Segments', 'Control']) {
      assert.ok(groups.includes(group), `${group} in ${groups.join(', ')}`);
    }
  });

  it('shows registers in hexadecimal, with a reference to memory', async () => {
    const general = await shared().variables('Registers', 'General');
    const rip = general.find(({ name }) => name === 'rip');
    assert.match(rip?.value ?? '', /^0x0*7c00\b/);
    assert.equal(Number(rip?.memoryReference), 0x7c00);
    assert.equal(general.filter(({ name }) => name.startsWith('r')).length >= 17, true);
  });

  it('shows the hidden part of a segment', async () => {
    const parts = await shared().variables('Registers', 'Segments', 'cs');
    const names = parts.map(({ name }) => name);
    for (const part of ['base', 'limit']) {
      assert.ok(names.includes(part), names.join(', '));
    }
  });

  it('shows the flags by name', async () => {
    const flags = (await shared().variables('Registers', 'Flags')).map(({ name }) => name);
    for (const flag of ['cf', 'zf', 'if', 'df']) {
      assert.ok(
        flags.some((name) => name.toLowerCase() === flag),
        `${flag} in ${flags.join(', ')}`,
      );
    }
  });
});

describe('setVariable', () => {
  it(
    'changes a register, which the next instruction uses',
    withAdapter(async (adapter) => {
      await adapter.atEntry(longMode);
      const { id } = await adapter.top();
      const { scopes } = await adapter.ask<DebugProtocol.ScopesResponse['body']>('scopes', {
        frameId: id,
      });
      const groups = await adapter.ask<DebugProtocol.VariablesResponse['body']>('variables', {
        variablesReference: scopes[0]?.variablesReference,
      });
      const general = groups.variables.find(({ name }) => name === 'General');
      const target = { variablesReference: general?.variablesReference, name: 'rax' };
      const set = await adapter.ask<DebugProtocol.SetVariableResponse['body']>('setVariable', {
        ...target,
        value: '0x1234',
      });
      assert.match(set.value, /1234/);
      assert.equal(Number(await adapter.evaluate('ax')), 0x1234);
      const refusal = await adapter.refusal('setVariable', { ...target, value: 'many' });
      assert.match(refusal, /many/);
      assert.equal(Number(await adapter.evaluate('ax')), 0x1234);
    }),
  );

  it(
    'moves the instruction pointer, and the frame follows',
    withAdapter(async (adapter) => {
      await adapter.atEntry(longMode);
      const { id } = await adapter.top();
      await adapter.ask('setExpression', { expression: 'rip', value: '0x7c05', frameId: id });
      assert.equal((await adapter.top()).line, longModeSource.line('xor ax, ax'));
    }),
  );
});

describe('evaluate', () => {
  const shared = sharedAdapter();
  const values: [string, number][] = [
    ['rip', 0x7c00],
    ['rip + 5', 0x7c05],
    ['(1 << 4) | 3', 0x13],
    ['0x7c00', 0x7c00],
    ['cs', 0],
  ];
  for (const [expression, value] of values) {
    it(`gives ${expression}`, async () => {
      assert.equal(Number.parseInt(await shared().evaluate(expression), 16), value);
    });
  }

  it('knows labels', async () => {
    assert.match(await shared().evaluate('protected_mode'), /7c61/);
  });

  it('refuses nonsense in a watch with a sentence', async () => {
    const { id } = await shared().top();
    const args = { expression: 'no_such_thing + ', context: 'watch', frameId: id };
    const message = await shared().refusal('evaluate', args);
    assert.doesNotMatch(message, /Exception/);
  });

  it('answers help in the console', async () => {
    assert.ok((await shared().evaluate('help', 'repl')).length > 200);
  });

  it('does not run console commands in a hover', async () => {
    const { id } = await shared().top();
    const args = { expression: 'help', context: 'hover', frameId: id };
    assert.ok((await shared().refusal('evaluate', args)).length > 0);
  });

  it('completes registers in the console', async () => {
    const { targets } = await shared().ask<DebugProtocol.CompletionsResponse['body']>(
      'completions',
      { text: 'p ra', column: 5, frameId: (await shared().top()).id },
    );
    assert.ok(targets.some(({ label }) => label.includes('rax')));
  });
});

describe('readMemory', () => {
  const shared = sharedAdapter();
  const read = (args: object): Promise<Memory> => shared().ask<Memory>('readMemory', args);

  it('reads the boot sector', async () => {
    const { address, data } = await read({ memoryReference: '0x7c00', count: 512 });
    const bytes = Buffer.from(data ?? '', 'base64');
    assert.equal(Number(address), 0x7c00);
    assert.equal(bytes.length, 512);
    assert.equal(bytes[0], 0xea);
    assert.deepEqual([...bytes.subarray(510)], [0x55, 0xaa]);
  });

  it('adds negative offsets', async () => {
    const { address, data } = await read({ memoryReference: '0x7e00', offset: -2, count: 2 });
    assert.equal(Number(address), 0x7dfe);
    assert.deepEqual([...Buffer.from(data ?? '', 'base64')], [0x55, 0xaa]);
  });

  it('takes offsets beyond 31 bits: the reset vector from 0', async () => {
    const { address } = await read({ memoryReference: '0x0', offset: 0xfffffff0, count: 16 });
    assert.equal(Number(address), 0xfffffff0);
  });

  it('reads nothing for a count of 0', async () => {
    const { data } = await read({ memoryReference: '0x7c00', count: 0 });
    assert.equal(data ?? '', '');
  });

  it('reads a megabyte at once', async () => {
    const { data } = await read({ memoryReference: '0x100000', count: 1 << 20 });
    assert.equal(Buffer.from(data ?? '', 'base64').length, 1 << 20);
  });

  it('tells how much cannot be read', async () => {
    const answer = await read({ memoryReference: '0x7fffffffffff0000', count: 64 });
    const length = Buffer.from(answer.data ?? '', 'base64').length;
    assert.equal(length + (answer.unreadableBytes ?? 0), 64);
  });

  it('refuses what is no reference, and sizes beyond reason', async () => {
    const nonsense = { memoryReference: 'nonsense', count: 1 };
    assert.match(await shared().refusal('readMemory', nonsense), /nonsense/);
    const negative = { memoryReference: '0x0', count: -1 };
    assert.match(await shared().refusal('readMemory', negative), /count/);
  });
});

describe('writeMemory', () => {
  it(
    'writes what readMemory then reads, and tells the views',
    withAdapter(async (adapter) => {
      await adapter.atEntry(helloBoot);
      const data = Buffer.from('Ringside').toString('base64');
      const where = { memoryReference: '0x20000', offset: 0x100 };
      await adapter.ask('writeMemory', { ...where, data });
      const read = await adapter.ask<Memory>('readMemory', { ...where, count: 8 });
      assert.equal(read.data, data);
    }),
  );

  it(
    'refuses data that is not Base64',
    withAdapter(async (adapter) => {
      await adapter.atEntry(helloBoot);
      const args = { memoryReference: '0x20000', data: '%%%' };
      assert.match(await adapter.refusal('writeMemory', args), /base64/i);
    }),
  );
});

describe('disassemble as VS Code pages it', () => {
  const shared = sharedAdapter();

  async function rows(
    memoryReference: string,
    instructionOffset: number,
    instructionCount: number,
  ): Promise<DebugProtocol.DisassembledInstruction[]> {
    const args = { memoryReference, offset: 0, instructionOffset, instructionCount };
    const { instructions } = await shared().ask<
      NonNullable<DebugProtocol.DisassembleResponse['body']>
    >('disassemble', { ...args, resolveSymbols: true });
    assert.equal(instructions.length, instructionCount);
    const addresses = instructions.map(({ address }) => BigInt(address));
    for (const [index, address] of addresses.entries()) {
      assert.ok(index === 0 || address > addresses[index - 1]!, `row ${index} goes backwards`);
    }
    return instructions;
  }

  it('gives 400 rows with the reference in the middle', async () => {
    const instructions = await rows('0x7c31', -200, 400);
    assert.equal(Number(instructions[200]?.address), 0x7c31);
    assert.match(instructions[200]!.instruction, /^cli/);
    assert.match(instructions[201]!.instruction, /^lgdt/);
    assert.equal(Number(instructions[199]?.address), 0x7c2f);
    assert.match(instructions[199]!.instruction, /^out/);
  });

  it('goes on behind the last row and before the first', async () => {
    const instructions = await rows('0x7c31', 0, 50);
    assert.equal(Number(instructions[0]?.address), 0x7c31);
    const before = await rows('0x7c31', -50, 100);
    assert.equal(Number(before[50]?.address), 0x7c31);
  });

  it('fills up below address 0 and above the top', async () => {
    const low = await rows('0x0', -200, 400);
    assert.equal(Number(low[200]?.address), 0);
    assert.ok(low.slice(0, 200).every(({ presentationHint }) => presentationHint === 'invalid'));
    await rows('0xffffffff', -50, 100);
    await rows('0xfffffffffffffff0', -50, 100);
  });

  it('ties instructions to source lines', async () => {
    const instructions = await rows('0x7c31', 0, 3);
    assert.equal(instructions[0]?.line, longModeSource.line('        cli'));
  });

  it('refuses counts beyond reason', async () => {
    const args = { memoryReference: '0x7c00', instructionCount: -1 };
    assert.ok((await shared().refusal('disassemble', args)).length > 5);
  });
});

describe('modules and sources', () => {
  const shared = sharedAdapter();

  it('names the image and its source', async () => {
    const { modules } = await shared().ask<DebugProtocol.ModulesResponse['body']>('modules');
    assert.ok(modules.length > 0);
    const { sources } =
      await shared().ask<DebugProtocol.LoadedSourcesResponse['body']>('loadedSources');
    assert.ok(sources.some((source) => source.path === longModeSource.file));
  });
});
