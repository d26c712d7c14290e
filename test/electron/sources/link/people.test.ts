import { expect, test } from 'vitest';
import type { Person } from '#app/source-view';
import { createPeople } from '../../../../electron/sources/link/people.ts';

type Members = Parameters<ReturnType<typeof createPeople>['onMembers']>[0];

const peopleOf = (...members: Members): readonly Person[] => peopleAt('https://shop.example', members);

function peopleAt(base: string | null, members: Members): readonly Person[] {
  let reported: readonly Person[] = [];
  const people = createPeople({
    base,
    onPeople(now) {
      reported = now;
    },
  });
  people.onMembers(members, null);
  return reported;
}

test('names are one line of text, wherever they come from', () => {
  const people = peopleOf(
    { id: '1', info: { name: ' Ada\n\uffff\u{1fffe}\0 ' } },
    { id: '2', info: { name: '\u0007', username: 'bob' } },
    { id: 'x\uffff', info: null },
    { id: '4', info: { name: `${'x'.repeat(199)}😀` } },
  );
  expect(people.map(({ name }) => name)).toEqual(['Ada \ufffd\ufffd', 'bob', 'x\ufffd', 'x'.repeat(199)]);
  expect(people[2]?.id).toBe('x\uffff');
});

test('a long link to a picture is not cut', () => {
  const avatar = `https://shop.example/a.png?signature=${'a'.repeat(500)}`;
  expect(peopleOf({ id: '1', info: { name: 'Ada', avatar } })[0]?.avatar).toBe(avatar);
});

test.each([
  ['https://host.example', '/ada.png', 'https://host.example/ada.png'],
  ['https://host.example/shop', '/ada.png', 'https://host.example/shop/ada.png'],
  ['https://host.example/shop', '/shop/ada.png', 'https://host.example/shop/ada.png'],
  ['https://host.example/shop', 'storage/ada.png', 'https://host.example/shop/storage/ada.png'],
  ['https://host.example/shop', '//cdn.example/ada.png', 'https://cdn.example/ada.png'],
  ['https://host.example/shop', 'https://cdn.example/ada.png', 'https://cdn.example/ada.png'],
  ['https://host.example/shop', 'javascript:alert(1)', null],
  [null, '/ada.png', null],
  [null, 'https://cdn.example/ada.png', 'https://cdn.example/ada.png'],
])('in an app at %s the picture %s is %s', (base, avatar, expected) => {
  expect(peopleAt(base, [{ id: '1', info: { name: 'Ada', avatar } }])[0]?.avatar).toBe(expected);
});
