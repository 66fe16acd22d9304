import * as vscode from 'vscode';
import { DEBUG_TYPE } from '../common/configuration';
import { AdapterFactory } from './adapterFactory';
import { registerAssemblyValues } from './assemblyValues';
import { debugImage, registerConfigurations } from './configurationProvider';
import { MemoryDocuments } from './memory';
import { GuestScreen, trackRunState } from './screen';
import { SerialTerminals } from './serialTerminals';
import { StartupCache } from './startupCache';

/** VS Code calls this before the first session. */
export function activate(context: vscode.ExtensionContext): void {
  const cache = new StartupCache(context.globalStorageUri.fsPath);
  const factory = new AdapterFactory(context.extensionPath, cache);
  context.subscriptions.push(
    cache,
    vscode.debug.registerDebugAdapterDescriptorFactory(DEBUG_TYPE, factory),
    registerConfigurations(() => factory.ready()),
    registerAssemblyValues(),
    SerialTerminals.register(),
    trackRunState(GuestScreen.register(context)),
    vscode.commands.registerCommand('ringside.debugImage', debugImage),
    vscode.commands.registerCommand('ringside.restart', () =>
      vscode.commands.executeCommand('workbench.action.debug.restart'),
    ),
  );
  MemoryDocuments.register(context);
}
