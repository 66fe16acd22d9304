import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

/** Runs `use` with a folder of its own that is gone afterwards. */
export function withFolder(use: (folder: string) => void): void {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ringside-unit-'));
  try {
    use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes a file and the folders above it; returns its path. */
export function write(folder: string, name: string, content: string | Uint8Array): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}
