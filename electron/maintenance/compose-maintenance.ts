import { app, shell } from 'electron';
import { statSync } from 'original-fs';
import { createMaintenance, type Maintenance } from './maintenance.ts';

type Deps = Parameters<typeof createMaintenance>[0];

/** Updates and diagnostics of this installation. */
export const composeMaintenance = (deps: Omit<Deps, 'app' | 'shell' | 'stat' | 'program'>): Maintenance =>
  createMaintenance({
    ...deps,
    app,
    shell,
    stat: (file) => statSync(file),
    program: app.isPackaged ? app.getAppPath() : import.meta.filename,
  });
