import fc from 'fast-check';
import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { Template } from '#app/source-definition';
import { CREATED_EVENT } from '#server/channel';
import { wholeFields } from '#server/rules/content';
import { ownFields } from '#server/rules/laravel/laravel';
import { typeKey } from '#server/rules/laravel/laravel-types';
import { createToContent } from '../../../../electron/sources/templates/laravel-content.ts';
import { toContent as serverToContent } from '../../../../server/dialects/laravel/from-laravel.ts';
import { fromStored } from '../../../../server/storage/storage.ts';
import { REGION } from '../../../support/region.ts';

const ID = '6f9b0c1e-5f6e-4e0f-9d40-1f0a2f5f4c11';
const CLASS = 'App\\Notifications\\FriendRequest';
const convert = (templates: readonly Template[] = []) =>
  createToContent({ base: 'https://shop.example', templates, region: () => REGION });
const content = (payload: Readonly<Record<string, unknown>>, templates: readonly Template[] = []) =>
  convert(templates)(CREATED_EVENT, payload);

const text = fc
  .oneof(fc.constantFrom('', ' ', 'Hello', 'https://x.example/'), fc.string())
  .filter((some) => !some.startsWith('/'));
const offered = [
  ...[
    { label: 'Open', kind: 'open', url: 'https://x.example/' },
    { label: 'View', url: '/orders/7' },
  ],
  ...[{ label: 'Pay', kind: 'http', url: 'https://x.example/pay', body: 'x' }, { kind: 'copy' }],
  ...[{ name: 'a.pdf', url: 'https://x.example/a.pdf', size: 7 }, { name: 'b.pdf' }, 'urgent', 7],
];
const value = fc.oneof(
  ...[text, fc.integer(), fc.constant(null), fc.constant([]), fc.constant('markdown')],
  ...[fc.record({ name: text }), fc.array(fc.constantFrom(...offered))],
);
const names = [
  'title',
  'subject',
  'body',
  'message',
  'text',
  'link',
  'icon',
  'avatar',
  'priority',
  'type',
  'x',
  ...['format', 'tags', 'sender', 'sender_name', 'actions', 'attachments', 'expires_at', 'emergency'],
];
const fields = fc.dictionary(fc.constantFrom(...names), value);

/** Beside what only the app's own address and its user's clock can add, both say the same of every payload. */
const server = (payload: Readonly<Record<string, unknown>>) => {
  const stored = serverToContent('app:1', JSON.stringify(payload));
  if (stored === null) throw new Error('the server reads nothing in it');
  return {
    ...{ ...stored, ...wholeFields(fromStored(stored)), data: stored.data },
    phrases: JSON.parse(stored.phrases ?? 'null'),
  };
};

test('without templates, a source reads in a payload what a Belfry server reads in it', () => {
  const types = fc.constantFrom(
    'App\\Notifications\\InvoicePaid',
    ...['comment.added', 'friend_request', 'like', 'order.shipped', 'CommentNotification'],
  );
  fc.assert(
    fc.property(types, fields, fc.option(fields, { nil: undefined }), (type, beside, data) => {
      const payload = { ...beside, id: ID, type, ...(data === undefined ? {} : { data }) };
      const theirs = server(payload);
      const { url, ...ours } = content(payload);
      // A link that the app is to complete is not known to the server.
      if (theirs.url !== null || url === null) expect(url).toBe(theirs.url);
      else expect(url).toMatch(/^https:\/\/shop\.example\/(posts|friend-requests)/);
      expect(ours).toEqual({
        ...Object.fromEntries(Object.keys(ours).map((name) => [name, theirs[name as keyof typeof theirs]])),
        data: ownFields({ ...JSON.parse(theirs.envelope ?? ''), data: JSON.parse(theirs.data) }),
        reply: null,
      });
    }),
  );
});

