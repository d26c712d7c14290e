import type { Failure, FailureCode, Result } from '#app/result';
import { type Command, isOnRows } from '#app/rules/commands';
import type { Navigation } from '#app/state';
import { curlLine } from '#server/curl';
import type { RequestedAction } from '#server/inbox';
import type { Notification } from '#server/notification';
import { type ArgTypes, deedAt } from '#server/rules/commands';
import { ruleLike } from '#server/rules/rule-draft';
import type { InboxClient } from '../../server/client/client.ts';
import { type BackendClient, BackendError, failureOf } from '../backend/backend.ts';
import type { MainWindow } from '../shell/shell.ts';
import type { Pause, Presenting } from '../situation/situation.ts';
import type { Sources } from '../sources/sources.ts';
import { OpenError, type Opener } from '../system/opener.ts';
import type { LocalEndpoint } from './local-endpoint.ts';
import { muteForAnHour, SourceError } from './mute-source.ts';
import { PressError, type Presses } from './press.ts';
import { SettingRefused, type TextSize } from './text-size.ts';

/** `token`: allows a program's window to take the focus, for the click that asks for it. */
export type RunCommand = (command: Command, token?: string) => Promise<Result<null>>;

const DONE: Result<null> = { ok: true, value: null };
/** The most ids of one action. */
const MOST_IDS = 500;
const NOT_OPENED: ReadonlySet<FailureCode> = new Set<OpenError['code']>([
  'link_refused',
  'opener_missing',
  'open_failed',
]);
const failed = (code: FailureCode): Result<null> => ({ ok: false, error: { code } });

