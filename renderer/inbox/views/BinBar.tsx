import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ofView } from '#server/rules/list-filter';
import { useWindowState } from '../../state/state.tsx';
import { Button } from '../../ui/Button.tsx';
import { Question } from '../../ui/Question.tsx';

/** Over the rows of the Bin: says how long they stay, and empties it. */
export function BinBar() {
  const { t } = useTranslation('window');
  const { actions, viewCounts } = useWindowState();
  /** How many would be deleted; null: nobody has asked. */
  const [asked, setAsked] = useState<number | null>(null);
  return (
    <div className="flex min-h-10 items-center gap-2 border-b border-line bg-surface px-4 py-1.5 text-[13px]">
      {asked === null ? (
        <>
          <p className="min-w-0 flex-1 text-muted">{t('views.bin.lead')}</p>
          <Button onClick={async () => setAsked(await viewCounts.count(ofView('bin')))}>
            {t('views.bin.empty')}
          </Button>
        </>
      ) : (
        <Question
          className="flex-1"
          label={t('views.bin.empty')}
          text={t('views.bin.sure', { count: asked })}
          stay={t('views.bin.stay')}
          go={t('views.bin.go')}
          onStay={() => setAsked(null)}
          onGo={() => {
            setAsked(null);
            void actions.emptyBin();
          }}
        />
      )}
    </div>
  );
}
