import type { App } from 'electron';
import type { Enrolment } from '#app/state';

const LONGEST = 4_000;
const LONGEST_SERVER = 2_000;
const CODE = /^[A-Za-z0-9_-]{1,200}$/;

export interface DeepLinks {
  /** Told of each link, also of those that came before; one listener. */
  onEnrol(listener: (enrolment: Enrolment) => void): void;
}

function serverOf(text: string): string | null {
  if (text.length > LONGEST_SERVER || !URL.canParse(text)) return null;
  const { protocol, username, password, search, hash, origin, pathname } = new URL(text);
  const isPlain = username + password + search + hash === '';
  return isPlain && /^https?:$/.test(protocol) ? `${origin}${pathname}`.replace(/\/+$/, '') : null;
}

/** `belfry://enroll?server=…&code=…` and nothing besides; null: anything else. */
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

/** Whether a start with these arguments is for a link that brings the window up where it leads. */
export function hasEnrolLink(argv: readonly string[]): boolean {
  const link = linkIn(argv);
  return link !== undefined && parseEnrolLink(link) !== null;
}

/**
 * `belfry:` links, by which the system starts this program (an argument) or tells the one that runs (the arguments of a second
 * one; on macOS, an event). Any page can open one: it may show a form, and never does anything.
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
