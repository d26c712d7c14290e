import fs from 'node:fs';
import path from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { nameOf } from '../../electron/images/images.ts';

const SIZE = 96;

type Portrait = Readonly<{ back: string; skin: string; hair: string; shirt: string; locks: string }>;

/** Invented people: colours, and the shape of the hair. */
const PEOPLE = {
  mara: {
    back: '#f4c9a8',
    skin: '#e8b08c',
    hair: '#5a2e1f',
    shirt: '#2f6f73',
    locks: 'M24 62C18 26 34 16 48 16S78 26 72 62C68 50 66 42 62 38C54 42 40 42 34 37C30 42 28 50 24 62Z',
  },
  jonas: {
    back: '#bcd3ea',
    skin: '#f0c4a2',
    hair: '#c98a3c',
    shirt: '#34477c',
    locks: 'M29 42C26 22 38 17 49 17S71 22 67 42C65 36 62 33 58 32C50 34 40 33 35 31C32 34 30 37 29 42Z',
  },
  lena: {
    back: '#cfe3c4',
    skin: '#9a6546',
    hair: '#2a1d1a',
    shirt: '#d98b3f',
    locks:
      'M48 10C60 10 62 18 66 22C74 30 70 44 66 44C66 36 60 31 48 31S30 36 30 44C26 44 22 30 30 22C34 18 36 10 48 10Z',
  },
} as const satisfies Record<string, Portrait>;

export type Person = keyof typeof PEOPLE;

const frame = (inner: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><clipPath id="frame"><rect width="96" height="96" rx="21"/></clipPath><g clip-path="url(#frame)">${inner}</g></svg>`;

const portrait = ({ back, skin, hair, shirt, locks }: Portrait) =>
  frame(
    `<rect width="96" height="96" fill="${back}"/>
     <path d="M14 96C14 76 30 70 48 70S82 76 82 96Z" fill="${shirt}"/>
     <path d="M39 56H57V70A9 9 0 0 1 39 70Z" fill="${skin}"/>
     <ellipse cx="48" cy="44" rx="18" ry="21" fill="${skin}"/>
     <path d="${locks}" fill="${hair}"/>`,
  );

const PARCEL = frame(
  `<rect width="96" height="96" fill="#2c5d54"/>
   <path d="M48 22L74 34V63L48 76L22 63V34Z" fill="#e9c48b"/>
   <path d="M48 47L74 34V63L48 76Z" fill="#d1a566"/>
   <path d="M48 47V76M22 34L48 47L74 34" stroke="#8f6a37" stroke-width="3" fill="none" stroke-linejoin="round"/>
   <path d="M35 28L61 41V50" stroke="#8f6a37" stroke-width="3" fill="none" stroke-linejoin="round"/>`,
);

export interface Pictures {
  readonly person: (name: Person) => string;
  readonly parcel: string;
}

/** The address of the pictures; the shop does not exist. */
const BASE = 'https://shop.example.com/pictures';

/** Writes the senders' pictures to Belfry's cache, because Belfry does not fetch pictures from this computer. */
export function cachePictures(profile: string): Pictures {
  const folder = path.join(profile, 'images');
  fs.mkdirSync(folder, { recursive: true });
  function write(name: string, svg: string): string {
    const url = `${BASE}/${name}.png`;
    const png = new Resvg(svg, { fitTo: { mode: 'width', value: SIZE } }).render().asPng();
    fs.writeFileSync(path.join(folder, `${nameOf(url)}.png`), png);
    return url;
  }
  const people = new Map(Object.entries(PEOPLE).map(([name, one]) => [name, write(name, portrait(one))]));
  return { person: (name) => people.get(name) ?? '', parcel: write('parcel', PARCEL) };
}
