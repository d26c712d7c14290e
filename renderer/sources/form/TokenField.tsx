import { useTranslation } from 'react-i18next';
import { CheckField, TextField } from '../fields.tsx';
import type { TokenDraft } from './token.ts';

interface TokenFieldProps {
  readonly draft: TokenDraft;
  /** There is one already. */
  readonly kept: boolean;
  /** Servers for which another is kept, which this one is not shown. */
  readonly left: readonly string[];
  readonly hint: string;
  readonly onChange: (token: Partial<TokenDraft>) => void;
}

/** The bearer token of a source; one that is kept is never shown. */
export function TokenField({ draft, kept, left, hint, onChange }: TokenFieldProps) {
  const { t } = useTranslation('window');
  const { token, dropToken } = draft;
  return (
    <div>
      <TextField
        name="token"
        type="password"
        label={t('sources.form.token')}
        hint={left.length === 0 ? hint : t('sources.form.tokenHint.left', { origins: left.join(', ') })}
        {...(kept && !dropToken && { placeholder: t('sources.form.tokenKept') })}
        value={token}
        onChange={(typed) => onChange({ token: typed })}
      />
      {kept && token === '' ? (
        <CheckField
          label={t('sources.form.tokenDrop')}
          className="mt-2"
          checked={dropToken}
          onChange={(drop) => onChange({ dropToken: drop })}
        />
      ) : null}
    </div>
  );
}
