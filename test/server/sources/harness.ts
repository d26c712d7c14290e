import type { Refusal } from '#server/rules/refusals';
/** A source of one user, and short words for what is done with it. */

import type { ActionRequest, RequestedAction } from '#server/inbox';
import type { Notification } from '#server/notification';
import type { OutboxResult } from '#server/outbox';
import { wholeFields } from '#server/rules/content';
import { VIEWS, type View } from '#server/rules/state';
import type { IngestContent, IngestItem, SourceRegistration, UpstreamAction } from '#server/source';
import { buildTestApp, type TestApp } from '../../support/server.ts';

export const SOURCE = 's-team';
/** A Belfry server that has everything. */
export const ALL_ACTIONS = [
  ...(['read', 'unread', 'done', 'restore', 'save', 'unsave', 'snooze', 'unsnooze'] as const),
  ...(['delete', 'undelete', 'purge', 'acknowledge', 'reply'] as const),
] as const;
/** One from before there were more states than these; deletion is final there. */
export const OLD_BELFRY = ['read', 'unread', 'done', 'restore', 'delete', 'reply'] as const;
export const LARAVEL = ['read', 'delete', 'reply'] as const;
/** A source that cannot take something back hears of it this much later. */
export const SECOND_THOUGHTS = 10_000;

export const makeIngest = (overrides: Partial<IngestContent> = {}): IngestContent => ({
  ...wholeFields({ title: 'Build finished' }),
  ...overrides,
});

/** An item that its source reports for the first time. */
export const newItem = (external_id: string, fields: Partial<IngestItem> = {}): IngestItem => ({
  external_id,
  content: makeIngest({ title: external_id }),
  ...fields,
});

export async function openBench(
  driver: Parameters<typeof buildTestApp>[0],
  options: Readonly<{ actions?: readonly UpstreamAction[]; kind?: SourceRegistration['kind'] }> & {
    random?: () => number;
    dataDir?: string;
  } = {},
) {
  const { actions = ALL_ACTIONS, kind = 'belfry', ...rest } = options;
  const app: TestApp = await buildTestApp(driver, rest);
  const { userId, sources, inbox } = app;
  await sources.register(userId, SOURCE, { kind, actions: [...actions] });

  const ingest = (...items: IngestItem[]) => sources.ingest(userId, { source: SOURCE, items });
  const outbox = async (source = SOURCE) => (await sources.outbox(userId, { source })).entries;
  const report = (...results: OutboxResult[]) => sources.report(userId, { results });
  const rows = async (view: View = 'inbox'): Promise<Notification[]> =>
    (await inbox.list(userId, { view, limit: 200 })).items;
  const row = async (title: string): Promise<Notification | undefined> => {
    for (const view of VIEWS) {
      const found = (await rows(view)).find((one) => one.title === title);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const apply = async (action: RequestedAction, ...titles: string[]) => {
    const ids: string[] = [];
    for (const title of titles) ids.push((await row(title))?.id ?? '');
    return inbox.apply({ userId, request: { action, ids } });
  };
  const act = async (action: RequestedAction, ...titles: string[]) => (await apply(action, ...titles)).delta;
  const command = async (request: ActionRequest) => (await inbox.apply({ userId, request })).delta;

  return {
    app,
    userId,
    ingest,
    outbox,
    report,
    rows,
    row,
    act,
    /** `act`, as something to undo. */
    batch: async (action: RequestedAction, ...titles: string[]) =>
      (await apply(action, ...titles)).batch ?? '',
    undo: (batch: string) => inbox.undo(userId, batch),
    command,
    /** [action, external id] of waiting actions, oldest first. */
    outboxActions: async (source = SOURCE) =>
      (await outbox(source)).map(({ action, external_id }) => [action, external_id]),
    /** Reports the same of all that is due. */
    reportAll: async (
      result: { outcome: 'done'; revision?: number } | { outcome: 'refused'; reason: Refusal },
    ) => report(...(await outbox()).map(({ id }) => ({ id, ...result }))),
    counts: async () => (await inbox.position(userId)).counts,
    revision: async () => (await inbox.position(userId)).revision,
    state: async () => (await sources.all(userId)).find(({ id }) => id === SOURCE),
    close: () => app.close(),
  };
}
