import { X509Certificate } from 'node:crypto';
import fs from 'node:fs';
import { createSecureContext } from 'node:tls';
import { StartError } from '../errors.ts';

/** PEM files. The certificate is followed by the intermediate ones. */
export type CertificateFiles = Readonly<{ certFile: string; keyFile: string }>;
export type Pem = Readonly<{ cert: string; key: string }>;

export interface Certificate {
  readonly pem: Pem;
  /**
   * Reads the files again. An unusable certificate is logged and the current one stays: a renewal may be half done.
   * @returns whether the certificate changed
   */
  reload(): boolean;
  /** Reloads whenever a file changes. @returns stops that */
  follow(onChange: () => void): () => void;
}

/** Polled, because file system events miss files that are replaced or on a network share. */
const LOOK_EVERY_MS = 5_000;

/** @throws Error when a file cannot be read or the two do not belong together */
function read({ certFile, keyFile }: CertificateFiles): Pem {
  const pem = { cert: fs.readFileSync(certFile, 'utf8'), key: fs.readFileSync(keyFile, 'utf8') };
  createSecureContext(pem);
  return pem;
}

/** Changes when a file changes. Follows symbolic links. */
function stampOf({ certFile, keyFile }: CertificateFiles): string {
  return [certFile, keyFile]
    .map((file) => {
      const { ino, mtimeMs, size } = fs.statSync(file, { throwIfNoEntry: false }) ?? {};
      return `${ino} ${mtimeMs} ${size}`;
    })
    .join();
}

/** @throws StartError `certificate_unusable` */
export function createCertificate(deps: {
  files: CertificateFiles;
  log: Readonly<Record<'info' | 'error', (fields: object, message: string) => void>>;
  lookEveryMs?: number;
}): Certificate {
  const { files, log, lookEveryMs = LOOK_EVERY_MS } = deps;
  let pem: Pem;
  let seen: string;
  try {
    seen = stampOf(files);
    pem = read(files);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError('certificate_unusable', `The certificate cannot be used: ${reason}`, error);
  }

  function announce(): void {
    const { validTo: valid_to, subjectAltName: names } = new X509Certificate(pem.cert);
    log.info({ valid_to, names }, 'serving with this certificate');
  }
  announce();

  function reload(): boolean {
    try {
      const found = read(files);
      if (found.cert === pem.cert && found.key === pem.key) return false;
      pem = found;
      announce();
      return true;
    } catch (error) {
      log.error({ err: error }, 'the new certificate cannot be used; the current one stays');
      return false;
    }
  }

  return {
    get pem() {
      return pem;
    },
    reload,
    follow(onChange) {
      const timer = setInterval(() => {
        const stamp = stampOf(files);
        if (stamp === seen) return;
        seen = stamp;
        if (reload()) onChange();
      }, lookEveryMs);
      timer.unref();
      return () => clearInterval(timer);
    },
  };
}
