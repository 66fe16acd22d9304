import type { Readable, Writable } from 'node:stream';

interface Message {
  readonly type: string;
  readonly event?: string;
  readonly request_seq?: number;
  readonly success?: boolean;
  readonly message?: string;
  readonly body?: unknown;
}

interface Waiting {
  readonly resolve: (body: unknown) => void;
  readonly reject: (reason: Error) => void;
}

/** The least of a debug client: requests and events over a pair of streams. */
export class DapPipe {
  private buffer = Buffer.alloc(0);
  private sequence = 0;
  private ended: Error | undefined;
  private readonly requests = new Map<number, Waiting>();
  private readonly events = new Map<string, Waiting[]>();
  private readonly seen = new Map<string, unknown[]>();

  constructor(
    from: Readable,
    private readonly to: Writable,
  ) {
    from.on('data', (chunk: Buffer) => {
      this.received(chunk);
    });
    from.on('close', () => {
      this.fail(new Error('the adapter has ended'));
    });
    to.on('error', (error) => {
      this.fail(error);
    });
  }

  request(command: string, args: object = {}): Promise<unknown> {
    const seq = ++this.sequence;
    const json = JSON.stringify({ seq, type: 'request', command, arguments: args });
    return new Promise((resolve, reject) => {
      if (this.ended !== undefined) {
        reject(this.ended);
        return;
      }
      this.requests.set(seq, { resolve, reject });
      this.to.write(`Content-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`);
    });
  }

  /** The next event of this name, also one that came before this call. */
  event(name: string): Promise<unknown> {
    const early = this.seen.get(name)?.shift();
    if (early !== undefined) {
      return Promise.resolve(early);
    }
    return new Promise((resolve, reject) => {
      if (this.ended !== undefined) {
        reject(this.ended);
        return;
      }
      this.events.set(name, [...(this.events.get(name) ?? []), { resolve, reject }]);
    });
  }

  private received(chunk: Buffer): void {
    this.buffer = Buffer.concat([this.buffer, chunk]);
    for (;;) {
      const end = this.buffer.indexOf('\r\n\r\n');
      const length = /Content-Length: *(\d+)/i.exec(this.buffer.toString('latin1', 0, end))?.[1];
      if (end < 0 || length === undefined) {
        return;
      }
      const total = end + 4 + Number(length);
      if (this.buffer.length < total) {
        return;
      }
      const json = this.buffer.toString('utf8', end + 4, total);
      this.buffer = this.buffer.subarray(total);
      this.dispatch(JSON.parse(json) as Message);
    }
  }

  private dispatch(message: Message): void {
    if (message.type === 'event' && message.event !== undefined) {
      const waiting = this.events.get(message.event)?.shift();
      if (waiting !== undefined) {
        waiting.resolve(message.body ?? {});
      } else {
        this.seen.set(message.event, [...(this.seen.get(message.event) ?? []), message.body ?? {}]);
      }
    } else if (message.request_seq !== undefined) {
      const waiting = this.requests.get(message.request_seq);
      this.requests.delete(message.request_seq);
      if (message.success === true) {
        waiting?.resolve(message.body ?? {});
      } else {
        waiting?.reject(new Error(message.message ?? 'failed'));
      }
    }
  }

  private fail(error: Error): void {
    this.ended ??= error;
    const waiting = [...this.requests.values(), ...[...this.events.values()].flat()];
    this.requests.clear();
    this.events.clear();
    for (const { reject } of waiting) {
      reject(error);
    }
  }
}
