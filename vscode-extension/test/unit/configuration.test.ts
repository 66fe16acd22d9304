import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { describe, it } from 'node:test';
import {
  configurationFor,
  isEmpty,
  portOf,
  problemOf,
  withAbsolutePaths,
  type RingsideConfiguration,
} from '../../src/common/configuration';

function launch(attributes: Record<string, unknown>): RingsideConfiguration {
  return { type: 'ringside', request: 'launch', name: 'Test', ...attributes };
}

describe('configurationFor', () => {
  it('writes a path inside the folder in terms of the folder', () => {
    const made = configurationFor({ file: '/work/os/out/boot.img', kind: 'disk' }, '/work/os');
    assert.equal(made.program, '${workspaceFolder}/out/boot.img');
    assert.equal(made.name, 'Debug boot.img');
    assert.equal(made.request, 'launch');
  });

  it('writes a path outside the folder as it is', () => {
    const made = configurationFor({ file: '/other/boot.img', kind: 'disk' }, '/work/os');
    assert.equal(made.program, '/other/boot.img');
  });
});

describe('isEmpty', () => {
  it('holds for F5 without launch.json only', () => {
    assert.ok(isEmpty({}));
    assert.ok(!isEmpty(launch({})));
    assert.ok(!isEmpty({ name: 'unfinished' }));
  });
});

describe('problemOf', () => {
  it('names the missing image', () => {
    assert.match(problemOf(launch({})) ?? '', /‘Test’ names no image.*‘program’/);
    assert.match(problemOf(launch({ program: ' ' })) ?? '', /names no image/);
    assert.match(problemOf(launch({ program: 7 })) ?? '', /names no image/);
    assert.equal(problemOf(launch({ program: 'boot.img' })), undefined);
  });

  it('names an unknown request', () => {
    const configuration = { ...launch({}), request: 'run' };
    assert.match(problemOf(configuration) ?? '', /‘run’.*‘launch’ and ‘attach’/);
  });

  it('names the missing port', () => {
    assert.match(problemOf({ ...launch({}), request: 'attach' }) ?? '', /no ‘port’/);
    assert.equal(problemOf({ ...launch({ port: 4711 }), request: 'attach' }), undefined);
  });
});

describe('portOf', () => {
  const ports: [unknown, number | undefined][] = [
    [4711, 4711],
    ['4711', 4711],
    [0, undefined],
    [65536, undefined],
    [1.5, undefined],
    ['', undefined],
    ['http', undefined],
    [undefined, undefined],
  ];
  for (const [given, port] of ports) {
    it(`is ${String(port)} for ${given === undefined ? 'nothing' : JSON.stringify(given)}`, () => {
      assert.equal(portOf(launch({ port: given })), port);
    });
  }
});

describe('withAbsolutePaths', () => {
  it('resolves every attribute that names files', () => {
    const given = launch({
      program: 'boot.img',
      initrd: '/abs/initrd',
      serial: 'com1.txt',
      disks: ['data.img,rw', 7],
      symbols: ['boot.lst@0x7c00'],
    });
    assert.deepEqual(withAbsolutePaths(given, '/work/os'), {
      ...given,
      program: path.resolve('/work/os/boot.img'),
      initrd: '/abs/initrd',
      serial: '/work/os/com1.txt',
      disks: ['/work/os/data.img,rw', 7],
      symbols: ['/work/os/boot.lst@0x7c00'],
      cwd: '/work/os',
    });
  });

  it('resolves a single disk too', () => {
    assert.equal(withAbsolutePaths(launch({ disks: 'a.img,rw' }), '/work').disks, '/work/a.img,rw');
  });

  it('leaves words of the serial port and empty values alone', () => {
    const made = withAbsolutePaths(launch({ program: 'a', serial: 'stdio', initrd: '' }), '/work');
    assert.equal(made.serial, 'stdio');
    assert.equal(made.initrd, '');
  });

  it('changes nothing without a folder', () => {
    assert.deepEqual(
      withAbsolutePaths(launch({ program: 'a' }), undefined),
      launch({ program: 'a' }),
    );
  });
});

interface Attribute {
  readonly markdownDescription?: string;
  readonly enum?: string[];
  readonly markdownEnumDescriptions?: string[];
}

interface Debugger {
  readonly type: string;
  readonly configurationAttributes: Record<string, { properties: Record<string, Attribute> }>;
  readonly configurationSnippets: { body: Record<string, unknown> }[];
}

interface Manifest {
  readonly contributes: {
    readonly breakpoints: { language: string }[];
    readonly languages: { id: string; extensions: string[] }[];
    readonly debuggers: Debugger[];
  };
}

describe('package.json', () => {
  // From out/js/test/unit.
  const file = path.join(__dirname, '../../../../package.json');
  const { contributes } = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  const debug = contributes.debuggers[0]!;

  it('describes every attribute and every value of one', () => {
    for (const { properties } of Object.values(debug.configurationAttributes)) {
      for (const [name, attribute] of Object.entries(properties)) {
        assert.ok((attribute.markdownDescription ?? '').length > 10, name);
        assert.equal(attribute.enum?.length, attribute.markdownEnumDescriptions?.length, name);
      }
    }
  });

  it('uses only described attributes in its snippets', () => {
    const general = ['type', 'name', 'request'];
    for (const { body } of debug.configurationSnippets) {
      const known = debug.configurationAttributes[String(body.request)]!.properties;
      for (const attribute of Object.keys(body)) {
        assert.ok(general.includes(attribute) || attribute in known, attribute);
      }
    }
    assert.ok(debug.configurationSnippets.length >= 6);
  });

  it('allows breakpoints in every language it brings', () => {
    const allowed = contributes.breakpoints.map(({ language }) => language);
    for (const { id } of contributes.languages) {
      assert.ok(allowed.includes(id), id);
    }
    const endings = contributes.languages.flatMap(({ extensions }) => extensions);
    for (const ending of ['.asm', '.s', '.S', '.nasm', '.inc', '.lst']) {
      assert.ok(endings.includes(ending), ending);
    }
  });
});
