import { useTranslation } from 'react-i18next';
import { Question } from '../ui/Question.tsx';

/** Asks whether to remove a source with all its notifications. */
export function RemoveSource(props: {
  readonly name: string;
  readonly onKeep: () => void;
  readonly onRemove: () => void;
}) {
  const { t } = useTranslation('window');
  return (
    <Question
      label={t('sources.remove')}
      text={t('sources.removeSure', { name: props.name })}
      stay={t('sources.keep')}
      go={t('sources.removeNow')}
      className="mt-3"
      onStay={props.onKeep}
      onGo={props.onRemove}
    />
  );
}
