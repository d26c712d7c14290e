import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { permit, type Requester } from '../../../server/broadcasting/channel-rules.ts';

/** User 1, who is in team 7, document 9 and the room `lobby`. */
const user: Requester = {
  userId: 1,
  isMember: (kind, id) => ['team.7', 'document.9', 'chat.lobby'].includes(`${kind}.${id}`),
};

describe('who may listen to what', () => {
  test.each([
    ['private-App.Models.User.1', 'private'],
    ['private-cache-App.Models.User.1', 'private'],
    ['private-encrypted-App.Models.User.1', 'encrypted'],
    ['private-encrypted-cache-App.Models.User.1', 'encrypted'],
    ['private-user.1', 'private'],
    ['private-cache-user.1', 'private'],
    ['private-encrypted-user.1', 'encrypted'],
    ['private-team.7', 'private'],
    ['presence-team.7', 'presence'],
    ['private-document.9', 'private'],
    ['private-encrypted-document.9', 'encrypted'],
    ['presence-cache-document.9', 'presence'],
    ['presence-chat.lobby', 'presence'],
    ['private-chat.lobby', 'private'],
    ['presence-online', 'presence'],
    ['presence-cache-online', 'presence'],
  ])('%s: as %s', (channel, kind) => {
    expect(permit(user, channel)).toBe(kind);
  });

  test.each([
    // Somebody else's, or something that does not exist.
    'private-App.Models.User.2',
    'private-user.2',
    'private-team.8',
    'presence-team.8',
    'private-document.404',
    'presence-chat.kitchen',
    // Patterns that are not anchored would let these in.
    'private-App.Models.User.1x',
    'private-App.Models.User.1.2',
    'private-App.Models.User.12',
    'private-App.Models.User.01',
    'private-App.Models.User.+1',
    'private-App.Models.User.1e0',
    'private-App.Models.User.1 ',
    'private-App.Models.User.1\n',
    'private-App.Models.User.',
    'private-App.Models.User',
    'private-xApp.Models.User.1',
    'private-AppxModels.User.1',
    'private-App.Models.User.1,private-App.Models.User.2',
    'private-private-App.Models.User.1',
    'private-App.Models.User.1;2',
    'private-user.1x',
    'private-xuser.1',
    'private-superuser.1',
    'private-superteam.7',
    'private-x.document.9',
    'presence-xchat.lobby',
    'presence-cache-x.team.7',
    'private-team.7x',
    'private-team.7/../8',
    'private-team.7.8',
    'private-document...',
    'private-document.',
    'private-document.__proto__.9',
    'presence-onlinex',
    'presence-xonline',
    'presence-online.1',
    // Case, prefixes and kinds that the table does not have.
    'private-app.models.user.1',
    'PRIVATE-App.Models.User.1',
    'private-online',
    'presence-App.Models.User.1',
    'presence-user.1',
    'presence-encrypted-online',
    'private-encrypted-cache-cache-user.1',
    'private-cache-encrypted-user.1',
    // What needs no permission, and what is signed otherwise.
    'App.Models.User.1',
    'cache-user.1',
    'online',
    '#server-to-user-1',
    ':user:1',
    'private-App.Models.User.1:{"user_id":"2"}',
    ' private-user.1',
    'private-',
    'presence-',
    '',
  ])('%j: not at all', (channel) => {
    expect(permit(user, channel)).toBeNull();
  });

  test('nothing around a permitted name is permitted', () => {
    const names = fc.constantFrom('private-App.Models.User.1', 'private-team.7', 'presence-online');
    const noise = fc.string({ minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(names, noise, fc.boolean(), (name, extra, after) => {
        expect(permit(user, after ? name + extra : extra + name)).toBeNull();
      }),
    );
  });
});
