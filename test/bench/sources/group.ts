/** What the app collects from elsewhere, and the team server that it collects from. */
import { buildIfChanged } from '../../../build/build.ts';
import { buildFloors } from '../app/programs.ts';
import { createSeeds } from '../app/seed.ts';
import { startStage } from '../app/stage.ts';
import type { Group, Scenario } from '../scenario.ts';
import { measureCatchUp } from './catch-up.ts';
import { startLaravel } from './laravel.ts';
import { startTeam } from './team.ts';
import type { Upstream } from './upstream.ts';

const MISSED = 10_000;

export async function createSourcesGroup(): Promise<Group> {
  await buildIfChanged();
  await buildFloors();
  const stage = await startStage();
  const seeds = createSeeds();
  const catchingUp = (name: string, start: () => Promise<Upstream>): Scenario => ({
    name: `${MISSED} missed, ${name}`,
    parts: [{ name: 'Belfry and floor', measure: () => measureCatchUp(stage, seeds, start, MISSED) }],
  });

  return {
    name: 'sources',
    subjects: ['Belfry', 'floor'],
    remarks: [],
    scenarios: [catchingUp('team server', startTeam), catchingUp('Laravel app', startLaravel)],
    async end() {
      seeds.remove();
      await stage.stop();
    },
  };
}
