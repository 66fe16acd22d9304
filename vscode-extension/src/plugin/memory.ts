import * as vscode from 'vscode';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { DEBUG_TYPE } from '../common/configuration';
import { hexDump, parseBytes } from '../common/hexDump';

const SCHEME = 'ringside-memory';
const PAGE = 4096;

/** What VS Code hands to a command in the variables' menu. */
interface VariableContext {
  readonly variable?: { readonly memoryReference?: string; readonly evaluateName?: string };
}

/** Memory as read-only text documents, read again at each stop. */
export class MemoryDocuments implements vscode.TextDocumentContentProvider {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;

  static register(context: vscode.ExtensionContext): void {
    const documents = new MemoryDocuments();
    const { registerCommand } = vscode.commands;
    context.subscriptions.push(
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, documents),
      vscode.debug.onDidChangeActiveStackItem(() => {
        documents.refresh();
      }),
      registerCommand('ringside.openMemory', (item?: VariableContext) => openMemory(item)),
      registerCommand('ringside.writeMemory', async () => {
        await writeMemory();
        documents.refresh();
      }),
    );
  }

  refresh(): void {
    for (const document of vscode.workspace.textDocuments) {
      if (document.uri.scheme === SCHEME) {
        this.changed.fire(document.uri);
      }
    }
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const session = activeSession();
    if (session === undefined) {
      return 'The debug session has ended.';
    }
    const reference = uri.query;
    try {
      const read = await request<DebugProtocol.ReadMemoryResponse['body']>(session, 'readMemory', {
        memoryReference: reference,
        count: PAGE,
      });
      const bytes = Buffer.from(read?.data ?? '', 'base64');
      const end = bytes.length < PAGE ? '\n(nothing can be read from here on)' : '';
      return hexDump(BigInt(read?.address ?? reference), bytes) + end;
    } catch (error) {
      return `Memory at ${reference} cannot be read: ${textOf(error)}`;
    }
  }
}

async function openMemory(item?: VariableContext): Promise<void> {
  const session = activeSession();
  const expression =
    item?.variable?.memoryReference ?? item?.variable?.evaluateName ?? (await askAddress());
  if (session === undefined || expression === undefined) {
    return;
  }
  await reporting(async () => {
    const reference = await referenceOf(session, expression);
    const uri = vscode.Uri.from({
      scheme: SCHEME,
      path: `/Memory ${expression}`,
      query: reference,
    });
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), {
      viewColumn: vscode.ViewColumn.Beside,
      preserveFocus: true,
    });
  });
}

async function writeMemory(): Promise<void> {
  const session = activeSession();
  const address = await askAddress();
  if (session === undefined || address === undefined) {
    return;
  }
  const input = await vscode.window.showInputBox({
    prompt: `Bytes to write at ${address}`,
    placeHolder: 'de ad be ef, or "text"',
    ignoreFocusOut: true,
    validateInput: (text) =>
      parseBytes(text) === undefined ? 'Write bytes in hex, or "text".' : undefined,
  });
  const bytes = input === undefined ? undefined : parseBytes(input);
  if (bytes === undefined) {
    return;
  }
  await reporting(async () => {
    const memoryReference = await referenceOf(session, address);
    const data = Buffer.from(bytes).toString('base64');
    await request(session, 'writeMemory', { memoryReference, data });
  });
}

function askAddress(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    prompt: 'Address',
    placeHolder: '0x7c00, es:di, rsp, a label, or any expression',
    ignoreFocusOut: true,
  });
}

/** Numbers are their own reference; everything else is evaluated by the adapter. */
async function referenceOf(session: vscode.DebugSession, expression: string): Promise<string> {
  if (/^(0x[0-9a-f]+|\d+)$/i.test(expression.trim())) {
    return expression.trim();
  }
  const item = vscode.debug.activeStackItem;
  const frameId = item instanceof vscode.DebugStackFrame ? item.frameId : undefined;
  const result = await request<DebugProtocol.EvaluateResponse['body']>(session, 'evaluate', {
    expression,
    frameId,
    context: 'watch',
  });
  return result.memoryReference ?? result.result;
}

async function request<T>(session: vscode.DebugSession, name: string, args: object): Promise<T> {
  return (await session.customRequest(name, args)) as T;
}

async function reporting(action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    await vscode.window.showErrorMessage(textOf(error));
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function activeSession(): vscode.DebugSession | undefined {
  const session = vscode.debug.activeDebugSession;
  return session?.type === DEBUG_TYPE ? session : undefined;
}
