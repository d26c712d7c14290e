export type StoredSecrets = Readonly<{ token?: string; headers?: Readonly<Record<string, string>> }>;

/** What opens the sources, in `PROFILE/secrets.json`: encrypted where this system has a keyring. */
export interface Secrets {
  /** Empty if there is nothing, or nothing that can be read any more. */
  get(id: string): StoredSecrets;
  /** Known at once to `get`; resolves when it is on disk. */
  set(id: string, secrets: StoredSecrets): Promise<void>;
  remove(id: string): Promise<void>;
  keyring(): 'encrypted' | 'plain';
}
