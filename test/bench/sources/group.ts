/** What the app collects from elsewhere, and the team server that it collects from. */
import fs from 'node:fs';
import { buildIfChanged } from '../../../build/build.ts';
import { buildFloors } from '../app/programs.ts';
import { createSeeds } from '../app/seed.ts';
import { startStage } from '../app/stage.ts';
import { type Group, part, type Scenario } from '../scenario.ts';
import { measureCatchUp } from './catch-up.ts';
import { gather } from './crowd.ts';
import { startLaravel } from './laravel.ts';
import { measureFloorStorm, measureTeamStorm } from './storm.ts';
import { startTeam } from './team.ts';
import type { Upstream } from './upstream.ts';

const MISSED = 10_000;
const CLIENTS = 1_000;

const APP = 'Belfry';
const FLOOR = 'floor';

export async function createSourcesGroup(): Promise<Group> {
  await buildIfChanged();
  await buildFloors();
  const stage = await startStage();
  const seeds = createSeeds();
  const crowd = await gather(CLIENTS);
  const catchingUp = (name: string, start: () => Promise<Upstream>): Scenario => ({
    name: `${MISSED} missed, ${name}`,
    parts: [{ name: `${APP} and ${FLOOR}`, measure: () => measureCatchUp(stage, seeds, start, MISSED) }],
  });

  return {
    name: 'sources',
    subjects: [APP, FLOOR],
    remarks: [],
    scenarios: [
      catchingUp('team server', startTeam),
      catchingUp('Laravel app', startLaravel),
      {
        name: `${CLIENTS} clients cut at once`,
        parts: [part(APP, () => measureTeamStorm(crowd)), part(FLOOR, () => measureFloorStorm(crowd))],
      },
    ],
    async end() {
      seeds.remove();
      fs.rmSync(crowd.folder, { recursive: true, force: true });
      await stage.stop();
    },
  };
}
