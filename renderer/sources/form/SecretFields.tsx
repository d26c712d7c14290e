import { Plus, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { About, INPUT } from '../../ui/inputs.tsx';
import { useField } from './context.ts';
import { CheckField, TextField } from './fields.tsx';
import { addHeader, type HeaderDraft, isStored, mayAddHeader, type TokenDraft } from './secrets.ts';

interface TokenFieldProps {
  readonly draft: TokenDraft;
  /** A token is already stored. */
  readonly stored: boolean;
  /** Servers for which another token is stored. This server never gets it. */
  readonly left: readonly string[];
  readonly hint: string;
  readonly onChange: (token: Partial<TokenDraft>) => void;
}

/** The bearer token of a source. A stored one is never shown. */
export function TokenField({ draft, stored, left, hint, onChange }: TokenFieldProps) {
  const { t } = useTranslation('window');
  const { token, dropToken } = draft;
  return (
    <div>
      <TextField
        name="token"
        type="password"
        label={t('sources.form.token')}
        hint={left.length === 0 ? hint : t('sources.form.tokenHint.left', { origins: left.join(', ') })}
        {...(stored && !dropToken && { placeholder: t('sources.form.tokenStored') })}
        value={token}
        onChange={(typed) => onChange({ token: typed })}
      />
      {stored && token === '' ? (
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

interface HeaderRowProps {
  readonly row: HeaderDraft;
  readonly stored: boolean;
  readonly onChange: (row: HeaderDraft) => void;
  readonly onRemove: () => void;
}

function HeaderRow({ row, stored, onChange, onRemove }: HeaderRowProps) {
  const { t } = useTranslation('window');
  const { name, value } = row;
  const { id, problem, aria } = useField(`header.${row.key}`, false);
  return (
    <li>
      <div className="flex items-center gap-2">
        <input
          {...aria}
          aria-label={t('sources.form.headerName')}
          autoComplete="off"
          spellCheck={false}
          readOnly={stored}
          placeholder="X-Tenant"
          className={`${INPUT} min-w-0 flex-1 read-only:bg-surface`}
          value={name}
          onChange={(event) => onChange({ ...row, name: event.target.value })}
        />
        <input
          type="password"
          aria-label={
            name === '' ? t('sources.form.headerValueNew') : t('sources.form.headerValue', { name })
          }
          aria-describedby={aria['aria-describedby']}
          autoComplete="off"
          placeholder={stored ? t('sources.form.headerStored') : ''}
          className={`${INPUT} min-w-0 flex-1`}
          value={value}
          onChange={(event) => onChange({ ...row, value: event.target.value })}
        />
        <IconButton icon={X} small label={t('sources.form.headerRemove', { name })} onClick={onRemove} />
      </div>
      <About id={id} problem={problem} />
    </li>
  );
}

/** Headers beside the token. Stored values are never shown. */
export function HeadersField(props: {
  readonly rows: readonly HeaderDraft[];
  /** Names of the headers that have a stored value. */
  readonly stored: readonly string[];
  readonly onChange: (rows: readonly HeaderDraft[]) => void;
}) {
  const { t } = useTranslation('window');
  const { rows, stored, onChange } = props;
  return (
    <fieldset>
      <legend className="text-[13px]">{t('sources.form.headers')}</legend>
      <p className="mb-1.5 text-xs text-muted">{t('sources.form.headersHint')}</p>
      {rows.length === 0 ? null : (
        <ul className="mb-2 flex flex-col gap-2">
          {rows.map((row) => (
            <HeaderRow
              key={row.key}
              row={row}
              stored={isStored(row, stored)}
              onChange={(next) => onChange(rows.map((each) => (each.key === row.key ? next : each)))}
              onRemove={() => onChange(rows.filter(({ key }) => key !== row.key))}
            />
          ))}
        </ul>
      )}
      {mayAddHeader(rows) ? (
        <Button onClick={() => onChange(addHeader(rows))}>
          <Plus aria-hidden className="size-4" />
          {t('sources.form.headerAdd')}
        </Button>
      ) : null}
    </fieldset>
  );
}
