import { Bell, Hammer, Package, TriangleAlert } from 'lucide-react';
import { describe, expect, it } from 'vitest';
import { typeWords } from '#server/rules/text/type-words';
import { typeHue, typeMark } from '../../renderer/ui/type-icon.ts';

describe('typeWords', () => {
  it.each([
    ['App\\Notifications\\OrderShipped', ['order', 'shipped']],
    ['ci.build-failed', ['ci', 'build', 'failed']],
    ['DBBackup_2', ['db', 'backup']],
    ['', []],
  ])('of %s', (type, words) => {
    expect(typeWords(type)).toEqual(words);
  });
});

describe('typeMark', () => {
  it('is a picture for what the type names', () => {
    expect(typeMark('App\\Notifications\\OrderShipped')).toBe(Package);
    expect(typeMark('ci.finished')).toBe(Hammer);
  });

  it('takes trouble before its subject', () => {
    expect(typeMark('build.failed')).toBe(TriangleAlert);
  });

  it('is a letter otherwise, and a bell when the type says nothing', () => {
    expect(typeMark('zendesk.ticket')).toBe('Z');
    expect(typeMark('notification')).toBe(Bell);
    expect(typeMark('42')).toBe(Bell);
  });
});

describe('typeHue', () => {
  it('is a degree that stays the same', () => {
    for (const type of ['deploy', 'App\\Notifications\\OrderShipped', '', '日本語']) {
      expect(typeHue(type)).toBe(typeHue(type));
      expect(typeHue(type)).toBeGreaterThanOrEqual(0);
      expect(typeHue(type)).toBeLessThan(360);
    }
    expect(typeHue('deploy')).not.toBe(typeHue('backup'));
  });
});
