import assert from 'node:assert/strict';
import * as path from 'node:path';
import { describe, it } from 'node:test';
import {
  KEY_REQUEST,
  SCREEN_REQUEST,
  SERIAL_EVENT,
  SERIAL_INPUT_REQUEST,
  type ScreenContents,
  type SerialEvent,
} from '../../src/common/messages';
import { screenText } from '../../src/common/screen';
import { samples, withAdapter, type Adapter } from './adapter';
import { bootSector, helloBoot, kernelC } from './guests';

async function screen(adapter: Adapter): Promise<string> {
  const contents = await adapter.ask<ScreenContents>(SCREEN_REQUEST);
  return screenText(contents, Buffer.from(contents.cells, 'base64'));
}

/** Asks for the screen until it shows the text. */
async function shows(adapter: Adapter, text: string): Promise<void> {
  const end = Date.now() + 15_000;
  for (;;) {
    const shown = await screen(adapter);
    if (shown.includes(text)) {
      return;
    }
    assert.ok(Date.now() < end, `no ‘${text}’ in ‘${shown}’`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe(SCREEN_REQUEST, () => {
  it(
    'shows what the guest has printed, while it is stopped',
    withAdapter(async (adapter) => {
      await adapter.begin({ program: helloBoot, stopOnEntry: false });
      await adapter.stopped();
      const contents = await adapter.ask<ScreenContents>(SCREEN_REQUEST);
      assert.equal(contents.columns, 80);
      assert.equal(contents.rows, 25);
      assert.equal(Buffer.from(contents.cells, 'base64').length, 4000);
      assert.match(await screen(adapter), /Hello from the boot sector!/);
    }),
  );
});

describe(KEY_REQUEST, () => {
  it(
    'types on the keyboard of a guest that runs',
    withAdapter(async (adapter) => {
      const program = path.join(samples, 'interrupts', 'boot.img');
      await adapter.begin({ program, stopOnEntry: false });
      await adapter.ask(KEY_REQUEST, { text: 'hi' });
      await shows(adapter, 'hi');
    }),
  );

  it(
    'is refused without text',
    withAdapter(async (adapter) => {
      await adapter.atEntry(helloBoot);
      assert.match(await adapter.refusal(KEY_REQUEST, {}), /text/);
    }),
  );
});

describe(SERIAL_EVENT, () => {
  it(
    'carries what the guest writes to COM1',
    withAdapter(async (adapter) => {
      await adapter.begin({ program: kernelC, stopOnEntry: false });
      const event = await adapter.next<SerialEvent>(SERIAL_EVENT);
      assert.equal(event.port, 1);
      assert.ok(Buffer.from(event.data, 'base64').length > 0);
    }),
  );
});

describe(SERIAL_INPUT_REQUEST, () => {
  it(
    'brings bytes to the guest, which echoes them',
    withAdapter(async (adapter) => {
      // mov dx, 0x3fd; wait: in al, dx; test al, 1; jz wait; mov dx, 0x3f8; in al, dx; out dx, al;
      // jmp start
      const program = bootSector(
        'echo.img',
        ...[0xba, 0xfd, 0x03, 0xec, 0xa8, 0x01, 0x74, 0xfb],
        ...[0xba, 0xf8, 0x03, 0xec, 0xee, 0xeb, 0xf1],
      );
      await adapter.begin({ program, stopOnEntry: false });
      const data = Buffer.from('ping').toString('base64');
      await adapter.ask(SERIAL_INPUT_REQUEST, { port: 1, data });
      let echoed = '';
      while (echoed.length < 4) {
        const event = await adapter.next<SerialEvent>(SERIAL_EVENT);
        echoed += Buffer.from(event.data, 'base64').toString();
      }
      assert.equal(echoed, 'ping');
    }),
  );
});
