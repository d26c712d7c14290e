import { Cable } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Health } from '#app/state';
import { useStore, useWindowState } from '../state/state.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { troubledSources, useSourceWords } from './source-words.ts';

/** Opens the sources. Its dot and its name say what waits there. */
export function SourcesButton({ health }: { readonly health: Health }) {
  const { t } = useTranslation('window');
  const { navigation, dirtyForms } = useWindowState();
  const isDirty = useStore(dirtyForms).size > 0;
  const words = useSourceWords();
  const troubled = troubledSources(health);
  const [worst] = troubled;
  const trouble = worst === undefined ? null : worst.problem === 'reconnecting' ? 'warn' : 'bad';
  const notes = [
    ...(troubled.length === 0 ? [] : [words(troubled)]),
    ...(isDirty ? [t('sources.unfinished')] : []),
  ].join(', ');
  return (
    <IconButton
      icon={Cable}
      label={notes === '' ? t('sources.title') : t('sources.titleWith', { notes })}
      caption={t('sources.title')}
      dot={trouble ?? (isDirty ? 'accent' : undefined)}
      onClick={() => navigation.go('sources')}
    />
  );
}
