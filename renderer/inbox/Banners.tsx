import { BellOff, CloudOff, HardDrive, LoaderCircle, PanelTop, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppStatus } from '#app/state';
import { useStore } from '../state/store.ts';
import { useWindowState } from '../state/window.tsx';
import { Banner } from '../ui/Banner.tsx';
import { Button } from '../ui/Button.tsx';
import { useFormats } from '../ui/use-formats.ts';
import { useLasting } from '../ui/use-lasting.ts';
import { FileBanner } from './FileBanner.tsx';

/** A connection that comes back sooner is told by the mark in the toolbar only. In milliseconds. */
const PATIENCE = 2_000;
const TRAY_TOLD = 'belfry.tray-absent-told';

/** What the user should know of the app's state, above everything else. */
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
          {t(`banner.offline.${connection.failure.code}`, connection.failure.params)}
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
