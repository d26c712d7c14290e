/** The files of English for main and for the window. They are bundled: English stands in for whatever another language lacks. */
import rows from '#server/i18n/en/rows.json' with { type: 'json' };
import commands from './en/commands.json' with { type: 'json' };
import main from './en/main.json' with { type: 'json' };
import shared from './en/shared.json' with { type: 'json' };
import inbox from './en/window/inbox.json' with { type: 'json' };
import keyboard from './en/window/keyboard.json' with { type: 'json' };
import local from './en/window/local.json' with { type: 'json' };
import notifications from './en/window/notifications.json' with { type: 'json' };
import people from './en/window/people.json' with { type: 'json' };
import reading from './en/window/reading.json' with { type: 'json' };
import replies from './en/window/replies.json' with { type: 'json' };
import rules from './en/window/rules.json' with { type: 'json' };
import search from './en/window/search.json' with { type: 'json' };
import selection from './en/window/selection.json' with { type: 'json' };
import settings from './en/window/settings.json' with { type: 'json' };
import snooze from './en/window/snooze.json' with { type: 'json' };
import sourceDetails from './en/window/source-details.json' with { type: 'json' };
import sourceForm from './en/window/source-form.json' with { type: 'json' };
import sources from './en/window/sources.json' with { type: 'json' };
import templates from './en/window/templates.json' with { type: 'json' };
import threads from './en/window/threads.json' with { type: 'json' };
import undo from './en/window/undo.json' with { type: 'json' };
import views from './en/window/views.json' with { type: 'json' };
import walk from './en/window/walk.json' with { type: 'json' };
import why from './en/window/why.json' with { type: 'json' };
import frame from './en/window/window.json' with { type: 'json' };

/** What Belfry itself says in rows. The server has the English, which it stores for other clients. */
const own = { own: rows };

export const MAIN = [shared, commands, own, main] as const;
export const WINDOW = [
  shared,
  commands,
  own,
  frame,
  inbox,
  local,
  reading,
  replies,
  people,
  keyboard,
  notifications,
  rules,
  selection,
  search,
  settings,
  snooze,
  sources,
  sourceDetails,
  sourceForm,
  templates,
  undo,
  views,
  threads,
  walk,
  why,
] as const;
