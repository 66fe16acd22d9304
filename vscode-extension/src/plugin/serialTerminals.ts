import * as vscode from 'vscode';
import { DEBUG_TYPE } from '../common/configuration';
import { SERIAL_EVENT, SERIAL_INPUT_REQUEST, type SerialEvent } from '../common/messages';
import { setting } from './settings';

const MOST_WAITING = 65536;

/** A serial port of the guest as a terminal. Keeps what arrives before the terminal is opened. */
class SerialPort implements vscode.Pseudoterminal {
  private readonly written = new vscode.EventEmitter<string>();
  private readonly closed = new vscode.EventEmitter<undefined>();
  private readonly decoder = new TextDecoder('utf-8');
  private waiting = '';
  private open_ = false;
  private live = true;

  readonly onDidWrite = this.written.event;
  readonly onDidClose = this.closed.event;

  constructor(
    private readonly session: vscode.DebugSession,
    private readonly port: number,
  ) {}

  open(): void {
    this.open_ = true;
    this.written.fire(this.waiting);
    this.waiting = '';
  }

  close(): void {
    this.open_ = false;
    this.live = false;
  }

  /** Shows bytes that the guest wrote; a bare line feed also returns the carriage. */
  show(data: Uint8Array): void {
    const text = this.decoder.decode(data, { stream: true }).replace(/\r?\n/g, '\r\n');
    if (this.open_) {
      this.written.fire(text);
    } else {
      this.waiting = (this.waiting + text).slice(-MOST_WAITING);
    }
  }

  handleInput(text: string): void {
    if (!this.live) {
      return;
    }
    const data = Buffer.from(text, 'utf8').toString('base64');
    void this.session.customRequest(SERIAL_INPUT_REQUEST, { port: this.port, data }).then(
      () => undefined,
      (error: unknown) => {
        this.note(error instanceof Error ? error.message : String(error));
      },
    );
  }

  /** The guest is gone; the text stays. */
  end(): void {
    if (this.live) {
      this.live = false;
      this.note('the guest has ended');
    }
  }

  private note(text: string): void {
    this.show(new TextEncoder().encode(`\n[${text}]\n`));
  }
}

/** The terminals of all sessions' serial ports, made when a guest writes first. */
export class SerialTerminals {
  private readonly ports = new Map<string, SerialPort>();
  private readonly terminals = new Map<string, vscode.Terminal>();

  static register(): vscode.Disposable {
    const terminals = new SerialTerminals();
    return vscode.Disposable.from(
      vscode.debug.onDidReceiveDebugSessionCustomEvent((event) => {
        if (event.session.type === DEBUG_TYPE && event.event === SERIAL_EVENT) {
          terminals.received(event.session, event.body as SerialEvent);
        }
      }),
      vscode.debug.onDidTerminateDebugSession((session) => {
        terminals.ended(session);
      }),
    );
  }

  private received(session: vscode.DebugSession, { port, data }: SerialEvent): void {
    const mode = setting<string>('serialTerminal', 'create');
    if (mode === 'off') {
      return;
    }
    const key = `${session.id}/${port}`;
    const terminal = this.ports.get(key) ?? this.create(session, port, key, mode === 'show');
    terminal.show(Buffer.from(data, 'base64'));
  }

  private create(
    session: vscode.DebugSession,
    port: number,
    key: string,
    reveal: boolean,
  ): SerialPort {
    const name = portName(port);
    // The last session's terminal of this port has had its time.
    this.terminals.get(name)?.dispose();
    const pty = new SerialPort(session, port);
    const icon = new vscode.ThemeIcon('plug');
    const terminal = vscode.window.createTerminal({ name, pty, iconPath: icon });
    this.ports.set(key, pty);
    this.terminals.set(name, terminal);
    if (reveal) {
      terminal.show(true);
    }
    return pty;
  }

  private ended(session: vscode.DebugSession): void {
    for (const [key, port] of this.ports) {
      if (key.startsWith(`${session.id}/`)) {
        port.end();
        this.ports.delete(key);
      }
    }
  }
}

function portName(port: number): string {
  return port === 233 ? 'Debug console 0xE9' : `Serial COM${port}`;
}
