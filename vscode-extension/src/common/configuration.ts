import * as path from 'node:path';
import type { BootImage } from './discovery';

export const DEBUG_TYPE = 'ringside';

/** A configuration as launch.json holds it; the adapter checks the attributes. */
export interface RingsideConfiguration {
  type: string;
  name: string;
  request: string;
  [attribute: string]: unknown;
}

/** The attributes that name one file. */
const FILES = ['program', 'initrd', 'debugcon'] as const;
/** Values of attributes that must not be taken for file names. */
const SERIAL_WORDS = ['stdio', 'off'];

/** A configuration for an image, as if it stood in a launch.json. */
export function configurationFor(image: BootImage, folder?: string): RingsideConfiguration {
  const inside = folder === undefined ? undefined : relativeInside(folder, image.file);
  return {
    type: DEBUG_TYPE,
    request: 'launch',
    name: `Debug ${path.basename(image.file)}`,
    program: inside === undefined ? image.file : '${workspaceFolder}/' + inside,
    stopOnEntry: true,
  };
}

function relativeInside(folder: string, file: string): string | undefined {
  const relative = path.relative(folder, file);
  const outside = relative.startsWith('..') || path.isAbsolute(relative);
  return outside ? undefined : relative.split(path.sep).join('/');
}

/** Whether VS Code handed over a configuration without content: F5 without launch.json. */
export function isEmpty(configuration: Readonly<Partial<RingsideConfiguration>>): boolean {
  return (
    configuration.type === undefined &&
    configuration.request === undefined &&
    configuration.name === undefined
  );
}

/**
 * The reason why a configuration cannot start, as a sentence for the user; undefined when the
 * adapter may judge the rest.
 */
export function problemOf(configuration: Readonly<RingsideConfiguration>): string | undefined {
  const name = `The configuration ‘${configuration.name}’`;
  if (configuration.request === 'attach') {
    return portOf(configuration) === undefined
      ? `${name} attaches but has no ‘port’: write the one that ‘ringside run IMAGE --dap HOST:PORT’ listens at.`
      : undefined;
  }
  if (configuration.request !== 'launch') {
    return `${name} has the request ‘${configuration.request}’; Ringside knows ‘launch’ and ‘attach’.`;
  }
  const { program } = configuration;
  return typeof program === 'string' && program.trim() !== ''
    ? undefined
    : `${name} names no image: write its path as ‘program’.`;
}

/** The TCP port to attach to: 1 to 65535, also written as text; else undefined. */
export function portOf(configuration: Readonly<RingsideConfiguration>): number | undefined {
  const { port } = configuration;
  const number = typeof port === 'string' ? Number(port.trim() || Number.NaN) : port;
  const valid = typeof number === 'number' && Number.isInteger(number);
  return valid && number > 0 && number < 65536 ? number : undefined;
}

/** Makes the paths in a configuration absolute, since the adapter runs in another folder. */
export function withAbsolutePaths(
  configuration: Readonly<RingsideConfiguration>,
  folder: string | undefined,
): RingsideConfiguration {
  if (folder === undefined) {
    return { ...configuration };
  }
  const result: RingsideConfiguration = { ...configuration };
  for (const attribute of FILES) {
    const value = result[attribute];
    if (typeof value === 'string' && value !== '') {
      result[attribute] = path.resolve(folder, value);
    }
  }
  if (typeof result.serial === 'string' && !SERIAL_WORDS.includes(result.serial)) {
    result.serial = path.resolve(folder, result.serial);
  }
  for (const attribute of ['disks', 'symbols']) {
    const value = result[attribute];
    if (typeof value === 'string' && value !== '') {
      result[attribute] = path.resolve(folder, value);
    } else if (Array.isArray(value)) {
      result[attribute] = value.map((item: unknown) =>
        typeof item === 'string' ? path.resolve(folder, item) : item,
      );
    }
  }
  result.cwd ??= folder;
  return result;
}
