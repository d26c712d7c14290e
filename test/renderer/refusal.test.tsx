import { renderToStaticMarkup } from 'react-dom/server';
import { I18nextProvider } from 'react-i18next';
import { expect, test } from 'vitest';
import { type Refusal, refusal } from '#server/rules/refusals';
import { createI18n } from '../../renderer/i18n/i18n.ts';
import { useRefusal } from '../../renderer/i18n/use-refusal.ts';

function Why({ reason }: { readonly reason: Refusal | null }) {
  return useRefusal()({ reason });
}

const words = (reason: Refusal | null): string =>
  renderToStaticMarkup(
    <I18nextProvider i18n={createI18n()}>
      <Why reason={reason} />
    </I18nextProvider>,
  );

test.each([
  [
    refusal('answered', { status: 403 }, 'This order is locked.'),
    'The answer was 403. It says: “This order is locked.”',
  ],
  [refusal('answered', { status: 410 }), 'The answer was 410.'],
  [refusal('channel', { channel: 'private-a' }), 'Nobody can reply in private-a.'],
  [refusal('words', {}, 'Not yours.'), 'It says: “Not yours.”'],
  [null, ''],
])('%j', (reason, shown) => {
  expect(words(reason)).toBe(shown);
});
