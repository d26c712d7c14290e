import { Paperclip } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Notification } from '#server/notification';
import { useSourceName } from '../../i18n/use-source-name.ts';
import { safeLink } from '../../ui/markdown/links.ts';
import { TextLink } from '../../ui/markdown/TextLink.tsx';
import { useFormats } from '../../ui/use-formats.ts';

interface ExtrasProps {
  readonly item: Notification;
  readonly tabIndex: number;
}

export function Tags({ item: { tags = [] } }: Pick<ExtrasProps, 'item'>) {
  const { t } = useTranslation('window');
  if (tags.length === 0) return null;
  return (
    <ul aria-label={t('reading.tags')} className="mt-2 flex flex-wrap gap-1.5">
      {tags.map((tag) => (
        <li
          key={tag}
          dir="auto"
          className="max-w-full truncate rounded-full border border-line bg-surface px-2 text-xs leading-5 text-soft"
        >
          {tag}
        </li>
      ))}
    </ul>
  );
}

/** Files of the sender, opened in the browser. */
export function Attachments({ item: { attachments = [] }, tabIndex }: ExtrasProps) {
  const { t } = useTranslation('window');
  const { bytes } = useFormats();
  if (attachments.length === 0) return null;
  return (
    <ul aria-label={t('reading.attachments')} className="mt-2 flex flex-col gap-1 text-[13px]">
      {attachments.map(({ name, url, size }, index) => {
        const href = safeLink(url);
        return (
          <li key={index} className="flex min-w-0 flex-wrap items-center gap-x-1.5">
            <Paperclip aria-hidden className="size-3.5 shrink-0 text-muted" />
            {href === null ? name : <TextLink href={href} text={name} tabIndex={tabIndex} />}
            {size === undefined ? null : <span className="text-xs text-muted">{bytes(size)}</span>}
          </li>
        );
      })}
    </ul>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd dir="auto" className="min-w-0 text-start wrap-anywhere select-text">
        {children}
      </dd>
    </>
  );
}

/** What else is known of it, behind a line. */
export function Details({ item, tabIndex, onWhy }: ExtrasProps & { readonly onWhy: () => void }) {
  const { t } = useTranslation('window');
  const { absolute } = useFormats();
  const nameOf = useSourceName();
  const [shown, setShown] = useState(false);
  const { sender, group_key: thread, data } = item;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: it only keeps clicks inside from closing the row.
    <details
      className="mt-3 text-xs"
      onClick={(event) => event.stopPropagation()}
      onToggle={({ currentTarget }) => setShown(currentTarget.open)}
    >
      <summary tabIndex={tabIndex} className="w-fit rounded text-muted hover:text-ink">
        {t('reading.details')}
      </summary>
      {shown ? (
        <>
          <dl className="mt-1.5 grid grid-cols-[auto_1fr] gap-x-3 gap-y-1">
            <Fact name={t('reading.sent')}>{absolute(Date.parse(item.created_at))}</Fact>
            <Fact name={t('reading.source')}>{nameOf(item.source)}</Fact>
            {sender ? <Fact name={t('reading.sender')}>{sender}</Fact> : null}
            <Fact name={t('reading.type')}>{item.type}</Fact>
            {thread === null ? null : <Fact name={t('reading.thread')}>{thread}</Fact>}
            {Object.keys(data).length === 0 ? null : (
              <Fact name={t('reading.data')}>
                <pre dir="ltr" className="max-h-60 overflow-auto text-start font-mono whitespace-pre-wrap">
                  {JSON.stringify(data, null, 2)}
                </pre>
              </Fact>
            )}
          </dl>
          <button type="button" tabIndex={tabIndex} className="mt-1.5 text-accent underline" onClick={onWhy}>
            {t('reading.why')}
          </button>
        </>
      ) : null}
    </details>
  );
}
