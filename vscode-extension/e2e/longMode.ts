import * as path from 'node:path';
import { Source } from './source';
import type { Steps } from './steps';
import type { Workbench } from './workbench';

/** The fifth row of the screen, where an edited register sends the guest's last line. */
const FIFTH_ROW = '0xb8320';

/**
 * The whole of the long-mode sample: a breakpoint by click, F5, both mode switches instruction by
 * instruction with source, disassembly and registers, an edited register, edited memory, and the
 * guest's text.
 */
export async function longModeFlow(
  steps: Steps,
  vscode: Workbench,
  open: () => Promise<void>,
  folder: string,
): Promise<void> {
  const source = new Source(path.join(folder, 'boot.asm'));
  const step = steps.step.bind(steps);
  const cli = source.line('        cli');
  await step('opens the sample with its language', async () => {
    await open();
    await vscode.openFile('boot.asm', 'x86 Assembly');
  });
  await step('sets a breakpoint by a click', () => vscode.clickBreakpoint(cli));
  await step('F5 stops before the first instruction', async () => {
    await vscode.start();
    await vscode.stopped();
    await vscode.stoppedAt(source.line('jmp 0x0000:real_mode'));
  });
  await step('shows the registers', async () => {
    for (const section of ['Watch', 'Call Stack', 'Breakpoints']) {
      await vscode.foldSection(section);
    }
    await vscode.unfold('General');
    await vscode.unfold('Segments');
    await vscode.variableIs('rip', /^0x0*7c00/i);
  });
  await step('continues to the breakpoint', async () => {
    await vscode.toolbar('continue');
    await vscode.stoppedAt(cli);
    await vscode.variableIs('cs', /^0x0000/);
  });
  await step('shows the text that the guest has printed', async () => {
    await vscode.command('Ringside: Show Guest Screen');
    await vscode.webviewText('Real mode: 16 bits');
  });
  await step('opens the disassembly beside the source', async () => {
    await vscode.command('Open Disassembly View');
    await vscode.page.locator('.disassembly-view .monaco-list-row').first().waitFor();
    await vscode.command('View: Move Editor into Next Group');
    await vscode.instructionIs(/7c31.*\bcli\b/i);
    // With the source in front, steps follow lines and VS Code keeps the line in view.
    await vscode.focusFile('boot.asm');
  });
  await enterProtectedMode(steps, vscode, source);
  await enterLongMode(steps, vscode, source);
  await editAndRun(steps, vscode, source);
}

async function enterProtectedMode(steps: Steps, vscode: Workbench, source: Source): Promise<void> {
  const at = source.line.bind(source);
  const path: [number, RegExp][] = [
    [at('lgdt [gdt_register]'), /7c32.*lgdt/i],
    [at('mov eax, cr0'), /7c37.*mov\s+eax, cr0/i],
    [at('or eax, CR0_PE'), /7c3a.*or\s+eax, (0x)?1\b/i],
    [at('mov cr0, eax'), /7c3e.*mov\s+cr0, eax/i],
    [at('jmp CODE32:protected_mode'), /7c41.*jmp.*0?x?0?8.*7c61/i],
  ];
  for (const [line, instruction] of path) {
    await steps.step(`steps in real mode to line ${line}`, async () => {
      await vscode.stepTo(line);
      await vscode.instructionIs(instruction);
    });
  }
  await steps.step('has CR0.PE set but still 16-bit code', async () => {
    await vscode.variableIs('cs', /^0x0000/);
  });
  await steps.step('the far jump enters protected mode', async () => {
    await vscode.stepTo(at('mov ax, DATA'));
    await vscode.instructionIs(/7c61.*mov\s+ax, 0x10/i);
    await vscode.variableIs('cs', /^0x0008/);
    await vscode.variableIs('rip', /7c61/i);
  });
  await steps.step('decodes 32-bit code from there', async () => {
    await vscode.stepTo(at('mov ds, ax', 2));
    await vscode.stepTo(at('mov es, ax', 2));
    await vscode.stepTo(at('mov ss, ax', 2));
    await vscode.stepTo(at('mov esp, STACK'));
    await vscode.instructionIs(/7c6b.*mov\s+esp, 0x7c00/i);
    await vscode.stepTo(at('mov esi, protected_text'));
    await vscode.variableIs('rsp', /7c00/i);
  });
}

async function enterLongMode(steps: Steps, vscode: Workbench, source: Source): Promise<void> {
  const jump = source.line('jmp CODE64:long_mode');
  await steps.step('continues to a breakpoint before the second switch', async () => {
    await vscode.clickBreakpoint(jump);
    const before = await vscode.instructionPointer();
    await vscode.toolbar('continue');
    await vscode.stoppedAt(jump);
    await vscode.registersSince(before);
    await vscode.webviewText('Protected mode: 32 bits');
  });
  await steps.step('the far jump enters long mode', async () => {
    await vscode.stepTo(source.line('long_mode:', 2) + 1);
    await vscode.variableIs('cs', /^0x0018/);
    await vscode.variableIs('rip', /7c/i);
    await vscode.instructionIs(/xor\s+eax, eax/i);
  });
  await steps.step('shows 64-bit registers and instructions', async () => {
    for (const text of ['mov ds, eax', 'mov es, eax', 'mov ss, eax', 'mov rax, 0x1122']) {
      await vscode.stepTo(source.line(text));
    }
    await vscode.instructionIs(/mov.*rax, 0x1122334455667788/i);
    await vscode.stepTo(source.line('push rax'));
    await vscode.variableIs('rax', /1122334455667788/);
  });
}

async function editAndRun(steps: Steps, vscode: Workbench, source: Source): Promise<void> {
  await steps.step('an edited register and edited memory take effect', async () => {
    const call = source.line('call print64');
    for (const text of ['pop rbx', 'lea rsi, [rel long_text]', 'mov edi, SCREEN + 2 * ROW']) {
      await vscode.stepTo(source.line(text));
    }
    await vscode.stepTo(call);
    await vscode.setVariable('rdi', FIFTH_ROW);
    await vscode.variableIs('rdi', new RegExp(FIFTH_ROW.slice(2), 'i'));
    await vscode.command('Ringside: Write Memory');
    await vscode.answer('Address', 'rsi');
    await vscode.answer('Bytes to write', '"LONG"');
  });
  await steps.step('memory shows the edited bytes', async () => {
    await vscode.command('Ringside: Open Memory at Address');
    await vscode.answer('Address', 'rsi');
    const editor = vscode.page.locator('.monaco-editor', { hasText: '4c 4f 4e 47' });
    await editor.first().waitFor();
  });
  await steps.step('the guest prints its last line and halts', async () => {
    await vscode.toolbar('continue');
    const screen = await vscode.webviewText('LONG mode: 64 bits');
    const row = screen.split('\n').findIndex((line) => line.startsWith('LONG mode: 64 bits'));
    if (row !== 5) {
      throw new Error(`the line stands in row ${row}, the edited register asks for 5`);
    }
  });
  await steps.step('stops the session', async () => {
    await vscode.toolbar('stop');
    await vscode.page.locator('.debug-toolbar').waitFor({ state: 'hidden' });
  });
}
