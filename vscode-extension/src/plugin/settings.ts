import * as vscode from 'vscode';

/** The user's settings under `ringside.`, with the defaults of package.json. */
export function setting<T>(name: string, fallback: T): T {
  return vscode.workspace.getConfiguration('ringside').get<T>(name, fallback);
}
