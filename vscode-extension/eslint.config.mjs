import js from '@eslint/js';
import ts from 'typescript-eslint';

const scripts = {
  files: ['**/*.mjs'],
  languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
};

export default ts.config(
  { ignores: ['out/', 'target/', 'server/', 'node_modules/'] },
  js.configs.recommended,
  scripts,
  {
    files: ['**/*.ts'],
    extends: [ts.configs.strictTypeChecked, ts.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['tsconfig.json', 'src/webview/tsconfig.json', 'e2e/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      'max-lines': ['error', { max: 500, skipBlankLines: false }],
      'max-lines-per-function': ['error', { max: 60, skipComments: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: true },
      ],
    },
  },
  {
    // A group of tests is one function to the linter; node:test's promises need no awaiting.
    files: ['test/**/*.ts', 'e2e/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-floating-promises': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    // The layers: common knows neither VS Code nor the browser.
    files: ['src/common/**/*.ts', 'src/webview/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: ['vscode'] }] },
  },
);
