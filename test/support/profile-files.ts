import Conf from 'conf';
import { createFiles, WRITES_ONLY } from '../../electron/system/files/files.ts';

/** The files of a profile; electron-store is conf with another folder. */
export const openFiles = (profile: string, log: (line: string) => void = () => {}) =>
  createFiles({
    profile,
    openWriter: (name) => new Conf({ cwd: profile, configName: name, ...WRITES_ONLY }),
    log,
  });
