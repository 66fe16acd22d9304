// Bundles the extension and the script of its screen view; everything else in out/ is for the tests.
import { build } from 'esbuild';

const common = { bundle: true, minify: true, sourcemap: false, logLevel: 'warning' };

await build({
  ...common,
  entryPoints: ['src/plugin/extension.ts'],
  outfile: 'out/extension.js',
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['vscode'],
});
await build({
  ...common,
  entryPoints: ['src/webview/screenPage.ts'],
  outfile: 'out/screenPage.js',
  platform: 'browser',
  target: 'es2022',
  format: 'iife',
});
