import type { SafeStorage } from 'electron';

/** Encrypts with a key that the system holds for this user. */
export interface Encryption {
  /** False: there is no keyring. Resolves when the system has answered, which may first ask the user for a password. */
  available(): Promise<boolean>;
  encrypt(text: string): Promise<Buffer>;
  /** Rejects when the key is another one, or not available now. */
  decrypt(encrypted: Buffer): Promise<string>;
}

/** Before Electron 42 it has only synchronous functions, from 46 on only asynchronous ones. */
export type AnySafeStorage = Partial<SafeStorage>;

/** Over Electron's safeStorage. Either set of functions reads what the other has written. */
export function createEncryption(storage: AnySafeStorage): Encryption {
  return {
    async available() {
      // This backend encrypts with a key that everybody knows.
      if (storage.getSelectedStorageBackend?.() === 'basic_text') return false;
      if (storage.isAsyncEncryptionAvailable) return storage.isAsyncEncryptionAvailable();
      return storage.isEncryptionAvailable?.() ?? false;
    },
    async encrypt(text) {
      if (storage.encryptStringAsync) return storage.encryptStringAsync(text);
      if (storage.encryptString) return storage.encryptString(text);
      throw new Error('This runtime cannot encrypt.');
    },
    async decrypt(encrypted) {
      if (storage.decryptStringAsync) return (await storage.decryptStringAsync(encrypted)).result;
      if (storage.decryptString) return storage.decryptString(encrypted);
      throw new Error('This runtime cannot decrypt.');
    },
  };
}
