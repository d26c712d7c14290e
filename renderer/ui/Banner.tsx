import { type LucideIcon, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from './IconButton.tsx';

type Tone = 'info' | 'warn' | 'bad';

const TONES: Readonly<Record<Tone, string>> = {
  info: 'bg-accent-wash',
  warn: 'bg-warn-wash',
  bad: 'bg-bad-wash',
};
const ICON_TONES: Readonly<Record<Tone, string>> = {
  info: 'text-accent',
  warn: 'text-warn',
  bad: 'text-bad',
};

interface BannerProps {
  readonly tone: Tone;
  readonly icon: LucideIcon;
  readonly children: ReactNode;
  /** A button of the banner. */
  readonly action?: ReactNode;
  readonly onDismiss?: () => void;
}

/** A line across the window about its state. */
export function Banner({ tone, icon: Icon, children, action, onDismiss }: BannerProps) {
  const { t } = useTranslation('window');
  return (
    <div
      role={tone === 'bad' ? 'alert' : 'status'}
      className={`flex min-h-10 items-center gap-2.5 border-b border-line px-4 py-1.5 text-[13px] ${TONES[tone]}`}
    >
      <Icon aria-hidden className={`size-4 shrink-0 ${ICON_TONES[tone]}`} />
      <p className="min-w-0 flex-1 wrap-anywhere">{children}</p>
      {action}
      {onDismiss === undefined ? null : (
        <IconButton icon={X} label={t('common.dismiss')} small onClick={onDismiss} />
      )}
    </div>
  );
}
