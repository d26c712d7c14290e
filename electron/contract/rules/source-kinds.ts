/** What a kind of source can do: by value for main, which acts by it, and for the window, which offers what there is. */
import type { SOURCE_KINDS, SourceKind, UpstreamAction } from '#server/rules/source-kinds';

interface KindRules {
  /** What it can be sent; null: its server says so. Every other action stays on this computer. */
  readonly actions: readonly UpstreamAction[] | null;
  /** `session`: its user signs in to it, by a code or a password. `secrets`: it is opened by what its user copies from it. */
  readonly opensBy: 'session' | 'secrets';
  /**
   * What its templates are for. `types`: notifications, which have words of their own without one; their types are compared by their
   * words. `events`: events, of which nothing becomes a notification without one. null: it has no templates.
   */
  readonly templates: 'types' | 'events' | null;
}

/** In the order in which the window offers them. */
export const KIND_RULES = {
  belfry: {
    actions: null,
    opensBy: 'session',
    templates: null,
  },
  laravel: { actions: ['read', 'delete', 'reply'], opensBy: 'secrets', templates: 'types' },
  channels: { actions: ['reply'], opensBy: 'secrets', templates: 'events' },
} as const satisfies Readonly<Record<keyof typeof SOURCE_KINDS, KindRules>>;

export type { SourceKind };

/** Kinds that have templates. */
export type TemplateKind = {
  [K in SourceKind]: (typeof KIND_RULES)[K]['templates'] extends null ? never : K;
}[SourceKind];
