/**
 * The tree of a com.canonical.dbusmenu.
 * https://github.com/AyatanaIndicators/libdbusmenu/blob/master/libdbusmenu-glib/dbus-menu.xml
 */
import { plain } from './bus.ts';

export type MenuEntry = Readonly<{
  id: number;
  /** Without the mark of its mnemonic; empty for a separator. */
  label: string;
  separator: boolean;
  enabled: boolean;
  checked: boolean;
  children: readonly MenuEntry[];
}>;

/** Takes the answer of GetLayout, `(ia{sv}av)`, whose root stands for the menu itself. */
export function readLayout(layout: unknown): readonly MenuEntry[] {
  return toEntry(plain(layout)).children;
}

/** @throws Error that shows the labels there are */
export function findEntry(menu: readonly MenuEntry[], labels: readonly string[]): MenuEntry {
  const [label, ...rest] = labels;
  const entry = menu.find((candidate) => candidate.label === label);
  if (entry === undefined) {
    throw new Error(`no "${label}" in the menu: ${menu.map((candidate) => candidate.label).join(' | ')}`);
  }
  return rest.length === 0 ? entry : findEntry(entry.children, rest);
}

function toEntry(value: unknown): MenuEntry {
  const [id, properties, children] = value as [number, Record<string, unknown>, unknown[]];
  return {
    id,
    // `_x` marks a mnemonic, `__` is an underscore.
    label: String(properties.label ?? '').replace(/_(.)/g, '$1'),
    separator: properties.type === 'separator',
    enabled: properties.enabled !== false,
    checked: properties['toggle-state'] === 1,
    children: children
      .filter((child) => (child as [number, Record<string, unknown>])[1].visible !== false)
      .map(toEntry),
  };
}
