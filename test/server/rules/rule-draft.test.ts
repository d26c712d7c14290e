import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FILTER_LENGTH, matchFilter, parseFilter } from '#server/rules/filter/filter';
import { ruleLike } from '#server/rules/rule-draft';
import { UNTOUCHED } from '#server/rules/state';

const line = fc.string({ unit: 'binary', maxLength: 40 });

test('a rule from a notification matches it, and is understood, whatever its sender is called', () => {
  fc.assert(
    fc.property(line, fc.option(line), (type, sender) => {
      const { filter, name } = ruleLike({ source: 'shop', type, sender });
      const parsed = parseFilter(filter);
      expect(parsed.remarks).toEqual([]);
      expect(filter.length).toBeLessThan(FILTER_LENGTH);
      expect(name.length).toBeLessThanOrEqual(100);
      const item = {
        ...{ ...UNTOUCHED, title: '', message: '', type, sender, tags: [], priority: 3, url: null },
        ...{ attachments: [], actions: [], source: 'shop', created_at: 0 },
      };
      const moment = { now: 0, offset: 0 };
      expect(matchFilter(parsed.filter, item, moment)).toBe(true);
      expect(matchFilter(parsed.filter, { ...item, source: 'other' }, moment)).toBe(false);
    }),
  );
});
