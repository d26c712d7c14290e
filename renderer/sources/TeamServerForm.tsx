import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SourceSecrets } from '#app/sources';
import type { Enrolment } from '#app/state';
import { useWindowState } from '../state/window.tsx';
import { Button } from '../ui/Button.tsx';

type Way = 'code' | 'password' | 'token';
const WAYS = ['code', 'password', 'token'] as const satisfies readonly Way[];

const INPUT =
  'h-8 w-full rounded-md border border-line bg-canvas px-2 text-[13px] select-text placeholder:text-muted';

function Line(props: { readonly label: string; readonly id: string; readonly children: ReactNode }) {
  return (
    <div className="mb-3">
      <label htmlFor={props.id} className="mb-1 block text-[13px]">
        {props.label}
      </label>
      {props.children}
    </div>
  );
}

/** As the ids of the contract: `s-` and letters or digits. */
const newId = (): string => `s-${crypto.randomUUID().replaceAll('-', '').slice(0, 12)}`;

/** What to sign in with, or null while something is missing. */
function secretsOf(way: Way, values: Readonly<Record<string, string>>): SourceSecrets | null {
  const { code = '', email = '', password = '', token = '' } = values;
  switch (way) {
    case 'code':
      return code === '' ? null : { code };
    case 'password':
      return email === '' || password === '' ? null : { password: { email, password } };
    case 'token':
      return token === '' ? null : { token };
    default:
      return way satisfies never;
  }
}

const nameOf = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : '');

/** Signs in to a Belfry server, by a code from its administrator, e-mail and password, or a token. */
export function TeamServerForm(props: {
  /** What an enrolment link said; it is not used before the user agrees. */
  readonly enroll: Enrolment | null;
  readonly onDone: () => void;
  readonly onCancel: () => void;
}) {
  const { t } = useTranslation('window');
  const { sources } = useWindowState();
  const id = useId();
  const { enroll } = props;
  const [way, setWay] = useState<Way>('code');
  const [values, setValues] = useState<Readonly<Record<string, string>>>({
    url: enroll?.server ?? '',
    code: enroll?.code ?? '',
  });
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const field = (name: string, type: 'text' | 'url' | 'email' | 'password', autoComplete = 'off') => (
    <Line label={t(`sources.form.${name as 'url'}`)} id={`${id}-${name}`}>
      <input
        id={`${id}-${name}`}
        type={type}
        autoComplete={autoComplete}
        className={INPUT}
        value={values[name] ?? ''}
        onChange={(event) => {
          setValues({ ...values, [name]: event.target.value });
          setProblem(null);
        }}
      />
    </Line>
  );

  async function submit(): Promise<void> {
    const url = (values.url ?? '').trim();
    const secrets = secretsOf(way, values);
    if (!/^https?:\/\/[^\s]+$/.test(url) || !URL.canParse(url)) return setProblem(t('sources.form.badUrl'));
    if (secrets === null) return setProblem(t('sources.form.incomplete'));
    setBusy(true);
    const name = (values.name ?? '').trim() || nameOf(url);
    const definition = { id: newId(), kind: 'belfry', name, colour: 'blue', enabled: true, url } as const;
    const result = await sources.save(definition, secrets);
    setBusy(false);
    if (result.ok) props.onDone();
    else setProblem(`${t(`failure.${result.error.code}`)} ${result.error.message}`);
  }

  return (
    <form
      aria-label={t('sources.form.title')}
      noValidate
      className="mb-5 rounded-xl border border-line bg-canvas px-4 py-4"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <h2 className="mb-1 text-sm font-semibold">{t('sources.form.title')}</h2>
      <p className="mb-4 text-xs text-muted">
        {t(enroll === null ? 'sources.form.hint' : 'sources.form.enrolHint')}
      </p>
      {field('url', 'url', 'url')}
      {field('name', 'text')}
      <fieldset className="mb-3 flex flex-wrap gap-4">
        <legend className="mb-1 text-[13px]">{t('sources.form.way')}</legend>
        {WAYS.map((each) => (
          <label key={each} className="flex items-center gap-1.5 text-[13px]">
            <input type="radio" name={`${id}-way`} checked={way === each} onChange={() => setWay(each)} />
            {t(`sources.form.ways.${each}`)}
          </label>
        ))}
      </fieldset>
      {way === 'code' ? field('code', 'text') : null}
      {way === 'password' ? field('email', 'email', 'username') : null}
      {way === 'password' ? field('password', 'password', 'current-password') : null}
      {way === 'token' ? field('token', 'password') : null}
      {problem === null ? null : (
        <p role="alert" className="mb-3 text-xs text-bad wrap-anywhere">
          {problem}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={props.onCancel}>{t('sources.form.cancel')}</Button>
        <Button look="primary" type="submit" disabled={busy}>
          {t(busy ? 'sources.form.busy' : 'sources.form.signIn')}
        </Button>
      </div>
    </form>
  );
}
