import * as vscode from 'vscode';
import { DEBUG_TYPE } from '../common/configuration';
import {
  KEY_REQUEST,
  SCREEN_REQUEST,
  type FromPage,
  type ScreenContents,
  type ToPage,
} from '../common/messages';
import { setting } from './settings';

const VIEW = 'ringside.screen';

/** A place that shows the screen: the view in the panel, or a tab beside the editor. */
interface Page {
  readonly webview: vscode.Webview;
  readonly visible: boolean;
}

/**
 * Shows the guest's screen. Reads it at each stop, and at intervals while the guest runs and
 * somebody looks.
 */
export class GuestScreen implements vscode.WebviewViewProvider, vscode.Disposable {
  private readonly pages = new Set<Page>();
  private panel: vscode.WebviewPanel | undefined;
  private session: vscode.DebugSession | undefined;
  private timer: NodeJS.Timeout | undefined;
  private reading = false;
  private shown: ToPage = { kind: 'none', text: 'The guest has not started.' };

  constructor(private readonly extension: vscode.Uri) {}

  static register(context: vscode.ExtensionContext): GuestScreen {
    const screen = new GuestScreen(context.extensionUri);
    const options = { webviewOptions: { retainContextWhenHidden: true } };
    context.subscriptions.push(
      screen,
      vscode.window.registerWebviewViewProvider(VIEW, screen, options),
      vscode.commands.registerCommand('ringside.showScreen', () =>
        vscode.commands.executeCommand(`${VIEW}.focus`, { preserveFocus: true }),
      ),
      vscode.commands.registerCommand('ringside.openScreen', () => {
        screen.open();
      }),
    );
    return screen;
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.adopt(view.webview, view, view.onDidDispose);
    view.onDidChangeVisibility(() => {
      this.poll();
    });
  }

  /** Opens the screen as a tab beside the editor. */
  open(): void {
    if (this.panel !== undefined) {
      this.panel.reveal(undefined, true);
      return;
    }
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const options = { retainContextWhenHidden: true };
    this.panel = vscode.window.createWebviewPanel(VIEW, 'Guest Screen', column, options);
    this.panel.iconPath = new vscode.ThemeIcon('device-desktop') as unknown as vscode.Uri;
    this.adopt(this.panel.webview, this.panel, this.panel.onDidDispose);
    this.panel.onDidChangeViewState(() => {
      this.poll();
    });
    this.panel.onDidDispose(() => {
      this.panel = undefined;
    });
  }

  private adopt(webview: vscode.Webview, page: Page, onDidDispose: vscode.Event<void>): void {
    webview.options = { enableScripts: true, localResourceRoots: [this.extension] };
    webview.html = this.html(webview);
    webview.onDidReceiveMessage((message: FromPage) => {
      this.received(message);
    });
    this.pages.add(page);
    onDidDispose(() => this.pages.delete(page));
  }

  private received(message: FromPage): void {
    if (message.kind === 'ready') {
      this.send(this.shown);
      this.poll();
      return;
    }
    void this.session?.customRequest(KEY_REQUEST, { text: message.text }).then(
      () => {
        this.poll();
      },
      () => undefined, // The session has just ended; the screen says so.
    );
  }

  /** The guest of this session has stopped or goes on. */
  update(session: vscode.DebugSession, running: boolean): void {
    if (this.session === undefined) {
      void vscode.commands.executeCommand('setContext', 'ringside.started', true);
    }
    this.session = session;
    this.schedule(running);
    this.poll();
  }

  ended(session: vscode.DebugSession): void {
    if (this.session?.id === session.id) {
      this.session = undefined;
      this.schedule(false);
    }
  }

  private schedule(running: boolean): void {
    clearInterval(this.timer);
    this.timer = undefined;
    if (running) {
      const interval = Math.max(50, setting('screenRefresh', 200));
      this.timer = setInterval(() => {
        this.poll();
      }, interval);
    }
  }

  /** Reads the screen if it can be seen and no reading is on its way. */
  private poll(): void {
    const seen = [...this.pages].some((page) => page.visible);
    if (this.session !== undefined && seen && !this.reading) {
      void this.read(this.session);
    }
  }

  private async read(session: vscode.DebugSession): Promise<void> {
    this.reading = true;
    try {
      const screen = (await session.customRequest(SCREEN_REQUEST, {})) as ScreenContents;
      this.send({ kind: 'screen', screen });
    } catch (error) {
      if (this.shown.kind === 'none') {
        this.send({ kind: 'none', text: error instanceof Error ? error.message : String(error) });
      }
    } finally {
      this.reading = false;
    }
  }

  private send(message: ToPage): void {
    this.shown = message;
    for (const page of this.pages) {
      void page.webview.postMessage(message);
    }
  }

  private html(webview: vscode.Webview): string {
    const resource = (...parts: string[]): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(this.extension, ...parts)).toString();
    const source = webview.cspSource;
    return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; style-src ${source}; script-src ${source}">
<link rel="stylesheet" href="${resource('media', 'screen.css')}">
<title>Guest Screen</title>
</head>
<body>
<div id="screen" role="document" aria-label="Guest screen" tabindex="0"></div>
<p id="note"></p>
<script src="${resource('out', 'screenPage.js')}"></script>
</body>
</html>`;
  }

  dispose(): void {
    clearInterval(this.timer);
    this.panel?.dispose();
  }
}

/** Tells the screen when a guest stops and goes on. */
export function trackRunState(screen: GuestScreen): vscode.Disposable {
  return vscode.debug.registerDebugAdapterTrackerFactory(DEBUG_TYPE, {
    createDebugAdapterTracker: (session) => ({
      onDidSendMessage: (message: { type?: string; event?: string; command?: string }) => {
        const { type, event, command } = message;
        if (event === 'stopped') {
          screen.update(session, false);
        } else if (event === 'continued' || (type === 'response' && resumes(command))) {
          screen.update(session, true);
        } else if (event === 'terminated') {
          screen.ended(session);
        }
      },
    }),
  });
}

/** Requests after which the guest runs, until the next stop is told. */
function resumes(command: string | undefined): boolean {
  const commands = ['configurationDone', 'continue', 'next', 'stepIn', 'stepOut', 'restart'];
  return command !== undefined && commands.includes(command);
}