test.each([
  [
    'a comment with its author and a link without a host',
    {
      type: 'App\\Notifications\\CommentAdded',
      data: {
        type: 'comment.added',
        author: { name: 'Ann', avatar: 'https://x.example/a.png' },
        url: '/posts/7',
      },
    },
    { title: 'Ann commented', icon: 'https://x.example/a.png', url: null },
    { url: 'https://shop.example/posts/7' },
  ],
  [
    'a shipped order, flat, with a date',
    {
      type: 'App\\Notifications\\OrderShippedNotification',
      order_number: '1042',
      tracking_number: 'Z9',
      tracking_url: 'https://t.example/Z9',
      estimated_delivery: '2026-12-03T00:00:00.000000Z',
    },
    {
      title: 'Order 1042 shipped',
      message: 'Tracking number Z9, expected 2026-12-03',
      url: 'https://t.example/Z9',
    },
    { message: 'Tracking number Z9, expected Dec 3, 2026' },
  ],
  [
    'a friend request',
    { type: 'x', data: { type: 'friend_request', requester_name: 'Bob' } },
    { title: 'Friend request from Bob', url: null },
    { url: 'https://shop.example/friend-requests' },
  ],
  [
    'a row of the table, whose data is the text of its JSON',
    {
      type: 'App\\Notifications\\CommentAdded',
      data: '{"type":"comment.added","author":{"name":"Ann"},"message":"Hi","post_id":9007199254740993}',
    },
    { type: 'comment.added', title: 'Ann commented', message: 'Hi', url: null },
    { url: 'https://shop.example/posts/9007199254740993' },
  ],
  [
    'somebody whose name is all that is said of them',
    { type: 'mention', author: 'Bob', post_id: 7 },
    { title: 'Bob mentioned you' },
    {},
  ],
  [
    'somebody whose number is all that is said of them',
    { type: 'mention', author: '17' },
    { title: 'Mention' },
    {},
  ],
  [
    'a text in braces that is no JSON',
    { type: 'x', title: 'beside', data: '{braces}' },
    { title: 'beside' },
    {},
  ],
])('%s: the same on the server, but for what only a source can know', (_name, payload, both, more) => {
  expect(server({ id: ID, ...payload })).toMatchObject(both);
  expect(content({ id: ID, ...payload })).toMatchObject({ ...both, ...more });
});

