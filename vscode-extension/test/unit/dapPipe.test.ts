import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import { DapPipe } from '../../src/common/dapPipe';

function frame(message: object): string {
  const json = JSON.stringify(message);
  return `Content-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`;
}

describe('DapPipe', () => {
  it('joins answers that come in pieces', async () => {
    const from = new PassThrough();
    const to = new PassThrough();
    const dap = new DapPipe(from, to);
    const answer = dap.request('threads');
    assert.match(String(to.read()), /"seq":1.*"command":"threads"/);
    const bytes = Buffer.from(
      frame({ type: 'response', request_seq: 1, success: true, body: { name: 'grüße' } }),
    );
    from.write(bytes.subarray(0, 10));
    from.write(bytes.subarray(10, bytes.length - 7));
    from.write(bytes.subarray(bytes.length - 7));
    assert.deepEqual(await answer, { name: 'grüße' });
  });

  it('keeps events that come before somebody asks', async () => {
    const from = new PassThrough();
    const dap = new DapPipe(from, new PassThrough());
    from.write(frame({ type: 'event', event: 'stopped', body: { reason: 'entry' } }));
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(await dap.event('stopped'), { reason: 'entry' });
  });

  it('rejects with the adapter’s message, and everything when the adapter ends', async () => {
    const from = new PassThrough();
    const dap = new DapPipe(from, new PassThrough());
    const refused = dap.request('launch');
    from.write(frame({ type: 'response', request_seq: 1, success: false, message: 'no image' }));
    await assert.rejects(refused, /no image/);
    const open = dap.request('threads');
    const event = dap.event('stopped');
    from.destroy();
    await assert.rejects(open, /ended/);
    await assert.rejects(event, /ended/);
    await assert.rejects(dap.request('threads'), /ended/);
  });
});
