import { Unplug } from 'lucide-react';
import { type CSSProperties, useState } from 'react';
import { isGap, typeHue, typeMark } from './type-icon.ts';

interface Hue extends CSSProperties {
  readonly '--hue': number;
}

/** The sender's picture, through the main process's cache, else an icon for the type. */
export function RowAvatar(props: { readonly icon: string | null; readonly type: string }) {
  const [broken, setBroken] = useState<string | null>(null);
  if (props.icon !== null && props.icon !== broken) {
    return (
      <img
        src={`belfry-ui://image/?url=${encodeURIComponent(props.icon)}`}
        alt=""
        loading="lazy"
        decoding="async"
        draggable={false}
        className="size-9 shrink-0 compact:size-6 @max-[12rem]:hidden rounded-lg bg-surface object-cover"
        onError={() => setBroken(props.icon)}
      />
    );
  }
  if (isGap(props.type)) {
    return (
      <span
        aria-hidden
        className="grid size-9 shrink-0 compact:size-6 @max-[12rem]:hidden place-items-center rounded-full border border-dashed border-control text-muted"
      >
        <Unplug className="size-4" strokeWidth={1.75} />
      </span>
    );
  }
  const Mark = typeMark(props.type);
  const style: Hue = { '--hue': typeHue(props.type) };
  return (
    <span
      aria-hidden
      style={style}
      className="type-mark grid size-9 shrink-0 compact:size-6 @max-[12rem]:hidden place-items-center rounded-lg text-[15px] font-semibold compact:text-xs"
    >
      {typeof Mark === 'string' ? Mark : <Mark className="size-[18px]" strokeWidth={1.75} />}
    </span>
  );
}
