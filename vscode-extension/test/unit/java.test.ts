import assert from 'node:assert/strict';
import { symlinkSync, mkdirSync } from 'node:fs';
import * as path from 'node:path';
import { describe, it } from 'node:test';
import { findJava, majorVersion, readJavaHome, type JavaSearch } from '../../src/common/java';
import { withFolder, write } from './folders';

function installJava(folder: string, name: string, version: string): string {
  write(folder, `${name}/release`, `IMPLEMENTOR="Test"\nJAVA_VERSION="${version}"\n`);
  write(folder, `${name}/bin/java`, '');
  return path.join(folder, name);
}

function search(over: Partial<JavaSearch>): JavaSearch {
  return { setting: '', env: {}, platform: 'linux', installFolders: [], ...over };
}

function homeOf(found: ReturnType<typeof findJava>): string {
  assert.ok('java' in found, 'problem' in found ? found.problem : '');
  return found.java.home;
}

function problemOf(found: ReturnType<typeof findJava>): string {
  assert.ok('problem' in found, 'a Java was found');
  return found.problem;
}

describe('findJava', () => {
  it('takes the setting before everything else', () => {
    withFolder((folder) => {
      const chosen = installJava(folder, 'chosen', '25.0.1');
      const other = installJava(folder, 'other', '26');
      const found = findJava(search({ setting: chosen, env: { JAVA_HOME: other } }));
      assert.equal(homeOf(found), chosen);
    });
  });

  it('prefers RINGSIDE_JAVA_HOME to JAVA_HOME', () => {
    withFolder((folder) => {
      const own = installJava(folder, 'own', '25');
      const env = { RINGSIDE_JAVA_HOME: own, JAVA_HOME: installJava(folder, 'general', '25.0.3') };
      assert.equal(homeOf(findJava(search({ env }))), own);
    });
  });

  it('passes over a JAVA_HOME that is too old', () => {
    withFolder((folder) => {
      const env = { JAVA_HOME: installJava(folder, 'old', '17.0.12') };
      const jdk = installJava(folder, 'jvm/jdk-25', '25.0.3');
      const installFolders = [path.join(folder, 'jvm')];
      assert.equal(homeOf(findJava(search({ env, installFolders }))), jdk);
    });
  });

  it('follows the symbolic link on PATH to the installation', () => {
    withFolder((folder) => {
      const jdk = installJava(folder, 'jdk', '25.0.3');
      mkdirSync(path.join(folder, 'bin'));
      symlinkSync(path.join(jdk, 'bin/java'), path.join(folder, 'bin/java'));
      const env = { PATH: `/nowhere:${path.join(folder, 'bin')}` };
      assert.equal(homeOf(findJava(search({ env }))), jdk);
    });
  });

  it('takes the newest name in the usual folders', () => {
    withFolder((folder) => {
      for (const version of ['17', '25', '9', '26']) {
        installJava(folder, `jdk-${version}`, version);
      }
      const found = findJava(search({ installFolders: [folder] }));
      assert.equal(homeOf(found), path.join(folder, 'jdk-26'));
    });
  });

  it('looks into Contents/Home of a macOS bundle', () => {
    withFolder((folder) => {
      const home = installJava(folder, 'temurin-25.jdk/Contents/Home', '25.0.3');
      const found = findJava(search({ platform: 'darwin', installFolders: [folder] }));
      assert.equal(homeOf(found), home);
    });
  });

  it('says which Java is too old when there is no other', () => {
    withFolder((folder) => {
      const old = installJava(folder, 'old', '21.0.2');
      const problem = problemOf(findJava(search({ env: { JAVA_HOME: old } })));
      assert.match(problem, /needs Java 25 or newer/);
      assert.ok(problem.includes(`only Java 21.0.2 in ${old}`), problem);
      assert.match(problem, /ringside\.javaHome/);
    });
  });

  it('says that none was found', () => {
    assert.match(problemOf(findJava(search({}))), /found none.*Install a JDK 25/);
  });

  it('does not look elsewhere when the setting is wrong, and names it', () => {
    withFolder((folder) => {
      const env = { JAVA_HOME: installJava(folder, 'good', '25') };
      const problem = problemOf(findJava(search({ setting: path.join(folder, 'none'), env })));
      assert.match(problem, /setting ‘ringside\.javaHome’.*no Java installation/);
      const old = installJava(folder, 'old', '1.8.0_402');
      assert.match(problemOf(findJava(search({ setting: old, env }))), /that is Java 1\.8\.0_402/);
    });
  });
});

describe('readJavaHome', () => {
  it('wants the release file and the program', () => {
    withFolder((folder) => {
      write(folder, 'half/release', 'JAVA_VERSION="25"\n');
      write(folder, 'other/bin/java', '');
      assert.equal(readJavaHome(path.join(folder, 'half'), 'linux'), undefined);
      assert.equal(readJavaHome(path.join(folder, 'other'), 'linux'), undefined);
    });
  });

  it('wants java.exe on Windows', () => {
    withFolder((folder) => {
      const home = installJava(folder, 'jdk', '25');
      assert.equal(readJavaHome(home, 'win32'), undefined);
      write(folder, 'jdk/bin/java.exe', '');
      assert.equal(readJavaHome(home, 'win32')?.executable, path.join(home, 'bin', 'java.exe'));
    });
  });
});

describe('majorVersion', () => {
  const versions: [string, number][] = [
    ['25', 25],
    ['25.0.3', 25],
    ['25-ea', 25],
    ['1.8.0_402', 8],
    ['26.0.1+9', 26],
    ['nonsense', 0],
  ];
  for (const [version, major] of versions) {
    it(`is ${major} for ${version}`, () => {
      assert.equal(majorVersion(version), major);
    });
  }
});
