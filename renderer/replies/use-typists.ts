import { useTranslation } from 'react-i18next';
import { type Presence, useStore, useWindowState } from '../state/state.tsx';

/** Names of the others who are writing in a source now. */
export function typistsOf(presence: Presence, source: string): readonly string[] {
  const room = presence.find((one) => one.source === source);
  return (room?.here ?? []).flatMap(({ person }) => (person.typing && !person.me ? [person.name] : []));
}

/** “Bob is writing…”, or null. */
export function useTypists(source: string): string | null {
  const { t } = useTranslation('window');
  const [name, other, ...more] = typistsOf(useStore(useWindowState().presence), source);
  if (name === undefined) return null;
  if (other === undefined) return t('people.typing', { name });
  return more.length === 0 ? t('people.typingTwo', { name, other }) : t('people.typingMany');
}
