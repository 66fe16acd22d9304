import * as path from 'node:path';
import * as vscode from 'vscode';
import {
  configurationFor,
  DEBUG_TYPE,
  isEmpty,
  problemOf,
  withAbsolutePaths,
  type RingsideConfiguration,
} from '../common/configuration';
import { IMAGE_GLOB, imageFor, type BootImage } from '../common/discovery';
import { fileKind } from '../common/image';

type Folder = vscode.WorkspaceFolder | undefined;

const MOST_IMAGES = 50;

/** Completes configurations, and makes one where there is no launch.json. */
export class ConfigurationProvider implements vscode.DebugConfigurationProvider {
  /** @param ready tells the user what the adapter lacks; false when it cannot start */
  constructor(private readonly ready: () => Promise<boolean>) {}

  async resolveDebugConfiguration(
    folder: Folder,
    configuration: vscode.DebugConfiguration,
  ): Promise<vscode.DebugConfiguration | undefined> {
    if (isEmpty(configuration)) {
      const image = await imageToDebug();
      return image === undefined ? undefined : configurationFor(image, folder?.uri.fsPath);
    }
    return configuration;
  }

  async resolveDebugConfigurationWithSubstitutedVariables(
    folder: Folder,
    configuration: vscode.DebugConfiguration,
  ): Promise<vscode.DebugConfiguration | undefined> {
    const problem = problemOf(configuration);
    if (problem !== undefined) {
      await vscode.window.showErrorMessage(problem);
      return undefined;
    }
    if (configuration.request === 'launch' && !(await this.ready())) {
      return undefined;
    }
    const cwd: unknown = configuration.cwd;
    const base = typeof cwd === 'string' && cwd !== '' ? cwd : folder?.uri.fsPath;
    return withAbsolutePaths(configuration, base);
  }
}

/** Offers each boot image of the workspace in the debug view's list. */
export class DynamicConfigurations implements vscode.DebugConfigurationProvider {
  async provideDebugConfigurations(folder: Folder): Promise<vscode.DebugConfiguration[]> {
    const images = await imagesOfWorkspace(folder);
    return images.map((image): RingsideConfiguration => {
      const configuration = configurationFor(image, folder?.uri.fsPath);
      const shown =
        folder === undefined ? image.file : path.relative(folder.uri.fsPath, image.file);
      return { ...configuration, name: `Debug ${shown}` };
    });
  }
}

/** Fills a new launch.json with what the workspace holds. */
export class InitialConfigurations implements vscode.DebugConfigurationProvider {
  async provideDebugConfigurations(folder: Folder): Promise<vscode.DebugConfiguration[]> {
    const active = activeFile();
    const beside = active === undefined ? undefined : imageFor(active);
    const images = beside === undefined ? await imagesOfWorkspace(folder) : [beside];
    const first: BootImage = images[0] ?? {
      file: path.join(folder?.uri.fsPath ?? '', 'boot.img'),
      kind: 'disk',
    };
    return [configurationFor(first, folder?.uri.fsPath)];
  }
}

/** Starts a session for an image or for the image beside a source: the menus' command. */
export async function debugImage(uri?: vscode.Uri): Promise<void> {
  const file = uri?.fsPath;
  const kind = file === undefined ? undefined : fileKind(file);
  let image: BootImage | undefined;
  if (file !== undefined && kind !== undefined) {
    image = { file, kind };
  } else {
    image = file === undefined ? await imageToDebug() : (imageFor(file) ?? (await imageToDebug()));
  }
  if (image === undefined) {
    return;
  }
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(image.file));
  await vscode.debug.startDebugging(folder, configurationFor(image, folder?.uri.fsPath));
}

/** The image that the user means; asks where several fit and tells where none does. */
async function imageToDebug(): Promise<BootImage | undefined> {
  const active = activeFile();
  const beside = active === undefined ? undefined : imageFor(active);
  if (beside !== undefined) {
    return beside;
  }
  const images = await imagesOfWorkspace(undefined);
  if (images.length > 1) {
    return pick(images);
  }
  if (images[0] === undefined) {
    await vscode.window.showErrorMessage(
      'No boot image was found in this folder. Build one first (for example ' +
        '‘nasm -f bin boot.asm -o boot.img -l boot.lst’), or name one as ‘program’ in launch.json.',
    );
  }
  return images[0];
}

async function pick(images: readonly BootImage[]): Promise<BootImage | undefined> {
  const items = images.map((image) => ({
    label: path.basename(image.file),
    description: vscode.workspace.asRelativePath(path.dirname(image.file)),
    detail: image.kind,
    image,
  }));
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: 'Which image to debug' });
  return chosen?.image;
}

async function imagesOfWorkspace(folder: Folder): Promise<BootImage[]> {
  const pattern =
    folder === undefined ? IMAGE_GLOB : new vscode.RelativePattern(folder, IMAGE_GLOB);
  const files = await vscode.workspace.findFiles(pattern, '**/node_modules/**', MOST_IMAGES);
  const images: BootImage[] = [];
  for (const file of files.map((uri) => uri.fsPath).sort()) {
    const kind = fileKind(file);
    if (kind !== undefined) {
      images.push({ file, kind });
    }
  }
  return images;
}

/** The file in front, also one that no text editor shows: an image opens in a viewer. */
function activeFile(): string | undefined {
  const input: unknown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom) {
    return input.uri.scheme === 'file' ? input.uri.fsPath : undefined;
  }
  const document = vscode.window.activeTextEditor?.document;
  return document?.uri.scheme === 'file' ? document.uri.fsPath : undefined;
}

/** Registers the three providers. */
export function registerConfigurations(ready: () => Promise<boolean>): vscode.Disposable {
  const { Dynamic, Initial } = vscode.DebugConfigurationProviderTriggerKind;
  const register = vscode.debug.registerDebugConfigurationProvider.bind(vscode.debug);
  return vscode.Disposable.from(
    register(DEBUG_TYPE, new ConfigurationProvider(ready)),
    register(DEBUG_TYPE, new InitialConfigurations(), Initial),
    register(DEBUG_TYPE, new DynamicConfigurations(), Dynamic),
  );
}