/** Runs every user action, from a row, a toast, the tray, the shortcut or a menu. Never rejects. */
export function createCommands(deps: {
  inbox: Pick<InboxClient, 'act' | 'undoLast' | 'state'>;
  window: Pick<MainWindow, 'open' | 'summon' | 'hide' | 'toggle'>;
  pause: Pick<Pause, 'until' | 'start' | 'end'>;
  presenting: Pick<Presenting, 'start' | 'end'>;
  find: (id: string) => Pick<Notification, 'url'> | undefined;
  /** The newest unread ones, newest first; main has these whole. */
  unread: () => readonly Pick<Notification, 'id' | 'source' | 'type' | 'sender'>[];
  opener: Pick<Opener, 'link'>;
  presses: Presses;
  textSize: TextSize;
  sendTest: () => Promise<void>;
  nextStep: () => void;
  reply: BackendClient['reply'];
  typing: (id: string) => void;
  /** These notifications were on a screen. */
  seen: (ids: readonly string[]) => void;
  retrySource: (id: string) => void;
  /** Sources that are the record of their rows, and so of their mutes. */
  sources: Pick<Sources, 'decidesItself' | 'decide'>;
  copy: (text: string) => void;
  endpoint: LocalEndpoint;
  retry: () => void;
  openLogs: () => Promise<void>;
  saveReport: () => Promise<void>;
  /** The user has read about the trouble of this file of the profile. */
  dismissFile: (name: string) => void;
  update: () => void;
  quit: () => void;
  log: (message: string) => void;
}): RunCommand {
  const { inbox, window } = deps;

  async function open(id: string, token: string | undefined): Promise<void> {
    const url = deps.find(id)?.url ?? null;
    if (url === null) window.open({ page: 'inbox', notificationId: id });
    else await deps.opener.link(url, token);
    deps.seen([id]);
    await inbox.act({ action: 'read', ids: [id] });
  }

  /** The toast of a storm may stand for more than one action takes. */
  async function actOnRows(action: RequestedAction, ids: readonly string[]): Promise<void> {
    for (let from = 0; from < ids.length; from += MOST_IDS)
      await inbox.act({ action, ids: ids.slice(from, from + MOST_IDS) });
  }

  const actOnThread = (action: 'read' | 'done', thread: ArgTypes['thread']): Promise<unknown> =>
    inbox.act({ action, thread, view: 'unread', up_to_revision: inbox.state().revision });

  function showNewest(): void {
    const [newest] = deps.unread();
    if (newest === undefined) window.summon();
    else window.open({ page: 'inbox', notificationId: newest.id });
  }

  /** The row itself has the command, too, if main does not know enough of it. */
  function makeRule(id: string): void {
    const row = deps.unread().find((each) => each.id === id);
    if (row === undefined) window.open({ page: 'inbox', notificationId: id });
    else window.open({ page: 'rules', rule: { draft: ruleLike(row) } });
  }

  async function execute(command: Command, token: string | undefined): Promise<unknown> {
    if (isOnRows(command)) {
      return actOnRows(deedAt(command.id, Date.now()), command.args.ids);
    }
    switch (command.id) {
      case 'inbox.readAll':
        return inbox.act({ action: 'read', view: 'unread', up_to_revision: inbox.state().revision });
      case 'inbox.undo':
        return inbox.undoLast();
      case 'inbox.readThread':
        return actOnThread('read', command.args.thread);
      case 'inbox.doneThread':
        return actOnThread('done', command.args.thread);
      case 'inbox.open':
        return open(command.args.id, token);
      case 'inbox.runAction':
        return deps.presses.press(command.args.id, command.args.action);
      case 'inbox.allowAction':
        return deps.presses.allow(command.args.id, command.args.action, command.args.url);
      case 'inbox.copyLink':
        return deps.copy(deps.find(command.args.id)?.url ?? '');
      case 'inbox.makeRule':
        return makeRule(command.args.id);
      case 'inbox.showNewest':
        return showNewest();
      case 'inbox.showUnread':
        return window.open({ page: 'inbox', view: 'unread' });
      case 'inbox.compose':
        return window.open({ page: 'inbox', notificationId: command.args.id, composer: null });
      case 'inbox.reply':
        return deps.reply(command.args.id, command.args.text, command.args.key);
      case 'inbox.typing':
        return deps.typing(command.args.id);
      case 'inbox.sendTest':
        return deps.sendTest();
      case 'firstRun.next':
        return deps.nextStep();
      case 'walk.start':
        return window.open({ page: 'notifications', walk: true });
      case 'curl.copy':
        return deps.copy(curlLine(deps.endpoint.get()));
      case 'endpoint.copyUrl':
        return deps.copy(deps.endpoint.get().url);
      case 'endpoint.copyToken':
        return deps.copy(deps.endpoint.get().token);
      case 'endpoint.rotate':
        return deps.endpoint.rotate();
      case 'delivery.pause':
        return deps.pause.start(command.args.until);
      case 'delivery.resume':
        return deps.pause.end();
      case 'delivery.togglePause':
        return deps.pause.until() === null ? deps.pause.start('1h') : deps.pause.end();
      case 'delivery.present':
        return deps.presenting.start();
      case 'delivery.presentEnd':
        return deps.presenting.end();
      case 'connection.retry':
        return deps.retry();
      case 'window.open':
        return window.summon();
      case 'window.hide':
        return window.hide();
      case 'window.toggle':
        return window.toggle();
      case 'palette.open':
        return window.open({ page: 'inbox', palette: true });
      case 'settings.open':
        return window.open({ page: 'settings' });
      case 'text.larger':
        return deps.textSize.change(1);
      case 'text.smaller':
        return deps.textSize.change(-1);
      case 'text.reset':
        return deps.textSize.change(0);
      case 'logs.open':
        return deps.openLogs();
      case 'report.save':
        return deps.saveReport();
      case 'files.dismiss':
        return deps.dismissFile(command.args.file);
      case 'app.update':
        return deps.update();
      case 'sources.open':
        return window.open({ page: 'sources' });
      case 'sources.retry':
        return deps.retrySource(command.args.id);
      case 'sources.muteHour':
        return muteForAnHour(command.args.id, deps);
      case 'app.quit':
        return deps.quit();
      default:
        return command satisfies never;
    }
  }

  return async (command, token) => {
    try {
      await execute(command, token);
      return DONE;
    } catch (error) {
      deps.log(`${command.id} failed: ${error instanceof BackendError ? error.code : String(error)}`);
      if (error instanceof OpenError || error instanceof PressError || error instanceof SourceError)
        return failed(error.code);
      if (error instanceof SettingRefused) return { ok: false, error: error.failure };
      if (!(error instanceof BackendError)) return failed('internal');
      return { ok: false, error: failureOf(error) };
    }
  };
}

/** Commands from outside the window, whose effect is seen only if they work. */
function navigationTo(command: Command, error: Failure): Navigation | null {
  const failed = { page: 'inbox', failed: { command: command.id, error } } as const;
  switch (command.id) {
    case 'inbox.open':
      return NOT_OPENED.has(error.code) ? { ...failed, notificationId: command.args.id } : null;
    case 'inbox.runAction':
      return { ...failed, notificationId: command.args.id, action: command.args.action };
    case 'logs.open':
    case 'report.save':
    case 'sources.muteHour':
      return failed;
    case 'inbox.reply':
      return {
        ...failed,
        notificationId: command.args.id,
        composer: { text: command.args.text, key: command.args.key },
      };
    default:
      return isOnRows(command) ? { ...failed, notificationId: command.args.ids[0] ?? '' } : null;
  }
}

/** Runs commands of toasts, tray and shortcut. These cannot show why a command has failed, so the window does. */
export function createStart(deps: {
  run: RunCommand;
  open: MainWindow['open'];
}): (command: Command, token?: string) => Promise<void> {
  return async (command, token) => {
    const result = await deps.run(command, token);
    const place = result.ok ? null : navigationTo(command, result.error);
    if (place !== null) deps.open(place);
  };
}
