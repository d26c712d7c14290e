import { ArrowDown, ArrowUp, Trash2, TriangleAlert } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Rule } from '#server/decisions';
import { useWindowState } from '../state/state.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { Question } from '../ui/Question.tsx';
import { Switch } from '../ui/Switch.tsx';

interface RuleCardProps {
  readonly rule: Rule;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly onMove: (by: -1 | 1) => void;
  readonly onSwitch: (on: boolean) => void;
  readonly onRemove: () => void;
}

function RemoveRule(props: Readonly<{ name: string; onKeep: () => void; onRemove: () => void }>) {
  const { t } = useTranslation('window');
  return (
    <Question
      label={t('rules.remove')}
      text={t('rules.removeSure', { name: props.name })}
      stay={t('rules.keep')}
      go={t('rules.removeNow')}
      className="mt-2.5 border-t border-line pt-2.5"
      onStay={props.onKeep}
      onGo={props.onRemove}
    />
  );
}

/** One rule in the list: what it matches, what it does, and its place. */
export function RuleCard({ rule, isFirst, isLast, onMove, onSwitch, onRemove }: RuleCardProps) {
  const { t } = useTranslation('window');
  const { ruleTasks } = useWindowState();
  const [isRemoving, setRemoving] = useState(false);
  const bin = useRef<HTMLButtonElement>(null);
  const { id, name, filter, on, remarks } = rule;
  const titleId = `rule-name-${id}`;
  return (
    <li className="rounded-xl border border-line bg-canvas py-2 ps-4 pe-2">
      <div className="flex items-center gap-1">
        <div className="relative min-w-0 flex-1 py-0.5">
          <button
            id={titleId}
            type="button"
            dir="auto"
            aria-describedby={`${titleId}-about`}
            className={`block max-w-full truncate text-start text-sm font-medium after:absolute after:inset-0 ${on ? '' : 'text-muted'}`}
            onClick={() => ruleTasks.open({ id })}
          >
            {name}
          </button>
          <p
            id={`${titleId}-about`}
            className="mt-0.5 flex min-w-0 items-baseline gap-1.5 text-xs text-muted"
          >
            <span className="shrink-0">{on ? t(`rules.effect.${rule.do}`) : t('rules.off')}</span>
            <span aria-hidden>·</span>
            {filter === '' ? (
              <span className="truncate">{t('rules.everything')}</span>
            ) : (
              <code dir="auto" className="truncate text-[11px]">
                {filter}
              </code>
            )}
          </p>
        </div>
        {isFirst && isLast ? null : (
          <>
            <IconButton
              icon={ArrowUp}
              small
              idle={isFirst}
              label={t('rules.up')}
              onClick={() => isFirst || onMove(-1)}
            />
            <IconButton
              icon={ArrowDown}
              small
              idle={isLast}
              label={t('rules.down')}
              onClick={() => isLast || onMove(1)}
            />
          </>
        )}
        <IconButton
          ref={bin}
          icon={Trash2}
          small
          label={t('rules.remove')}
          onClick={() => setRemoving(true)}
        />
        <div className="ms-1 flex h-8 items-center">
          <Switch
            id={`rule-on-${id}`}
            checked={on}
            label={t('rules.on')}
            describedBy={titleId}
            onChange={onSwitch}
          />
        </div>
      </div>
      {remarks.length === 0 ? null : (
        <p className="mt-0.5 flex items-start gap-1.5 text-xs text-warn">
          <TriangleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
          {t('rules.unclear')}
        </p>
      )}
      {isRemoving ? (
        <RemoveRule
          name={name}
          onKeep={() => {
            setRemoving(false);
            bin.current?.focus();
          }}
          onRemove={onRemove}
        />
      ) : null}
    </li>
  );
}
