import { ChevronRight } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { INPUT } from '../../ui/inputs.tsx';
import { Labelled, TextField } from './TextField.tsx';
import { type Draft, hasTypes, type Kind, type Part } from './template-draft.ts';

const WAYS = ['none', 'http', 'event'] as const satisfies readonly Draft['via'][];
const SELDOM = ['icon', 'group_key', 'dedupe_key', 'reply_url', 'reply_channel', 'reply_event'] as const;
const asWay = (value: string): Draft['via'] => WAYS.find((way) => way === value) ?? 'none';

/** Parts that most templates do not need. */
export function MoreParts(props: {
  readonly kind: Kind;
  readonly draft: Draft;
  readonly wordsOf: (part: Part) => string | null;
  /** What holds while it is empty. */
  readonly defaultOf: (part: Part) => string;
  readonly onChange: (change: Partial<Draft>) => void;
}) {
  const { t } = useTranslation('window');
  const id = useId();
  const { kind, draft, wordsOf, defaultOf, onChange } = props;
  const [opened, setOpened] = useState(() => SELDOM.some((part) => draft[part] !== ''));
  const open = opened || SELDOM.some((part) => wordsOf(part) !== null);
  const field = (part: (typeof SELDOM)[number]) => (
    <TextField
      id={`${id}-${part}`}
      label={t(`templates.part.${part}`)}
      value={draft[part]}
      problem={wordsOf(part)}
      hint={t(`templates.hint.${part}`)}
      placeholder={defaultOf(part)}
      fillable
      onChange={(value) => onChange({ [part]: value })}
    />
  );

  return (
    <div className="flex flex-col gap-3">
      <button
        type="button"
        aria-expanded={open}
        className="flex w-fit items-center gap-1 rounded text-[13px] text-soft hover:text-ink"
        onClick={() => setOpened(!open)}
      >
        <ChevronRight aria-hidden className={`size-4 ${open ? 'rotate-90' : 'rtl:rotate-180'}`} />
        {t('templates.more')}
      </button>
      {open ? (
        <>
          {field('icon')}
          {field('group_key')}
          {field('dedupe_key')}
          <Labelled id={`${id}-via`} label={t('templates.part.via')}>
            <select
              id={`${id}-via`}
              value={draft.via}
              className={INPUT}
              onChange={(event) => onChange({ via: asWay(event.target.value) })}
            >
              {WAYS.map((way) => (
                <option key={way} value={way}>
                  {way === 'none' && hasTypes(kind) ? t('templates.ownWords') : t(`templates.via.${way}`)}
                </option>
              ))}
            </select>
          </Labelled>
          {draft.via === 'http' ? field('reply_url') : null}
          {draft.via === 'event' ? field('reply_channel') : null}
          {draft.via === 'event' ? field('reply_event') : null}
        </>
      ) : null}
    </div>
  );
}
