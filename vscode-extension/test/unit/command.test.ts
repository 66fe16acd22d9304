import assert from 'node:assert/strict';
import { utimesSync } from 'node:fs';
import { describe, it } from 'node:test';
import { adapterCommand, jarProblem, readFlags } from '../../src/common/command';
import type { JavaHome } from '../../src/common/java';
import { cacheName, usableCache } from '../../src/common/startupTraining';
import { withFolder, write } from './folders';

const java: JavaHome = {
  home: '/jdk',
  executable: '/jdk/bin/java',
  version: '25.0.3',
  major: 25,
  release: 'JAVA_VERSION="25.0.3"',
};

describe('adapterCommand', () => {
  const parts = { java, jar: '/x/ringside.jar', flags: ['-Xmx256m'], userFlags: [] };

  it('runs the jar as a DAP server', () => {
    const { executable, args } = adapterCommand({ ...parts, cache: undefined });
    assert.equal(executable, '/jdk/bin/java');
    assert.deepEqual(args, ['-Xmx256m', '-jar', '/x/ringside.jar', 'dap']);
  });

  it('names the cache and puts the user’s flags last', () => {
    const { args } = adapterCommand({ ...parts, userFlags: ['-Xmx1g'], cache: '/c/a.aot' });
    assert.deepEqual(args.slice(0, 3), ['-Xmx256m', '-XX:AOTCache=/c/a.aot', '-Xmx1g']);
  });

  it('removes the variables that make a JVM print to stdout', () => {
    const { env } = adapterCommand({ ...parts, cache: undefined });
    assert.deepEqual(Object.keys(env), ['JAVA_TOOL_OPTIONS', 'JDK_JAVA_OPTIONS', '_JAVA_OPTIONS']);
    assert.ok(Object.values(env).every((value) => value === undefined));
  });
});

describe('readFlags', () => {
  it('reads words and skips comments', () => {
    withFolder((folder) => {
      const file = write(
        folder,
        'jvm.flags',
        '# keep stdout clean\n-Xlog:disable -Xms12m\n\n-Xmn4m # young\n',
      );
      assert.deepEqual(readFlags(file), ['-Xlog:disable', '-Xms12m', '-Xmn4m']);
    });
  });

  it('keeps stdout clean also without the file', () => {
    const flags = readFlags('/nowhere/jvm.flags');
    assert.deepEqual(flags.slice(0, 3), [
      '-Xlog:disable',
      '-Xlog:all=warning:stderr',
      '-XX:+DisplayVMOutputToStderr',
    ]);
  });
});

describe('jarProblem', () => {
  it('names the setting when it chose the jar', () => {
    assert.match(
      jarProblem('/nowhere/a.jar', true) ?? '',
      /‘ringside\.jar’ names ‘\/nowhere\/a\.jar’/,
    );
    assert.match(jarProblem('/nowhere/a.jar', false) ?? '', /Install the extension again/);
    withFolder((folder) => {
      assert.equal(jarProblem(write(folder, 'a.jar', 'x'), true), undefined);
      assert.notEqual(jarProblem(folder, true), undefined);
    });
  });
});

describe('cacheName', () => {
  it('changes with the jar, the Java and the flags, and with nothing else', () => {
    withFolder((folder) => {
      const jar = write(folder, 'a.jar', 'x');
      const parts = { java, jar, flags: ['-Xmx1g'], userFlags: [] };
      const name = cacheName(parts);
      assert.equal(cacheName({ ...parts }), name);
      assert.notEqual(cacheName({ ...parts, flags: [] }), name);
      assert.notEqual(cacheName({ ...parts, java: { ...java, release: 'other' } }), name);
      utimesSync(jar, 1, 1);
      assert.notEqual(cacheName(parts), name);
    });
  });
});

describe('usableCache', () => {
  it('wants a file with content', () => {
    withFolder((folder) => {
      assert.ok(!usableCache(`${folder}/none`));
      assert.ok(!usableCache(write(folder, 'empty', '')));
      assert.ok(usableCache(write(folder, 'full', 'x')));
    });
  });
});
