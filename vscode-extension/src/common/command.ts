import { existsSync, readFileSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { JVM_VARIABLES, type JavaHome } from './java';

/** A program to start: the adapter. */
export interface AdapterCommand {
  readonly executable: string;
  readonly args: readonly string[];
  /** Variables over those of VS Code; undefined removes one. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What the adapter is started from. */
export interface AdapterParts {
  readonly java: JavaHome;
  readonly jar: string;
  /** The JVM's flags, from {@link readFlags}. */
  readonly flags: readonly string[];
  /** More flags, from the user's settings. */
  readonly userFlags: readonly string[];
  /** A start-up cache made by this Java for this jar; undefined for none. */
  readonly cache: string | undefined;
}

/** The JVM's flags where the jar comes without a file of them. */
const DEFAULT_FLAGS = [
  // Nothing but the protocol may reach stdout; these come first so that they hold for the rest.
  '-Xlog:disable',
  '-Xlog:all=warning:stderr',
  '-XX:+DisplayVMOutputToStderr',
  '-XX:+UseSerialGC',
  '-Xms12m',
  '-Xmn4m',
  '--enable-native-access=ALL-UNNAMED',
];

/** Reads a file of JVM flags: one or more a line, `#` begins a comment. */
export function readFlags(file: string): string[] {
  try {
    const lines = readFileSync(file, 'utf8').split(/\r?\n/);
    return lines.map((line) => line.replace(/#.*/, '').trim()).flatMap(words);
  } catch {
    return [...DEFAULT_FLAGS];
  }
}

function words(line: string): string[] {
  return line.split(/\s+/).filter((word) => word !== '');
}

/** The command that serves one session on stdin and stdout. */
export function adapterCommand(parts: AdapterParts): AdapterCommand {
  const cache = parts.cache === undefined ? [] : [`-XX:AOTCache=${parts.cache}`];
  return {
    executable: parts.java.executable,
    args: [...parts.flags, ...cache, ...parts.userFlags, '-jar', parts.jar, 'dap'],
    env: Object.fromEntries(JVM_VARIABLES.map((name) => [name, undefined])),
  };
}

/** Why the jar cannot be started; undefined when it is there. */
export function jarProblem(jar: string, fromSetting: boolean): string | undefined {
  if (existsSync(jar) && statSync(jar).isFile()) {
    return undefined;
  }
  return fromSetting
    ? `The setting ‘ringside.jar’ names ‘${jar}’, which is no file.`
    : `The extension's debugger is missing: ‘${path.basename(jar)}’ was not found in ` +
        `‘${path.dirname(jar)}’. Install the extension again.`;
}
