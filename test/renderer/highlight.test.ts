import { describe, expect, it } from 'vitest';
import { excerptOf, needlesOf, piecesOf } from '../../renderer/inbox/search/highlight.ts';

/** Hits in brackets. */
const marked = (text: string, words: string) =>
  piecesOf(text, needlesOf(words))
    .map((piece) => (piece.hit ? `[${piece.text}]` : piece.text))
    .join('');

describe('what was searched for', () => {
  it.each([
    ['Deploy finished', 'dep', '[Dep]loy finished'],
    ['Deploy finished', 'FIN dep', '[Dep]loy [fin]ished'],
    ['redeploy', 'dep', 'redeploy'],
    ['Café au lait', 'cafe', '[Café] au lait'],
    ['Cafe\u0301 au lait', 'café', '[Cafe\u0301] au lait'],
    ['cafeteria', 'café', '[cafe]teria'],
    ['db-2 is full', '"db-2', '[db]-[2] is full'],
    ['deployment', 'de deploy', '[deploy]ment'],
    ['Straße 12', 'straße', '[Straße] 12'],
    ['Пожар в серверной', 'пож', '[Пож]ар в серверной'],
    ['nothing to see', '🎉', 'nothing to see'],
    ['nothing to see', '', 'nothing to see'],
    ['is a deploy unread', 'is:unread from:deploy -a depl', 'is a [depl]oy unread'],
  ])('in %j, %j', (text, words, expected) => {
    expect(marked(text, words)).toBe(expected);
  });
});

describe('the excerpt', () => {
  const excerpt = (text: string, words: string) =>
    excerptOf(piecesOf(text, needlesOf(words)))
      .map((piece) => piece.text)
      .join('');
  const far = `${'so much before it '.repeat(10)}the needle and more`;

  it('begins at a word shortly before a hit that is far in', () => {
    expect(excerpt(far, 'needle')).toMatch(/^…(\w+ ){4,6}the needle and more$/);
  });

  it('is the whole text when a hit is in sight, or there is none', () => {
    expect(excerpt(far, 'much')).toBe(far);
    expect(excerpt(far, 'absent')).toBe(far);
  });
});
