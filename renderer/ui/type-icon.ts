import {
  Activity,
  Archive,
  Bell,
  Bug,
  CalendarClock,
  CreditCard,
  Database,
  FlaskConical,
  GitPullRequest,
  Hammer,
  type LucideIcon,
  Mail,
  MessageSquare,
  Package,
  Rocket,
  Server,
  ShieldCheck,
  TriangleAlert,
  UserRound,
} from 'lucide-react';
import { GAP_TYPE } from '#server/rules/content';
import { typeWords } from '#server/rules/text/type-words';

/** Tied to the contract, whose values the window may not import. */

/** Whether a row is not a message, but says when some may have been missed. */
export const isGap = (type: string): boolean => type === GAP_TYPE;

/** Earlier rows win. */
const ICONS: readonly (readonly [words: readonly string[], icon: LucideIcon])[] = [
  [['alert', 'alarm', 'warning', 'error', 'failed', 'failure', 'incident', 'exception'], TriangleAlert],
  [['security', 'login', 'password', 'auth', 'certificate'], ShieldCheck],
  [['deploy', 'deployed', 'deployment', 'release', 'released', 'launch'], Rocket],
  [['build', 'ci', 'pipeline', 'job', 'workflow'], Hammer],
  [['test', 'tests'], FlaskConical],
  [['pull', 'merge', 'review', 'commit', 'branch', 'git'], GitPullRequest],
  [['bug', 'issue', 'crash'], Bug],
  [['backup', 'archive', 'snapshot'], Archive],
  [['database', 'db', 'migration', 'storage', 'disk'], Database],
  [['server', 'host', 'node', 'cluster', 'container'], Server],
  [['monitor', 'monitoring', 'uptime', 'health', 'metric'], Activity],
  [['mail', 'email', 'newsletter'], Mail],
  [['message', 'comment', 'chat', 'mention', 'reply'], MessageSquare],
  [['invoice', 'payment', 'paid', 'billing', 'subscription'], CreditCard],
  [['order', 'shipped', 'shipment', 'delivery', 'package'], Package],
  [['reminder', 'calendar', 'event', 'meeting', 'schedule', 'cron'], CalendarClock],
  [['user', 'invite', 'invitation', 'follow', 'member', 'account'], UserRound],
];

/** An icon for what the type names, else its first letter, else a bell. */
export function typeMark(type: string): LucideIcon | string {
  const words = typeWords(type);
  const known = ICONS.find(([names]) => words.some((word) => names.includes(word)));
  if (known !== undefined) return known[1];
  const [first] = words;
  return first === undefined || UNTOLD.has(first) ? Bell : first.charAt(0).toUpperCase();
}

/** Words that say nothing about the subject. */
const UNTOLD: ReadonlySet<string> = new Set([
  'notification',
  'default',
  'local',
  'info',
  'generic',
  'belfry',
]);

/** A hue, 0–359, that stays the same for a type. */
export function typeHue(type: string): number {
  let hash = 0;
  for (const char of type) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 360_000;
  return (hash * 47) % 360;
}
