/** What the window shows of rows that Belfry itself makes follows the catalogue, and the reader's clock. */
import { renderToStaticMarkup } from 'react-dom/server';
import { I18nextProvider } from 'react-i18next';
import { expect, test } from 'vitest';
import { ownRow } from '#server/own-rows';
import { GAP_TYPE } from '#server/rules/content';
import { type OwnRow, shownWords } from '#server/rules/own-rows';
import { createI18n } from '../../renderer/i18n/i18n.ts';
import { useRowWords } from '../../renderer/i18n/use-row-words.ts';
import { RegionContext } from '../../renderer/ui/use-formats.ts';

function Words({ row }: { readonly row: OwnRow }) {
  const { title, message } = shownWords(ownRow(row), useRowWords());
  return `${title} | ${message}`;
}

function shown(row: OwnRow, words: object = {}): string {
  const i18n = createI18n();
  i18n.addResourceBundle('en', 'window', { own: words }, true, true);
  return renderToStaticMarkup(
    <I18nextProvider i18n={i18n}>
      <RegionContext value={{ locale: 'en-GB', timeZone: 'Asia/Tokyo' }}>
        <Words row={row} />
      </RegionContext>
    </I18nextProvider>,
  );
}

const SPAN = { from: '2026-11-30T10:02:00.000Z', until: '2026-11-30T10:14:00.000Z' };

test('a gap is told in the time of its reader, what was left out in numbers', () => {
  const row: OwnRow = { type: GAP_TYPE, data: { ...SPAN, reason: 'too_many', count: 3, event: 'paid' } };
  expect(shown(row)).toMatch(
    /^Too many events, 19:02\D+19:14 \| 3 events were left out, the last of them “paid”: too many came for too long\.$/,
  );
});

test('another catalogue words what was stored under the first', () => {
  const row: OwnRow = { type: 'belfry.rescue', data: { saved: 2, folder: '/home/x' } };
  const rescue = { title: 'Neu', message_other: '{{count}} in {{folder}}' };
  expect(shown(row, { rescue })).toBe('Neu | 2 in /home/x');
});
