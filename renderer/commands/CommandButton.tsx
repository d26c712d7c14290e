import {
  Archive,
  CheckCheck,
  Inbox,
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
import type { CommandEntry, Icon } from '#server/rules/commands';
import { IconButton } from '../ui/IconButton.tsx';
import { keyLabel } from './keys.ts';
import { type PicturedId, TABLE } from './table.ts';

const ICONS: Readonly<Record<Icon, LucideIcon>> = {
  archive: Archive,
  'check-check': CheckCheck,
  inbox: Inbox,
  mail: Mail,
  'mail-open': MailOpen,
  reply: Reply,
  search: Search,
  settings: Settings,
  'trash-2': Trash2,
  x: X,
};

interface CommandButtonProps {
  readonly id: PicturedId;
  readonly small?: boolean;
  readonly tabIndex?: number;
  readonly onClick: () => void;
}

/** The button of a command: picture, title and key are the table's. */
export function CommandButton({ id, ...rest }: CommandButtonProps) {
  const { t } = useTranslation('window');
  const { icon, keys: [key] = [] }: CommandEntry<never> & { icon: Icon } = TABLE[id];
  return (
    <IconButton
      icon={ICONS[icon]}
      label={t(`command.${id}.title`)}
      {...(key === undefined ? {} : { hint: keyLabel(key) })}
      {...rest}
    />
  );
}