describe('what apps usually send', () => {
  const friend = {
    type: 'friend_request',
    requester_id: 5,
    requester_name: 'Ada',
    requester_username: 'ada',
    requester_avatar: '/avatars/5.png',
    message: 'Ada sent you a friend request',
  };
  test.each([
    ['flat', { ...friend, id: ID, type: CLASS }, CLASS],
    ['wrapped', { id: ID, type: CLASS, data: friend, created_at: '2026-11-22' }, 'friend_request'],
  ])('a friend request, %s', (_shape, payload, type) => {
    expect(content(payload)).toMatchObject({
      type,
      title: 'Friend request from Ada',
      message: 'Ada sent you a friend request',
      url: 'https://shop.example/friend-requests',
      icon: 'https://shop.example/avatars/5.png',
    });
  });

  test.each(['comment', 'CommentNotification', 'comment.added', 'mention', 'like'])(
    'a %s leads where its payload says, else to its post',
    (type) => {
      const url = (fields: object) => content({ type, ...fields }).url;
      expect(url({ post_id: 78 })).toBe('https://shop.example/posts/78');
      expect(url({ post_id: 78, action_url: '/p/78#comment-3' })).toBe('https://shop.example/p/78#comment-3');
      // What is no link does not hide the post.
      expect(url({ post_id: 78, url: null, link: 'javascript:alert(1)' })).toBe(
        'https://shop.example/posts/78',
      );
      for (const post_id of [undefined, null, '', ' ', {}, [7], '..']) expect(url({ post_id })).toBeNull();
      expect(url({ post_id: '../../logout?all=1' })).toBe(
        'https://shop.example/posts/..%2F..%2Flogout%3Fall%3D1',
      );
    },
  );

  test('a link of ours stays in an app below a path', () => {
    const below = createToContent({
      base: 'https://intranet.example/shop',
      templates: [],
      region: () => REGION,
    });
    expect(below('like', { post_id: 78 }).url).toBe('https://intranet.example/shop/posts/78');
    expect(below('friend_request', {}).url).toBe('https://intranet.example/shop/friend-requests');
  });

  test('a shipped order, by its event', () => {
    const order = {
      order_id: 7,
      order_number: 'A-7',
      tracking_number: 'T-1',
      estimated_delivery: 'Monday',
      tracking_url: 'https://post.example/T-1',
    };
    expect(convert()('order.shipped', order)).toMatchObject({
      type: 'order.shipped',
      title: 'Order A-7 shipped',
      message: 'Tracking number T-1, expected Monday',
      url: 'https://post.example/T-1',
      data: order,
    });
    const { tracking_number: _, tracking_url: __, ...less } = order;
    // A column that is null says no more than one that is missing.
    for (const gap of [less, { ...less, tracking_number: null, tracking_url: null }]) {
      expect(convert()('order.shipped', gap)).toMatchObject({
        title: 'Order A-7 shipped',
        message: '',
        url: null,
      });
    }
    expect(convert()('order.shipped', { ...order, order_number: null }).title).toBe('Order shipped');
  });

  test("our words write a day as a day, the app's words as it came", () => {
    const day = '2026-12-03T00:00:00.000000Z';
    const words = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' });
    const order = { order_number: 'A-7', tracking_number: 'T-1', estimated_delivery: day };
    expect(convert()('order.shipped', order).message).toBe(
      `Tracking number T-1, expected ${words.format(new Date(day))}`,
    );
    expect(convert()('order.shipped', order).data).toEqual(order);
    expect(convert()('order.shipped', { ...order, message: day }).message).toBe(day);
  });

  test('a comment, with a picture of its author', () => {
    const comment = {
      id: 3,
      content: 'Nice',
      author: { id: 1, name: 'Ada', avatar: 'https://x.example/a.png' },
    };
    expect(convert()('comment.added', comment)).toMatchObject({
      title: 'Ada commented',
      message: 'Nice',
      icon: 'https://x.example/a.png',
      data: comment,
      phrases: { title: { phrase: 'usual.comment.title', params: { person: 'Ada' } } },
    });
    // What its user words, or the app, is nobody else's.
    const mine = [{ event: 'comment.added', title: 'Comment of {{person}}' }];
    expect(convert(mine)('comment.added', comment)).not.toHaveProperty('phrases');
    expect(convert()('comment.added', { ...comment, title: 'Look' })).not.toHaveProperty('phrases');
  });

  test.each([
    ['/posts/5', 'https://shop.example/posts/5'],
    ['//evil.example/', null],
    ['javascript:alert(1)', null],
    ['posts/5', null],
  ])('the link %s is %s', (url, expected) => {
    expect(content({ url })).toMatchObject({ url: expected });
  });

  test('a way to reply', () => {
    const reply = { via: 'http', url: 'https://shop.example/replies' };
    expect(content({ reply }).reply).toEqual(reply);
    expect(content({ reply: { via: 'http', url: 'file:///etc/passwd' } }).reply).toBeNull();
  });
});

