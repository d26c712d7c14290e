import type { SafeStorage } from 'electron';

/** Encrypts with a key that the system keeps for this user. */
export interface Encryption {
  /** False: there is no keyring. Resolves once the system has answered, which may take its user's password. */
  available(): Promise<boolean>;
  encrypt(text: string): Promise<Buffer>;
  /** Rejects when the key is not the one it was encrypted with, or cannot be had now. */
  decrypt(encrypted: Buffer): Promise<string>;
}

/** Before Electron 42 there is nothing but the synchronous half, from 46 on nothing but the other. */
export type AnySafeStorage = Partial<SafeStorage>;

/** Over Electron's safeStorage; both halves of it read what the other one wrote. */
export function createEncryption(storage: AnySafeStorage): Encryption {
  return {
    async available() {
      // The key would be one that everybody knows.
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
