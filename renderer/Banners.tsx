import { BellOff, CloudOff, FileWarning, HardDrive, LoaderCircle, PanelTop, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnyParams } from '#app/i18n/types';
import type { AppStatus, FileTrouble } from '#app/state';
import { useStore, useWindowState } from './state/state.tsx';
import { Banner } from './ui/Banner.tsx';
import { Button } from './ui/Button.tsx';
import { useFormats } from './ui/use-formats.ts';
import { useLasting } from './ui/use-lasting.ts';

/** Files whose loss needs its own explanation. */
const TOLD = { 'settings.json': 'settings', 'sources.json': 'sources', 'secrets.json': 'secrets' } as const;
type Told = (typeof TOLD)[keyof typeof TOLD];

const toldAs = (file: string): Told | 'other' => TOLD[file as keyof typeof TOLD] ?? 'other';
/** The system's codes for missing permission. */
const DENIED: readonly string[] = ['EACCES', 'EPERM'];

/** What is wrong with a file of the profile, and where the old file is. */
export function FileBanner(props: { readonly trouble: FileTrouble; readonly onDismiss: () => void }) {
  const { t } = useTranslation('window');
  const { trouble } = props;
  const { file } = trouble;

  function words(): string {
    switch (trouble.what) {
      case 'damaged':
        return t(`banner.file.damaged.${toldAs(file)}`, { file, copy: trouble.copy });
      case 'unreadable':
        return DENIED.includes(trouble.code)
          ? t('banner.file.denied', { file })
          : t('banner.file.unreadable', { file, code: trouble.code });
      case 'odd': {
        const which = trouble.which.join(', ');
        return t(file === 'sources.json' ? 'banner.file.oddSources' : 'banner.file.odd', { file, which });
      }
      default:
        return trouble satisfies never;
    }
  }

  return (
    <Banner tone="warn" icon={FileWarning} onDismiss={props.onDismiss}>
      {words()}
    </Banner>
  );
}

/** If the connection comes back sooner, only the toolbar's mark shows it. In milliseconds. */
const PATIENCE = 2_000;
const TRAY_TOLD = 'belfry.tray-absent-told';

/** What the user must know about the state of the app, above everything else. */
export function Banners({ status }: { readonly status: AppStatus }) {
  const { t } = useTranslation('window');
  const { actions, clock } = useWindowState();
  const formats = useFormats();
  const now = useStore(clock);
  const { connection, pausedUntil, storage, tray, update } = status;
  const waiting = connection.status === 'starting' || connection.status === 'connecting';
  const lastingly = useLasting(waiting, PATIENCE);
  const [trayTold, setTrayTold] = useState(() => localStorage.getItem(TRAY_TOLD) !== null);

  return (
    <>
      {connection.status === 'offline' ? (
        <Banner
          tone="bad"
          icon={CloudOff}
          action={<Button onClick={() => void actions.run('connection.retry')}>{t('common.retry')}</Button>}
        >
          {t(`banner.offline.${connection.failure.code}`, connection.failure.params as AnyParams)}
        </Banner>
      ) : null}
      {storage === null ? null : (
        <Banner tone="bad" icon={HardDrive}>
          {t(`banner.storage.${storage}`)}
        </Banner>
      )}
      {status.files.map((trouble) => (
        <FileBanner
          key={`${trouble.what} ${trouble.file}`}
          trouble={trouble}
          onDismiss={() => actions.dismissFile(trouble.file)}
        />
      ))}
      {lastingly && waiting ? (
        <Banner tone="warn" icon={LoaderCircle}>
          {t(`banner.${connection.status}`)}
        </Banner>
      ) : null}
      {update.status === 'replaced' ? (
        <Banner
          tone="info"
          icon={RefreshCw}
          action={<Button onClick={() => void actions.run('app.update')}>{t('banner.restart')}</Button>}
        >
          {t('banner.replaced')}
        </Banner>
      ) : null}
      {pausedUntil === null ? null : (
        <Banner
          tone="info"
          icon={BellOff}
          action={<Button onClick={() => void actions.run('delivery.resume')}>{t('banner.resume')}</Button>}
        >
          {t('banner.paused', { time: formats.until(Date.parse(pausedUntil), now) })}
        </Banner>
      )}
      {tray === 'absent' && !trayTold ? (
        <Banner
          tone="info"
          icon={PanelTop}
          onDismiss={() => {
            localStorage.setItem(TRAY_TOLD, '1');
            setTrayTold(true);
          }}
        >
          {t('banner.noTray')}
        </Banner>
      ) : null}
    </>
  );
}
