/** Compares the desktop app with its floors. */
import fs from 'node:fs';
import { buildIfChanged } from '../../../build/build.ts';
import { newProfile } from '../../support/app.ts';
import { type Group, part, type Scenario } from '../scenario.ts';
import { measureActivity, measureMemory } from './idle.ts';
import { measureLatency } from './latency.ts';
import { measureLoaded } from './loaded.ts';
import { buildFloors, type Start, startApp, startFloor } from './programs.ts';
import { createSeeds } from './seed.ts';
import { measureAnswers, measureInserts, measureSends } from './sends.ts';
import { startStage } from './stage.ts';
import { dropPageCache, measureStart } from './start.ts';
import { measureRows, measureSync } from './sync.ts';
import { measureWindow } from './window.ts';

const FULL = 100_000;
const MISSED = 10_000;

const APP = 'Belfry';
const FLOOR = 'floor';
const HTTP = 'HTTP alone';
const startTray: Start = (stage, options) => startFloor(stage, 'tray', options);

export async function createAppGroup(): Promise<Group> {
  await buildIfChanged();
  await buildFloors();
  const stage = await startStage();
  const seeds = createSeeds();
  const cannotDrop = dropPageCache();
  // The first program on a fresh desktop takes more than all that follow.
  await measureMemory(stage, startTray, false);

  /** Profiles that have been started once, as on any day but the first. */
  const used = { [APP]: newProfile(), [FLOOR]: newProfile() };
  const starting = (cold: boolean): Scenario => ({
    name: `start, ${cold ? 'cold' : 'warm'}`,
    parts: [
      part(APP, () => measureStart(stage, (on) => startApp(on, { profile: used[APP] }), cold)),
      part(FLOOR, () => measureStart(stage, (on) => startTray(on, { profile: used[FLOOR] }), cold)),
    ],
  });
  const idling = (window: boolean): Scenario => ({
    name: `idle, ${window ? 'window hidden' : 'no window yet'}`,
    parts: [
      part(APP, () => measureMemory(stage, startApp, window)),
      part(FLOOR, () => measureMemory(stage, startTray, window)),
    ],
  });
  const sending = (rows: number): Scenario => ({
    name: `sends by 20, ${rows} unread`,
    parts: [
      part(APP, () => measureSends(stage, seeds, rows)),
      part(FLOOR, () => measureInserts(stage, seeds, rows)),
      part(HTTP, () => measureAnswers(stage)),
    ],
  });
  const opening = (rows: number): Scenario => ({
    name: `window, ${rows} rows`,
    parts: [
      part(APP, async () => {
        const { profile } = await seeds.profile(rows);
        return measureWindow(stage, (own) => startApp(stage, { profile: own }), profile);
      }),
      part(FLOOR, () => measureWindow(stage, (own) => startTray(stage, { profile: own }), newProfile())),
    ],
  });

  return {
    name: 'app',
    subjects: [APP, FLOOR, HTTP, 'with 100 rules'],
    remarks: cannotDrop === null ? [] : [`Cold starts are warm ones: ${cannotDrop}`],
    scenarios: [
      starting(false),
      starting(true),
      idling(false),
      idling(true),
      {
        name: 'idle for 60 s',
        parts: [
          {
            name: `${APP} and ${FLOOR}`,
            measure: () => measureActivity(stage, { [APP]: startApp, [FLOOR]: startTray }),
          },
        ],
      },
      {
        name: 'POST → Notify',
        parts: [{ name: `${APP} and ${FLOOR}`, measure: () => measureLatency(stage) }],
      },
      sending(0),
      sending(FULL),
      opening(10),
      opening(FULL),
      {
        // The floor has the same inbox, of which the window has one page.
        name: `window, ${MISSED} rows loaded`,
        parts: [
          part(APP, () => measureLoaded(stage, seeds, MISSED, true)),
          part(FLOOR, () => measureLoaded(stage, seeds, MISSED, false)),
        ],
      },
      {
        name: `sync of ${MISSED} rows`,
        parts: [
          part(APP, () => measureSync(stage, seeds, MISSED)),
          part(FLOOR, () => measureRows(stage, seeds, MISSED)),
        ],
      },
    ],
    async end() {
      seeds.remove();
      for (const profile of Object.values(used)) fs.rmSync(profile, { recursive: true, force: true });
      await stage.stop();
    },
  };
}
