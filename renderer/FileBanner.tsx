import { FileWarning } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { FileTrouble } from '#app/state';
import { Banner } from './ui/Banner.tsx';

/** Files whose loss means something of its own to the user. */
const TOLD = { 'settings.json': 'settings', 'sources.json': 'sources', 'secrets.json': 'secrets' } as const;
type Told = (typeof TOLD)[keyof typeof TOLD];

const toldAs = (file: string): Told | 'other' => TOLD[file as keyof typeof TOLD] ?? 'other';
/** Of the system, for what its user may not do. */
const DENIED: readonly string[] = ['EACCES', 'EPERM'];

/** What is wrong with a file of the profile, and where what it held lies now. */
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
