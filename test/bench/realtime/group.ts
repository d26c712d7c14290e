/** Compares the realtime server with its floor and its peer. */
import { type Group, part, type Scenario } from '../scenario.ts';
import { measureConnections, measureFanOut, measurePublishes, type Rate } from './figures.ts';
import { installSoketi } from './peers.ts';
import { belfry, floor, ROOT, type Subject, soketi } from './subjects.ts';

const CONNECTIONS = 5_000;
const PARALLEL_PUBLISHES = 20;

export function createRealtimeGroup(): Group {
  const peer = installSoketi(ROOT);
  const subjects: readonly Subject[] = [belfry, floor, ...(typeof peer === 'string' ? [] : [soketi(peer)])];
  const of = (name: string, measure: (subject: Subject) => ReturnType<typeof measureFanOut>): Scenario => ({
    name,
    parts: subjects.map((subject) => part(subject.name, () => measure(subject))),
  });
  const fanOut = (rate: Rate): Scenario =>
    of(`${rate.subscribers} subscribers × ${rate.perSecond}/s`, (subject) => measureFanOut(subject, rate));

  return {
    name: 'realtime',
    subjects: subjects.map(({ name }) => name),
    remarks: typeof peer === 'string' ? [`Without soketi: ${peer}`] : [],
    scenarios: [
      of(`${CONNECTIONS} idle connections`, (subject) => measureConnections(subject, CONNECTIONS)),
      fanOut({ subscribers: 900, perSecond: 20 }),
      fanOut({ subscribers: CONNECTIONS, perSecond: 5 }),
      fanOut({ subscribers: 900, perSecond: 60 }),
      of(`${PARALLEL_PUBLISHES} publishers in parallel`, (subject) =>
        measurePublishes(subject, PARALLEL_PUBLISHES),
      ),
    ],
    end: async () => {},
  };
}
