import { useTranslation } from 'react-i18next';
import { TextField } from './TextField.tsx';

/** An example event that fills the template while no real one has arrived. */
export function ExampleBox(props: {
  readonly id: string;
  readonly text: string;
  readonly isJson: boolean;
  readonly onChange: (text: string) => void;
}) {
  const { t } = useTranslation('window');
  return (
    <TextField
      id={props.id}
      label={t('templates.example')}
      hint={t('templates.exampleHint')}
      value={props.text}
      problem={props.isJson ? null : t('templates.noJson')}
      rows={5}
      code
      onChange={props.onChange}
    />
  );
}
