import assert from 'node:assert/strict';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { describe, it } from 'node:test';
import { startProcess, within } from './adapter';

/** An adapter that is spoken to in bytes. */
class Wire {
  readonly process: ChildProcessWithoutNullStreams = startProcess();
  private bytes = Buffer.alloc(0);
  private more: () => void = () => undefined;

  constructor() {
    this.process.stdin.on('error', () => undefined);
    this.process.stdout.on('data', (data: Buffer) => {
      this.bytes = Buffer.concat([this.bytes, data]);
      this.more();
    });
    this.process.stdout.on('close', () => {
      this.more();
    });
  }

  raw(text: string): void {
    this.process.stdin.write(text);
  }

  send(message: unknown): void {
    const json = typeof message === 'string' ? message : JSON.stringify(message);
    this.raw(`Content-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`);
  }

  /** Waits until stdout holds the text. */
  text(expected: RegExp): Promise<string> {
    const found = new Promise<string>((resolve) => {
      this.more = () => {
        const text = this.bytes.toString();
        if (expected.test(text)) {
          resolve(text);
        }
      };
      this.more();
    });
    return within(`${expected.source} on stdout`, found).catch((error: unknown) => {
      throw new Error(`${String(error)}; there was ‘${this.bytes.toString()}’`);
    });
  }

  exit(): Promise<number | null> {
    return within(
      'the end of the adapter',
      new Promise((resolve) => {
        this.process.once('exit', resolve);
      }),
    );
  }
}

function withWire(test: (wire: Wire) => Promise<void>): () => Promise<void> {
  return async () => {
    const wire = new Wire();
    try {
      await test(wire);
    } finally {
      wire.process.kill('SIGKILL');
    }
  };
}

const initialize = {
  seq: 1,
  type: 'request',
  command: 'initialize',
  arguments: { adapterID: 'x' },
};

describe('frames', () => {
  it(
    'stdout carries the protocol from its first byte',
    withWire(async (wire) => {
      wire.send(initialize);
      assert.match(await wire.text(/"command":"initialize"/), /^Content-Length: \d+\r\n/);
    }),
  );

  it(
    'come in pieces and with other headers',
    withWire(async (wire) => {
      const json = JSON.stringify(initialize);
      wire.raw(`Content-Type: application/json\r\nContent-Length: ${json.length}\r\n`);
      await new Promise((resolve) => setTimeout(resolve, 50));
      wire.raw(`\r\n${json.slice(0, 10)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
      wire.raw(json.slice(10));
      await wire.text(/"success":true/);
    }),
  );

  it(
    'with an unknown command are refused',
    withWire(async (wire) => {
      wire.send({ seq: 1, type: 'request', command: 'frobnicate' });
      const text = await wire.text(/"success":false/);
      assert.match(text, /frobnicate/);
      wire.send({ ...initialize, seq: 2 });
      await wire.text(/"success":true/);
    }),
  );

  const broken: [string, string][] = [
    ['JSON that ends early', '{"seq":1,"type":"request"'],
    ['no JSON', 'hello'],
    ['an array', '[]'],
    ['no command', '{"seq":1,"type":"request"}'],
    ['arguments that are no object', '{"seq":1,"type":"request","command":"launch","arguments":3}'],
  ];
  for (const [what, body] of broken) {
    it(
      `with ${what} do no harm: the session lives or ends cleanly`,
      withWire(async (wire) => {
        wire.send(body);
        wire.send({ ...initialize, seq: 2 });
        const ended = wire.exit().then((code) => {
          assert.ok(code !== null && code < 128, `exit code ${String(code)}`);
        });
        await Promise.race([
          wire.text(/"request_seq":2.*"success":true|"success":true.*"request_seq":2/s),
          ended,
        ]);
        ended.catch(() => undefined);
      }),
    );
  }

  for (const length of ['-5', 'many', '99999999999']) {
    it(
      `with the length ${length} end the session and do not hang`,
      withWire(async (wire) => {
        wire.raw(`Content-Length: ${length}\r\n\r\n{}`);
        wire.process.stdin.end();
        const code = await wire.exit();
        assert.ok(code !== null, 'killed by a signal');
      }),
    );
  }
});
