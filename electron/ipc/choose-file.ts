import type { BrowserWindow, Dialog } from 'electron';

/** Asks where a new file is to be. @param name what it is called at first @returns its path; null: nowhere */
export async function chooseTarget(
  dialog: Pick<Dialog, 'showSaveDialog'>,
  window: BrowserWindow | null,
  name: string,
): Promise<string | null> {
  const options = { defaultPath: name };
  const { filePath } = await (window === null
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(window, options));
  return filePath === '' ? null : filePath;
}

/** Asks for a file with one of these endings, over the window. @returns its path; null: none was chosen */
export async function chooseFile(
  dialog: Pick<Dialog, 'showOpenDialog'>,
  window: BrowserWindow | null,
  extensions: readonly string[],
): Promise<string | null> {
  const options = { properties: ['openFile' as const], filters: [{ name: '', extensions: [...extensions] }] };
  const { filePaths } = await (window === null
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(window, options));
  return filePaths[0] ?? null;
}