describe('templates of the user', () => {
  test.each([
    'order.shipped',
    'order_shipped',
    'OrderShipped',
    'App\\Notifications\\OrderShipped',
    'App\\Notifications\\OrderShippedNotification',
  ])('for %s meet the class, the wrapped type and the event', (event) => {
    const template = {
      event,
      title: 'Parcel {{order_number}}',
      url: 'https://shop.example/o/{{order_number}}',
    };
    const expected = { title: 'Parcel 7', url: 'https://shop.example/o/7', message: 'On its way' };
    const data = { order_number: 7, title: 'Shipped', message: 'On its way' };
    const type = 'App\\Notifications\\OrderShipped';
    expect(content({ ...data, type }, [template])).toMatchObject(expected);
    expect(content({ type: CLASS, data: { ...data, type: 'order_shipped' } }, [template])).toMatchObject(
      expected,
    );
    expect(convert([template])('order.shipped', data)).toMatchObject(expected);
  });

  test('leave what they do not mention to the payload', () => {
    const template: Template = {
      event: CLASS,
      title: 'T',
      priority: 5,
      group_key: 'g',
      dedupe_key: 'd-{{n}}',
    };
    const payload = {
      type: CLASS,
      n: 1,
      message: 'M',
      url: 'https://x.example/',
      icon: 'https://x.example/i',
    };
    expect(content(payload, [template])).toMatchObject({
      ...{ title: 'T', message: 'M', url: 'https://x.example/', icon: 'https://x.example/i' },
      ...{ priority: 5, group_key: 'g', dedupe_key: 'd-1' },
    });
    expect(content(payload, [{ ...template, message: 'Mine' }]).message).toBe('Mine');
  });

  test('are of any one part, and the others are as without it', () => {
    const payload = {
      ...{ type: 'comment', title: 'Ada wrote', message: 'Nice', url: '/p/1', icon: '/a.png', priority: 4 },
      ...{ post_id: 78, reply: { via: 'http', url: 'https://shop.example/replies' } },
    };
    const without = content(payload);
    const parts = {
      title: ['Look', 'Look'],
      message: ['On {{post_id}}', 'On 78'],
      url: ['/admin/posts/{{post_id}}', 'https://shop.example/admin/posts/78'],
      icon: ['/posts/{{post_id}}.png', 'https://shop.example/posts/78.png'],
      group_key: ['post-{{post_id}}', 'post-78'],
      dedupe_key: ['{{post_id}}', '78'],
      priority: [2, 2],
    } as const;
    expect(content(payload, [{ event: 'comment' }])).toEqual(without);
    for (const [part, [written, made]] of Object.entries(parts)) {
      const template: Template = { event: 'comment', [part]: written };
      expect(Value.Check(Template, template)).toBe(true);
      expect(content(payload, [template])).toEqual({ ...without, [part]: made });
    }
    const reply = { via: 'event', channel: 'private-posts.{{post_id}}', event: 'client-answer' } as const;
    expect(content(payload, [{ event: 'comment', reply }])).toEqual({
      ...without,
      reply: { ...reply, channel: 'private-posts.78' },
    });
  });

  test('whose link or picture lacks a field leave it as without them', () => {
    const template: Template = { event: 'comment', url: '/c/{{comment_id}}', icon: '/{{comment_id}}.png' };
    expect(
      content({ type: 'comment', comment_id: null, post_id: 78, icon: '/a.png' }, [template]),
    ).toMatchObject({
      url: 'https://shop.example/posts/78',
      icon: 'https://shop.example/a.png',
    });
  });

  test('say nothing where the payload leaves their title empty, and link into the app', () => {
    const template: Template = { event: CLASS, title: '{{subject}}', url: '/friends/{{n}}' };
    expect(content({ type: CLASS, n: 1, title: 'Ada' }, [template])).toMatchObject({
      title: 'Ada',
      url: 'https://shop.example/friends/1',
    });
    expect(content({ type: CLASS, n: 1 }, [template]).title).toBe('Friend request');
  });
});

test('types are one when they are the same words', () => {
  expect(typeKey('\\')).toBe('');
  expect(typeKey('App\\Notifications\\Notification')).toBe('notification');
  expect(new Set(['comment.added', 'CommentAdded', 'comment-added'].map(typeKey)).size).toBe(1);
});

test('data that is text is stored as that text', () => {
  const kept = content({ id: ID, type: CLASS, data: '{"type":"invoice","amount":12345678901234567890}' });
  expect(JSON.stringify(kept.data)).toContain('"amount":12345678901234567890');
  const deep = `{"a":${'['.repeat(60)}${']'.repeat(60)}}`;
  expect(content({ id: ID, type: CLASS, data: deep }).data).toMatchObject({ data: deep });
});
