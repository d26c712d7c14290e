import { useTranslation } from 'react-i18next';
import type { Person } from '#app/source-view';
import {
  type Absent,
  othersIn,
  type Presence,
  type Present,
  type Room,
  useStore,
  useWindowState,
} from '../state/state.tsx';
import { useFormats } from '../ui/use-formats.ts';
import { Avatar } from './PersonAvatar.tsx';

/** How many people are listed per source; the rest are a number. */
const LISTED = 100;
/** How long somebody who left stays listed, in milliseconds. */
const REMEMBERED = 15 * 60_000;

function Line(props: { readonly person: Person; readonly gone?: boolean; readonly note: string | null }) {
  const { t } = useTranslation('window');
  const { person, gone = false, note } = props;
  return (
    <li className={`flex items-center gap-2.5 px-3.5 py-1 ${gone ? 'text-muted' : 'text-ink'}`}>
      <Avatar person={person} gone={gone} />
      <span className="min-w-0 truncate text-[13px]" dir="auto">
        {person.name}
      </span>
      {person.me ? <span className="text-xs text-muted">{t('people.you')}</span> : null}
      {note === null ? null : (
        <span
          className={`ms-auto shrink-0 text-xs tabular-nums ${person.typing ? 'font-medium text-accent' : 'text-muted'}`}
        >
          {note}
        </span>
      )}
    </li>
  );
}

function RoomOf({ room }: { readonly room: Room }) {
  const { source, name, here, left } = room;
  const { t } = useTranslation('window');
  const formats = useFormats();
  const now = useStore(useWindowState().clock);
  const time = (at: number): string => formats.until(at, now);
  const noteOf = ({ person, since }: Present): string | null => {
    if (person.typing) return t('people.writing');
    return since === null ? null : t('people.joined', { time: time(since) });
  };
  const recent = left.filter(({ at }: Absent) => at > now - REMEMBERED);

  return (
    <section aria-labelledby={`people-${source}`} className="py-2 not-first:border-t not-first:border-line">
      <h2
        id={`people-${source}`}
        className="flex justify-between gap-2 px-3.5 pb-1 text-xs font-semibold text-muted"
      >
        <span className="truncate" dir="auto">
          {name}
        </span>
        <span className="shrink-0 font-normal tabular-nums">
          {t('people.online', { count: othersIn(room) })}
        </span>
      </h2>
      <ul>
        {here.slice(0, LISTED).map((one) => (
          <Line key={one.person.id} person={one.person} note={noteOf(one)} />
        ))}
        {here.length > LISTED ? (
          <li className="px-3.5 py-1 text-xs text-muted">
            {t('people.more', { count: here.length - LISTED })}
          </li>
        ) : null}
        {recent.map(({ person, at }) => (
          <Line key={person.id} person={person} gone note={t('people.left', { time: time(at) })} />
        ))}
      </ul>
    </section>
  );
}

/** Who is online, source by source, and who has just left. */
export function PeopleList({ presence }: { readonly presence: Presence }) {
  return (
    <div
      // A scrolling text must be reachable by keyboard.
      // biome-ignore lint/a11y/noNoninteractiveTabindex: as said.
      tabIndex={0}
      className="min-h-0 overflow-y-auto outline-offset-[-2px]"
    >
      {presence.map((room) => (
        <RoomOf key={room.source} room={room} />
      ))}
    </div>
  );
}
