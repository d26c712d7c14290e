import { Pencil, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Template } from '#app/source-definition';
import { IconButton } from '../../ui/IconButton.tsx';

/** A text with its placeholders set off. */
function Marked({ text }: { readonly text: string }) {
  return text.split(/(\{\{[^{}]+\}\})/).map((part, place) =>
    place % 2 === 0 ? (
      part
    ) : (
      <span key={place} className="text-accent">
        {part}
      </span>
    ),
  );
}

/** A template in the list. */
export function TemplateRow(props: {
  readonly template: Template;
  readonly at: number;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}) {
  const { t } = useTranslation('window');
  const { event, title, message, url, icon } = props.template;
  const text = title ?? message ?? url ?? icon ?? t('templates.ownWords');
  return (
    <div className="flex items-center rounded-xl border border-line bg-canvas pe-2">
      <button
        type="button"
        aria-label={t('templates.edit', { event })}
        data-edit={props.at}
        className="group flex min-w-0 flex-1 items-center gap-3 rounded-xl py-2 ps-4 pe-1 text-start"
        onClick={props.onEdit}
      >
        <span className="min-w-0 flex-1">
          <span dir="auto" className="block truncate text-start text-[13px]">
            <Marked text={text} />
          </span>
          <span className="block truncate text-xs text-muted">{event}</span>
        </span>
        <Pencil
          aria-hidden
          className="size-[15px] shrink-0 text-muted group-hover:text-ink"
          strokeWidth={1.75}
        />
      </button>
      <IconButton icon={Trash2} label={t('templates.removeOf', { event })} small onClick={props.onRemove} />
    </div>
  );
}
