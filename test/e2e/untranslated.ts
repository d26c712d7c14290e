import type { Page } from '@playwright/test';

/** Of a text in disguise there is no letter of English left; these are no words of ours: months, weekdays, AM and PM. */
const DATES = [
  ...Array.from({ length: 12 }, (_, month) => new Date(2026, month, 1)),
  ...Array.from({ length: 7 }, (_, day) => new Date(2026, 10, day + 1)),
].flatMap((date) =>
  (['long', 'short'] as const).flatMap((style) => [
    date.toLocaleDateString('en', { month: style }),
    date.toLocaleDateString('en', { weekday: style }),
  ]),
);
const DATE = new RegExp(`\\b(?:${[...new Set(DATES)].join('|')}|at|[AP]M)\\b`, 'g');

/** Addresses, paths, channels, headers, keys and the system's codes, whose names are the same in every language. */
const TECHNICAL =
  /https?:\/\/[^\s\]]+|https?\b|\/[\w/.-]+|\b(?:private|presence)-[\w.]+|\bX-\w+|^orders$|^eu$|\bE[A-Z]{4,}\b|\bCtrl\+\S\w*|\b[\w.]+\.example(?:\.com)?/gm;

/** Those of these texts that have letters of English outside of `names`, which somebody else gave. */
export function plainEnglish(texts: readonly string[], names: readonly string[] = []): readonly string[] {
  return texts.filter((text) =>
    /[a-z]/i.test(
      names
        .reduce((rest, name) => rest.replaceAll(name, ''), text)
        .replace(TECHNICAL, '')
        .replace(DATE, ''),
    ),
  );
}

/** All that the page says to eyes and to screen readers, but for code, keys and what is typed. */
function textsOf(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const ATTRIBUTES = [
      'aria-label',
      'aria-description',
      'aria-roledescription',
      'title',
      'placeholder',
      'alt',
    ];
    const said: string[] = [];
    for (const element of document.body.querySelectorAll('*')) {
      if (!element.checkVisibility() || element.closest('code, pre, kbd') !== null) continue;
      for (const name of ATTRIBUTES) said.push(element.getAttribute(name) ?? '');
      for (const node of element.childNodes)
        if (node.nodeType === Node.TEXT_NODE) said.push(node.textContent ?? '');
    }
    return said;
  });
}

/** What sticks out of the window at a side, or is cut there without dots. Words for screen readers alone have no place. */
function cutOff(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const cut: string[] = [];
    for (const element of document.body.querySelectorAll('*')) {
      const style = getComputedStyle(element);
      if (!element.checkVisibility() || !(element instanceof HTMLElement) || style.position === 'absolute')
        continue;
      if (element.closest('.sr-only') !== null) continue;
      const { left, right, width } = element.getBoundingClientRect();
      const text = element.innerText?.slice(0, 60);
      if (width > 1 && (left < -1 || right > innerWidth + 1)) cut.push(`sticks out: ${text}`);
      const isScroller = ['auto', 'scroll'].includes(style.overflowX);
      const hasDots = style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none';
      if (
        width > 1 &&
        element.scrollWidth > element.clientWidth + 1 &&
        style.overflowX !== 'visible' &&
        !isScroller &&
        !hasDots
      )
        cut.push(`cut: ${text}`);
    }
    return cut;
  });
}

/** What of the page a translator could not reach, and what longer words have broken. */
export async function faultsOfWords(page: Page): Promise<readonly string[]> {
  return [...plainEnglish(await textsOf(page)), ...(await cutOff(page))];
}
