import fs from 'node:fs';
import JSON5 from 'json5';

export type Fields = Readonly<Record<string, unknown>>;

/**
 * The contents of a JSON file. `damaged`: not a JSON object; `fields` is what could be read despite a mistake such as an extra comma,
 * null: nothing. `unreadable`: the system does not let it be read; its contents are unknown.
 */
export type Damaged = Readonly<{ as: 'damaged'; content: Uint8Array; fields: Fields | null }>;
export type Found =
  | Readonly<{ as: 'absent' }>
  | Readonly<{ as: 'whole'; fields: Fields }>
  | Damaged
  | Readonly<{ as: 'unreadable'; code: string }>;

/** PowerShell and editors on Windows write UTF-16, with a mark in the first two bytes. */
function decode(content: Buffer, fatal: boolean): string {
  const [first, second] = content;
  if (first === 0xff && second === 0xfe) return content.toString('utf16le', 2);
  if (first === 0xfe && second === 0xff && content.length % 2 === 0) {
    return Buffer.from(content).swap16().toString('utf16le', 2);
  }
  return new TextDecoder('utf-8', { fatal }).decode(content);
}

function fieldsOf(parse: () => unknown): Fields | null {
  try {
    const value = parse();
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

export function readJson(file: string): Found {
  let content: Buffer;
  try {
    content = fs.readFileSync(file);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? { as: 'absent' } : { as: 'unreadable', code };
  }
  const fields = fieldsOf(() => JSON.parse(decode(content, true)));
  if (fields !== null) return { as: 'whole', fields };
  return { as: 'damaged', content, fields: fieldsOf(() => JSON5.parse(decode(content, false))) };
}
