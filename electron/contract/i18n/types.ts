import type { Span } from '../rules/region.ts';
import type { MAIN, WINDOW } from './english.ts';
import type { Placeholders } from './placeholders.ts';

type All<Files> = (Files extends unknown ? (file: Files) => void : never) extends (all: infer Words) => void
  ? Words
  : never;

/** JSON with what i18next reads of it: the placeholders. The rest of each text is left out. */
type Filled<Words, Path extends string = ''> = {
  readonly [Key in keyof Words & string]: Words[Key] extends string
    ? `${Path}${Key}` extends keyof Placeholders
      ? Placeholders[`${Path}${Key}`]
      : '…'
    : Filled<Words[Key], `${Path}${Key}.`>;
};

type NamesIn<Text> = Text extends `${string}{{${infer Name}}}${infer Rest}` ? Name | NamesIn<Rest> : never;

/** Everything that any text is filled in with: for a code whose parameters are only known while the app runs. */
export type AnyParams = Readonly<Record<NamesIn<Placeholders[keyof Placeholders]>, number>>;

/** Every text that the window shows. */
export type WindowWords = Filled<All<(typeof WINDOW)[number]>>;
/** Every text that the main process shows. */
export type MainWords = Filled<All<(typeof MAIN)[number]>>;

declare module 'i18next' {
  interface ResourceNamespaceMap {
    main: MainWords;
    window: WindowWords;
  }
  interface CustomTypeOptions {
    /** `{{name, span}}` writes from when to when. */
    interpolationFormatTypeMap: { span: Span };
  }
}
