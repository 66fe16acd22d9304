import * as vscode from 'vscode';
import { expressionAt, registersIn } from '../common/assembly';

const LANGUAGES = ['ringside-asm', 'ringside-listing', 'asm', 'nasm', 'gas', 'masm', 'tasm', 's'];

/** Hovers in assembly: registers, labels, and memory operands with the pointer on a bracket. */
const hovers: vscode.EvaluatableExpressionProvider = {
  provideEvaluatableExpression(document, position) {
    const found = expressionAt(document.lineAt(position.line).text, position.character);
    if (found === undefined) {
      return undefined;
    }
    const range = new vscode.Range(position.line, found.start, position.line, found.end);
    return new vscode.EvaluatableExpression(range, found.text);
  },
};

/** The registers of the line where the guest stands, as values at its end. */
const inlineValues: vscode.InlineValuesProvider = {
  provideInlineValues(document, _viewPort, context) {
    const line = context.stoppedLocation.start.line;
    return registersIn(document.lineAt(line).text).map(({ text, start, end }) => {
      const range = new vscode.Range(line, start, line, end);
      return new vscode.InlineValueEvaluatableExpression(range, text);
    });
  },
};

export function registerAssemblyValues(): vscode.Disposable {
  const selector = LANGUAGES.map((language) => ({ language }));
  return vscode.Disposable.from(
    vscode.languages.registerEvaluatableExpressionProvider(selector, hovers),
    vscode.languages.registerInlineValuesProvider(selector, inlineValues),
  );
}
