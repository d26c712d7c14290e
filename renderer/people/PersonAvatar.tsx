import { type CSSProperties, useState } from 'react';
import type { Person } from '#app/source-view';
import { typeHue } from '../ui/type-icon.ts';

interface Hue extends CSSProperties {
  readonly '--hue': number;
}

/** The first letters of the first and the last word. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letter = (word = ''): string => [...word][0]?.toUpperCase() ?? '';
  return words.length > 1 ? letter(words[0]) + letter(words.at(-1)) : letter(words[0]);
}

/** The source's picture, else initials. A dot says that the person is online. */
export function Avatar({ person, gone }: { readonly person: Person; readonly gone: boolean }) {
  const [broken, setBroken] = useState<string | null>(null);
  const { avatar, id, name } = person;
  const style: Hue = { '--hue': typeHue(id) };
  return (
    <span aria-hidden className={`relative size-7 shrink-0 ${gone ? 'opacity-60 grayscale' : ''}`}>
      {avatar !== null && avatar !== broken ? (
        <img
          src={`belfry-ui://image/?url=${encodeURIComponent(avatar)}`}
          alt=""
          loading="lazy"
          decoding="async"
          draggable={false}
          className="size-7 rounded-full bg-surface object-cover"
          onError={() => setBroken(avatar)}
        />
      ) : (
        <span
          style={style}
          className="type-mark grid size-7 place-items-center rounded-full text-[11px] font-semibold"
        >
          {initials(name)}
        </span>
      )}
      {gone ? null : (
        <span className="absolute end-0 bottom-0 size-2 rounded-full bg-good-bar ring-2 ring-canvas" />
      )}
    </span>
  );
}
