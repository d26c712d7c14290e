import {
  Bell,
  Check,
  CheckCheck,
  Command,
  Ellipsis,
  Inbox,
  Keyboard,
  type LucideIcon,
  Mail,
  MailOpen,
  Reply,
  Search,
  Settings,
  Trash2,
  X,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../ui/IconButton.tsx';
import { type PicturedId, TABLE } from './table.ts';
import { useKeyHint } from './use-commands.ts';

const ICONS: Readonly<Record<(typeof TABLE)[PicturedId]['icon'], LucideIcon>> = {
  bell: Bell,
  check: Check,
  'check-check': CheckCheck,
  command: Command,
  ellipsis: Ellipsis,
  inbox: Inbox,
  keyboard: Keyboard,
  mail: Mail,
  'mail-open': MailOpen,
  reply: Reply,
  search: Search,
  settings: Settings,
  'trash-2': Trash2,
  x: X,
};

/** The icon of a command, beside its title. */
export function CommandIcon({ id, className }: { readonly id: PicturedId; readonly className: string }) {
  const Icon = ICONS[TABLE[id].icon];
  return <Icon aria-hidden className={className} />;
}

interface CommandButtonProps {
  readonly id: PicturedId;
  readonly small?: boolean;
  readonly tabIndex?: number;
  readonly onClick: () => void;
}

/** The button of a command, with icon, title and key from the table. */
export function CommandButton({ id, ...rest }: CommandButtonProps) {
  const { t } = useTranslation('window');
  return (
    <IconButton
      icon={ICONS[TABLE[id].icon]}
      label={t(`command.${id}.title`)}
      keys={useKeyHint(id)}
      {...rest}
    />
  );
}
