import type { App } from 'electron';
import type { Enrolment } from '#app/state';

const LONGEST = 4_000;
const LONGEST_SERVER = 2_000;
const CODE = /^[A-Za-z0-9_-]{1,200}$/;

export interface DeepLinks {
  /** Calls the listener, of which there is one, for each link, also for earlier ones. */
  onEnrol(listener: (enrolment: Enrolment) => void): void;
}

function serverOf(text: string): string | null {
  if (text.length > LONGEST_SERVER || !URL.canParse(text)) return null;
  const { protocol, username, password, search, hash, origin, pathname } = new URL(text);
  const isPlain = username + password + search + hash === '';
  return isPlain && /^https?:$/.test(protocol) ? `${origin}${pathname}`.replace(/\/+$/, '') : null;
}

/** Reads `belfry://enroll?server=…&code=…`; null: anything else. */
export function parseEnrolLink(text: string): Enrolment | null {
  if (text.length > LONGEST || !URL.canParse(text)) return null;
  const { protocol, host, pathname, username, password, hash, searchParams } = new URL(text);
  const isPlain = username + password + hash === '' && /^\/?$/.test(pathname);
  if (protocol !== 'belfry:' || host !== 'enroll' || !isPlain) return null;
  if ([...searchParams.keys()].sort().join() !== 'code,server') return null;
  const server = serverOf(searchParams.get('server') ?? '');
  const code = searchParams.get('code') ?? '';
  return server !== null && CODE.test(code) ? { server, code } : null;
}

const linkIn = (argv: readonly string[]): string | undefined =>
  argv.find((argument) => argument.startsWith('belfry:'));

/** Whether these arguments contain a link that itself opens the window. */
export function hasEnrolLink(argv: readonly string[]): boolean {
  const link = linkIn(argv);
  return link !== undefined && parseEnrolLink(link) !== null;
}

/**
 * `belfry:` links. The system starts the program with a link as an argument; a running one gets it from the arguments of a second
 * start, or on macOS from an event. Any web page can open such a link, so a link only shows a form.
 */
export function createDeepLinks(deps: {
  app: Pick<App, 'on'>;
  argv: readonly string[];
  log: (message: string) => void;
}): DeepLinks {
  let listener: ((enrolment: Enrolment) => void) | null = null;
  const early: Enrolment[] = [];

  function take(link: string): void {
    const enrolment = parseEnrolLink(link);
    if (enrolment === null) deps.log('a link was not understood');
    else if (listener === null) early.push(enrolment);
    else listener(enrolment);
  }

  function takeFrom(argv: readonly string[]): void {
    const link = linkIn(argv);
    if (link !== undefined) take(link);
  }

  deps.app.on('open-url', (event, url) => {
    event.preventDefault();
    take(url);
  });
  deps.app.on('second-instance', (_event, argv) => takeFrom(argv));
  takeFrom(deps.argv);

  return {
    onEnrol(next) {
      listener = next;
      for (const enrolment of early.splice(0)) next(enrolment);
    },
  };
}
