// Makes ringside.vsix: the extension with the adapter's jar in server/.
//
//   node package.mjs [JAR]      default: ../adapter/target/ringside.jar
import { copyFileSync, existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVSIX } from '@vscode/vsce';

const here = path.dirname(fileURLToPath(import.meta.url));
const jar = path.resolve(process.argv[2] ?? path.join(here, '../adapter/target/ringside.jar'));
const vsix = path.join(here, 'ringside.vsix');

if (!existsSync(jar)) {
  console.error(`No ${jar}: build the adapter first, with ‘mvn package’ in the folder above.`);
  process.exit(1);
}
const server = path.join(here, 'server');
rmSync(server, { recursive: true, force: true });
mkdirSync(server, { recursive: true });

copyFileSync(jar, path.join(server, 'ringside.jar'));
const flags = path.join(here, '../adapter/jvm.flags');
if (existsSync(flags)) {
  copyFileSync(flags, path.join(server, 'jvm.flags'));
}
const license = path.join(here, 'LICENSE');
copyFileSync(path.join(here, '../LICENSE'), license);
try {
  await createVSIX({
    cwd: here,
    packagePath: vsix,
    dependencies: false,
    allowMissingRepository: true,
  });
} finally {
  rmSync(license, { force: true });
}
console.log(`${path.relative(process.cwd(), vsix)}: ${(statSync(vsix).size / 1e6).toFixed(1)} MB`);
