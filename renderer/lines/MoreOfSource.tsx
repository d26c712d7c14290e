import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Failure } from '#app/result';
import { BREAK_THROUGH, type BreakThrough, type Line, lineOfSource, withLine } from '#server/rules/lines';
import { useStore, useWindowState } from '../state/state.tsx';
import { INPUT } from '../ui/inputs.tsx';
import { More } from '../ui/More.tsx';
import { Switch } from '../ui/Switch.tsx';

/** The value of “as for all sources”. */
const AS_EVERYWHERE = '';

/** What only some sources need: what of them breaks through, and whether their content is ever shown. */
export function MoreOfSource({ source }: { readonly source: string }) {
  const { t } = useTranslation('window');
  const { status, settings } = useWindowState();
  const [failure, setFailure] = useState<Failure | null>(null);
  const lines = useStore(status).status?.settings.lines ?? {};
  const line = lineOfSource(source, lines);

  async function change(how: (before: Line) => Line): Promise<void> {
    const result = await settings.change('lines', (now) => withLine(now, source, how));
    setFailure(result.ok ? null : result.error);
  }
  const ids = { through: `through-${source}`, content: `content-${source}` };
  return (
    <More>
      <div className="mt-2 flex flex-col gap-2.5">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
          <div className="min-w-36 flex-1">
            <label htmlFor={ids.through} className="text-[13px]">
              {t('lines.breakThrough')}
            </label>
            <p id={`${ids.through}-about`} className="text-xs text-muted">
              {t('lines.breakThroughHint')}
            </p>
          </div>
          <select
            id={ids.through}
            aria-describedby={`${ids.through}-about`}
            value={line.breakThrough ?? AS_EVERYWHERE}
            className={`${INPUT} max-w-56`}
            onChange={({ target: { value } }) =>
              void change(({ breakThrough: _, ...rest }) =>
                value === AS_EVERYWHERE ? rest : { ...rest, breakThrough: value as BreakThrough },
              )
            }
          >
            <option value={AS_EVERYWHERE}>{t('lines.asEverywhere')}</option>
            {BREAK_THROUGH.map((choice) => (
              <option key={choice} value={choice}>
                {t(`settings.field.breakThrough.choice.${choice}`)}
              </option>
            ))}
          </select>
        </div>
        <div className="flex items-center gap-4">
          <div className="min-w-36 flex-1">
            <label htmlFor={ids.content} className="text-[13px]">
              {t('lines.neverContent')}
            </label>
            <p id={`${ids.content}-about`} className="text-xs text-muted">
              {t('lines.neverContentHint')}
            </p>
          </div>
          <Switch
            id={ids.content}
            checked={line.neverContent === true}
            describedBy={`${ids.content}-about`}
            onChange={(on) =>
              void change(({ neverContent: _, ...rest }) => (on ? { ...rest, neverContent: true } : rest))
            }
          />
        </div>
        {failure === null ? null : (
          <p role="alert" className="text-xs text-bad">
            {t('lines.failed', { reason: t(`failure.${failure.code}`) })}
          </p>
        )}
      </div>
    </More>
  );
}
