// The page that draws the guest's screen; runs in the webview's browser.
import type { FromPage, ScreenContents, ToPage } from '../common/messages';
import { renderScreen, typedBy, type Run } from '../common/screen';

declare function acquireVsCodeApi(): { postMessage(message: FromPage): void };

const api = acquireVsCodeApi();
const screenElement = required('screen');
const note = required('note');

function required(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) {
    throw new Error(`no element ${id}`);
  }
  return element;
}

function draw(screen: ScreenContents): void {
  const cells = Uint8Array.from(atob(screen.cells), (c) => c.charCodeAt(0));
  const rows = renderScreen(screen, cells).map((runs) => {
    const row = document.createElement('div');
    row.append(...runs.map(drawRun));
    return row;
  });
  screenElement.replaceChildren(...rows);
  screenElement.style.setProperty('--columns', String(screen.columns));
  screenElement.style.setProperty('--rows', String(screen.rows));
}

function drawRun(run: Run): HTMLElement {
  const span = document.createElement('span');
  span.textContent = run.text;
  span.className = `f${run.foreground} b${run.background}`;
  span.classList.toggle('blink', run.blink);
  span.classList.toggle('cursor', run.cursor);
  return span;
}

window.addEventListener('message', (event: MessageEvent<ToPage>) => {
  const message = event.data;
  if (message.kind === 'screen') {
    note.textContent = '';
    draw(message.screen);
  } else {
    note.textContent = message.text;
  }
});

screenElement.addEventListener('keydown', (event) => {
  const text = typedBy(event.key, event.ctrlKey || event.altKey || event.metaKey);
  if (text !== '') {
    event.preventDefault();
    event.stopPropagation();
    api.postMessage({ kind: 'keys', text });
  }
});

api.postMessage({ kind: 'ready' });
