import * as path from 'node:path';
import * as vscode from 'vscode';
import { adapterCommand, jarProblem, readFlags, type AdapterCommand } from '../common/command';
import { portOf } from '../common/configuration';
import { findJava, type JavaHome } from '../common/java';
import { setting } from './settings';
import type { StartupCache } from './startupCache';

const JDK_PAGE = 'https://adoptium.net/temurin/releases/?version=25';

/** What starts the adapter, or why it cannot start. */
type Server = { readonly java: JavaHome; readonly jar: string } | { readonly problem: string };

/** Starts the adapter that this extension carries, or connects to one that runs. */
export class AdapterFactory implements vscode.DebugAdapterDescriptorFactory {
  constructor(
    private readonly extensionPath: string,
    private readonly cache: StartupCache,
  ) {}

  createDebugAdapterDescriptor(session: vscode.DebugSession): vscode.DebugAdapterDescriptor {
    const configuration = session.configuration;
    if (configuration.request === 'attach') {
      const host: unknown = configuration.host;
      const port = portOf(configuration) ?? 0;
      return new vscode.DebugAdapterServer(port, typeof host === 'string' ? host : '127.0.0.1');
    }
    const server = this.server();
    if ('problem' in server) {
      throw new Error(server.problem);
    }
    const { executable, args, env } = this.command(server.java, server.jar);
    // A variable without value is left out by Node; the type does not know that.
    const options = { env: env as Record<string, string> };
    return new vscode.DebugAdapterExecutable(executable, [...args], options);
  }

  private command(java: JavaHome, jar: string): AdapterCommand {
    const flags = readFlags(path.join(this.extensionPath, 'server', 'jvm.flags'));
    const userFlags = setting<string[]>('jvmArguments', []);
    const plain = { java, jar, flags, userFlags };
    return adapterCommand({ ...plain, cache: this.cache.find(plain) });
  }

  private server(): Server {
    const found = findJava({
      setting: setting('javaHome', ''),
      env: process.env,
      platform: process.platform,
    });
    if ('problem' in found) {
      return found;
    }
    const chosen = setting('jar', '').trim();
    const jar = chosen === '' ? path.join(this.extensionPath, 'server', 'ringside.jar') : chosen;
    const problem = jarProblem(jar, chosen !== '');
    return problem === undefined ? { java: found.java, jar } : { problem };
  }

  /** Tells the user what is missing, once, with a way to mend it. True when nothing is. */
  async ready(): Promise<boolean> {
    const server = this.server();
    if (!('problem' in server)) {
      return true;
    }
    const settings = 'Open Settings';
    const download = 'Get Java';
    const modal = { modal: false };
    const choice = await vscode.window.showErrorMessage(server.problem, modal, settings, download);
    if (choice === settings) {
      await vscode.commands.executeCommand('workbench.action.openSettings', 'ringside.j');
    } else if (choice === download) {
      await vscode.env.openExternal(vscode.Uri.parse(JDK_PAGE));
    }
    return false;
  }
}
