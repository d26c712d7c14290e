import { useTranslation } from 'react-i18next';
import { LinesField } from '../fields.tsx';

interface RepliesFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Where replies take the source's token along. */
export function RepliesField(props: RepliesFieldProps) {
  const { t } = useTranslation('window');
  return (
    <LinesField
      name="replies"
      label={t('sources.form.replies')}
      hint={t('sources.form.repliesHint')}
      placeholder="/api/replies"
      {...props}
    />
  );
}
