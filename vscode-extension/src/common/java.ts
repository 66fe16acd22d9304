import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import * as path from 'node:path';

/** The oldest Java that runs the debugger. */
export const REQUIRED_JAVA = 25;

/** A Java installation. */
export interface JavaHome {
  readonly home: string;
  readonly executable: string;
  /** As its `release` file tells, for example "25.0.3". */
  readonly version: string;
  readonly major: number;
  /** The whole `release` file: tells one build of Java from another. */
  readonly release: string;
}

/** Where to look. */
export interface JavaSearch {
  /** The setting `ringside.javaHome`; empty when unset. */
  readonly setting: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Folders whose subfolders are Java installations. */
  readonly installFolders?: readonly string[];
}

/** What was found: the Java to use, or the sentence that tells the user why there is none. */
export type JavaResult = { readonly java: JavaHome } | { readonly problem: string };

/**
 * Finds a Java that runs the debugger. Reads `release` files and starts no Java: `java -version`
 * alone would cost 50 ms each time.
 */
export function findJava(search: JavaSearch): JavaResult {
  const setting = search.setting.trim();
  if (setting !== '') {
    return javaOfSetting(setting, search.platform);
  }
  const tooOld: JavaHome[] = [];
  for (const home of candidateHomes(search)) {
    const java = readJavaHome(home, search.platform);
    if (java !== undefined && java.major >= REQUIRED_JAVA) {
      return { java };
    }
    if (java !== undefined) {
      tooOld.push(java);
    }
  }
  const newest = tooOld.sort((a, b) => b.major - a.major)[0];
  const found = newest === undefined ? 'none' : `only Java ${newest.version} in ${newest.home}`;
  return {
    problem:
      `Ringside needs Java ${REQUIRED_JAVA} or newer to run its debugger; found ${found}. ` +
      `Install a JDK ${REQUIRED_JAVA}, or set ‘ringside.javaHome’ to its folder.`,
  };
}

function javaOfSetting(setting: string, platform: NodeJS.Platform): JavaResult {
  const java = readJavaHome(setting, platform);
  if (java !== undefined && java.major >= REQUIRED_JAVA) {
    return { java };
  }
  const what =
    java === undefined ? 'no Java installation is there' : `that is Java ${java.version}`;
  return {
    problem:
      `The setting ‘ringside.javaHome’ is ‘${setting}’, but ${what}. ` +
      `Ringside needs the folder of a Java ${REQUIRED_JAVA} or newer, the one that holds bin/java.`,
  };
}

function* candidateHomes(search: JavaSearch): Generator<string> {
  for (const variable of ['RINGSIDE_JAVA_HOME', 'JAVA_HOME']) {
    const value = search.env[variable];
    if (value !== undefined && value !== '') {
      yield value;
    }
  }
  yield* homesOnPath(search);
  const folders = search.installFolders ?? usualFolders(search);
  for (const folder of folders) {
    yield* subfolders(folder);
  }
  if (search.platform === 'darwin' && search.installFolders === undefined) {
    yield* homeByMacTool();
  }
}

function* homesOnPath(search: JavaSearch): Generator<string> {
  const separator = search.platform === 'win32' ? ';' : ':';
  const folders = (search.env.PATH ?? search.env.Path ?? '').split(separator);
  for (const folder of folders.filter((f) => f !== '')) {
    const program = path.join(folder, executableName(search.platform));
    try {
      yield path.dirname(path.dirname(realpathSync(program)));
    } catch {
      // not here
    }
  }
}

function usualFolders(search: JavaSearch): string[] {
  const home = search.env.HOME ?? search.env.USERPROFILE ?? '/';
  const own = [path.join(home, '.sdkman/candidates/java'), path.join(home, '.jdks')];
  switch (search.platform) {
    case 'darwin':
      return ['/Library/Java/JavaVirtualMachines', ...own];
    case 'win32': {
      const programs = search.env.ProgramFiles ?? 'C:\\Program Files';
      const vendors = ['Eclipse Adoptium', 'Java', 'Microsoft', 'Zulu', 'Amazon Corretto'];
      return [...vendors.map((vendor) => path.join(programs, vendor)), ...own];
    }
    default:
      return ['/usr/lib/jvm', '/usr/java', '/opt', ...own];
  }
}

/** Newest names first, so that several JDKs give the same choice on every start. */
function subfolders(folder: string): string[] {
  try {
    const names = readdirSync(folder).sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
    return names.map((name) => path.join(folder, name));
  } catch {
    return [];
  }
}

function homeByMacTool(): string[] {
  try {
    const options = { encoding: 'utf8', timeout: 5000, stdio: 'pipe' } as const;
    return [execFileSync('/usr/libexec/java_home', ['-v', `${REQUIRED_JAVA}+`], options).trim()];
  } catch {
    return [];
  }
}

/** Reads an installation's `release` file; undefined where there is no runnable Java. */
export function readJavaHome(home: string, platform: NodeJS.Platform): JavaHome | undefined {
  for (const candidate of [home, path.join(home, 'Contents', 'Home')]) {
    const executable = path.join(candidate, 'bin', executableName(platform));
    try {
      const release = readFileSync(path.join(candidate, 'release'), 'utf8');
      const version = /^JAVA_VERSION="?([^"\r\n]+)"?/m.exec(release)?.[1];
      if (version !== undefined && existsSync(executable)) {
        return { home: candidate, executable, version, major: majorVersion(version), release };
      }
    } catch {
      // no installation here
    }
  }
  return undefined;
}

/** 25 for "25.0.3" and "25-ea", 8 for "1.8.0_402", 0 for what is no version. */
export function majorVersion(version: string): number {
  const match = /^(?:1\.)?(\d+)/.exec(version);
  return match?.[1] === undefined ? 0 : Number.parseInt(match[1], 10);
}

function executableName(platform: NodeJS.Platform): string {
  return platform === 'win32' ? 'java.exe' : 'java';
}

/** Variables that make every JVM print to the stream which carries the protocol, or change flags. */
export const JVM_VARIABLES = ['JAVA_TOOL_OPTIONS', 'JDK_JAVA_OPTIONS', '_JAVA_OPTIONS'] as const;
