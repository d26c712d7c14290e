import { ArrowUpRight, Reply } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Preview } from '#app/source-view';
import { RowAvatar } from '../../ui/RowAvatar.tsx';

/** The row shows only the host, but the author of a template wants to see the whole link. */
const placeOf = (url: string): string => url.replace(/^(https?:\/\/|mailto:)/, '').replace(/\/$/, '');

/** The notification as its row will look. */
export function PreviewCard(props: {
  readonly preview: Preview;
  readonly event: string;
  /** What fills the preview. */
  readonly children: ReactNode;
}) {
  const { t } = useTranslation('window');
  const { title, message, url, icon, priority, group_key, dedupe_key, reply, missing } = props.preview;
  const loud = priority >= 4 ? (priority === 5 ? 'critical' : 'high') : null;
  const keys = [
    ...(group_key === null ? [] : [t('templates.preview.group', { key: group_key })]),
    ...(dedupe_key === null ? [] : [t('templates.preview.dedupe', { key: dedupe_key })]),
  ];
  return (
    <div className="relative flex gap-3 py-3 ps-4 pe-4">
      {loud === null ? null : (
        <span
          aria-hidden
          className={`absolute inset-y-1.5 start-0 w-[3px] rounded-e ${loud === 'critical' ? 'bg-bad-bar' : 'bg-warn-bar'}`}
        />
      )}
      <RowAvatar icon={icon} type={props.event} />
      <div className="min-w-0 flex-1">
        <p dir="auto" className="truncate text-start text-sm font-semibold">
          {title}
        </p>
        {message === '' ? null : (
          <p dir="auto" className="line-clamp-2 text-start text-[13px] text-muted wrap-anywhere">
            {message}
          </p>
        )}
        <p className="mt-1 flex flex-wrap items-center gap-x-2.5 gap-y-1 text-xs text-muted empty:hidden">
          {loud === null ? null : (
            <span
              className={`rounded px-1.5 text-[11px] leading-[18px] font-semibold ${loud === 'critical' ? 'bg-bad-wash text-bad' : 'bg-warn-wash text-warn'}`}
            >
              {t(`row.${loud}`)}
            </span>
          )}
          {url === null ? null : (
            <span className="inline-flex min-w-0 items-center gap-0.5" title={url}>
              <span className="truncate">{placeOf(url)}</span>
              <ArrowUpRight aria-hidden className="size-3 shrink-0" />
            </span>
          )}
          {reply === null ? null : (
            <span className="inline-flex items-center gap-1">
              <Reply aria-hidden className="size-3" />
              {t('templates.preview.reply')}
            </span>
          )}
          {keys.map((key) => (
            <span key={key} className="max-w-full truncate">
              {key}
            </span>
          ))}
        </p>
        {missing.length === 0 ? null : (
          <p className="mt-1 text-xs text-warn wrap-anywhere">
            {t('templates.preview.missing', { fields: missing.join(', ') })}
          </p>
        )}
        <div className="mt-1 text-[11px] text-muted">{props.children}</div>
      </div>
    </div>
  );
}
