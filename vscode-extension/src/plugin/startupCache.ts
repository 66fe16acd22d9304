import * as path from 'node:path';
import type * as vscode from 'vscode';
import { cacheName, trainCache, usableCache } from '../common/startupTraining';
import type { AdapterParts } from '../common/command';
import { setting } from './settings';

/** After the first session has started, before it is likely to be over. */
const TRAINING_DELAY = 5000;

/**
 * Keeps an ahead-of-time cache for the user's Java and this jar. It is made by a session of its
 * own in the background: recording in the user's session would cost time at its end.
 */
export class StartupCache implements vscode.Disposable {
  private training: NodeJS.Timeout | undefined;
  private stop: (() => void) | undefined;

  constructor(private readonly folder: string) {}

  /** The cache's file if there is one; else plans to make it for the next session. */
  find(parts: Omit<AdapterParts, 'cache'>): string | undefined {
    if (!setting<boolean>('startupCache', true) || parts.userFlags.length > 0) {
      return undefined;
    }
    const file = path.join(this.folder, cacheName(parts));
    if (usableCache(file)) {
      return file;
    }
    this.training ??= setTimeout(() => {
      this.stop = trainCache(parts, file);
    }, TRAINING_DELAY);
    return undefined;
  }

  dispose(): void {
    clearTimeout(this.training);
    this.stop?.();
  }
}
