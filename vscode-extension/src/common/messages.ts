/** The adapter's messages beyond the Debug Adapter Protocol, and those of the screen's page. */

/** Event: the guest wrote to a serial port. */
export const SERIAL_EVENT = 'ringside/serial';
/** Request: what stands on the guest's screen. */
export const SCREEN_REQUEST = 'ringside/screen';
/** Request: types on the guest's keyboard. */
export const KEY_REQUEST = 'ringside/key';
/** Request: sends bytes to a serial port. */
export const SERIAL_INPUT_REQUEST = 'ringside/serialInput';

export interface SerialEvent {
  /** 1 for COM1, 2 for COM2, 233 for the debug console at port 0xe9. */
  readonly port: number;
  /** Base64. */
  readonly data: string;
}

/** A screen in text mode. */
export interface ScreenContents {
  readonly columns: number;
  readonly rows: number;
  /** Base64: character and attribute of each cell, row by row. */
  readonly cells: string;
  readonly cursorRow: number;
  readonly cursorColumn: number;
  readonly cursorVisible: boolean;
}

/** From the extension to the page that shows the screen. */
export type ToPage =
  | { readonly kind: 'screen'; readonly screen: ScreenContents }
  | { readonly kind: 'none'; readonly text: string };

/** From the page: keys typed there, or that it is ready to show something. */
export type FromPage =
  { readonly kind: 'keys'; readonly text: string } | { readonly kind: 'ready' };
