/** What the pages of rules and sources say of sources whose servers decide, and of too many rules. */
import { Tooltip } from 'radix-ui';
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { I18nextProvider } from 'react-i18next';
import { expect, test } from 'vitest';
import type { BelfrySource } from '#app/source-definition';
import type { SourceView } from '#app/source-view';
import { RULES_LIMIT } from '#server/rules/verdicts';
import { createI18n } from '../../../renderer/i18n/i18n.ts';
import { LineField } from '../../../renderer/lines/lines.tsx';
import { RulesList } from '../../../renderer/rules/RulesList.tsx';
import { createWindowState, WindowStateProvider } from '../../../renderer/state/state.tsx';
import { appStatus, FakePage, fakeBridge, fakeStorage, ok, refused } from '../support.ts';

const TEAM: BelfrySource = {
  ...{ id: 'team', name: 'Harbour team', colour: 'amber', enabled: true, kind: 'belfry' },
  url: 'https://team.example',
};
const view = {
  ...{
    definition: TEAM,
    connection: { status: 'connecting' },
    lastEventAt: null,
    lastError: null,
    pending: 0,
  },
  ...{ undelivered: null, marking: null, mayRequest: [], people: null, mutes: null },
  secrets: { token: true, headers: [], origins: [] },
} as const satisfies SourceView;

async function setUp(count: number) {
  const main = fakeBridge();
  const state = createWindowState(main.bridge, new FakePage(), fakeStorage());
  main.push('status', appStatus());
  main.push('sources', { sources: [view], keyring: 'encrypted', localMayRequest: [] });
  const rules = Array.from({ length: count }, (_, n) => ({
    ...{ id: `r-${n}`, name: `Rule ${n}`, filter: 'x', do: 'done' as const, sound: null, on: true },
    remarks: [],
  }));
  // What the window asks for first is another test's.
  for (const name of main.calls.map((call) => call.name)) await main.answer(name, refused('internal'));
  const loading = state.rules.load();
  await main.answer('rules.get', ok({ version: '1', rules, except_sources: ['team'] }));
  await main.answer('mutes.get', ok({ version: '1', mutes: [], except_sources: ['team'] }));
  await loading;
  return (page: ReactNode) =>
    renderToStaticMarkup(
      <I18nextProvider i18n={createI18n()}>
        <Tooltip.Provider>
          <WindowStateProvider state={state}>{page}</WindowStateProvider>
        </Tooltip.Provider>
      </I18nextProvider>,
    );
}

test('the rules name the sources that they do not concern', async () => {
  const draw = await setUp(1);
  expect(draw(<RulesList />)).toContain('because their servers have their own: Harbour team.');
});

test('with as many rules as there may be, the page says so in place of its button', async () => {
  const full = `You have ${RULES_LIMIT} rules`;
  const last = (await setUp(RULES_LIMIT - 1))(<RulesList />);
  expect(last).toContain('Add rule');
  expect(last).not.toContain(full);
  const over = (await setUp(RULES_LIMIT))(<RulesList />);
  expect(over).toContain(full);
  expect(over).not.toContain('Add rule');
});

test('“Not at all” is offered where a mute of this computer counts', async () => {
  const draw = await setUp(0);
  const line = (source: string) => draw(<LineField subject={{ source, sender: null }} name="…" />);
  expect(line('local')).toContain('Not at all');
  expect(line('team')).not.toContain('Not at all');
  expect(line('team')).toContain('mute them on its server');
});
