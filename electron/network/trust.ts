import { X509Certificate } from 'node:crypto';
import fs from 'node:fs';
import tls from 'node:tls';

/** The file in which distributions keep the certificates that the system trusts. https://go.dev/src/crypto/x509/root_linux.go */
const BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/** The certificates that Node's TLS connections trust. A changed file counts from the next connection on. */
export type Trust = () => tls.SecureContext;

function modified(file: string): number | null {
  try {
    return fs.statSync(file).mtimeMs;
  } catch {
    return null;
  }
}

function read(file: string): string {
  const pem = fs.readFileSync(file, 'utf8');
  // Node silently ignores what is not a certificate.
  new X509Certificate(pem);
  return pem;
}

/**
 * The system's certificates and those of `NODE_EXTRA_CA_CERTS`. `SSL_CERT_FILE` replaces the system's, as for OpenSSL. Without any,
 * those that come with Node.
 */
export function createTrust(deps: {
  env: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
  log: (message: string) => void;
}): Trust {
  const { SSL_CERT_FILE, NODE_EXTRA_CA_CERTS } = deps.env;
  let made: Readonly<{ of: string; context: tls.SecureContext }> | null = null;

  /** Keychain and registry are not files; Node before 22.15 cannot read them. */
  const asksSystem = !SSL_CERT_FILE && (deps.platform === 'darwin' || deps.platform === 'win32');

  function files(): string[] {
    const bundle = asksSystem ? undefined : SSL_CERT_FILE || BUNDLES.find((file) => modified(file) !== null);
    return [bundle, NODE_EXTRA_CA_CERTS].filter((file): file is string => Boolean(file));
  }

  function certificates(of: readonly string[]): string[] {
    const found = of.flatMap((file) => {
      try {
        return [read(file)];
      } catch (error) {
        deps.log(`certificates of ${file} are of no use: ${error instanceof Error ? error.message : error}`);
        return [];
      }
    });
    return asksSystem ? [...found, ...(tls.getCACertificates?.('system') ?? [])] : found;
  }

  return () => {
    const present = files();
    const of = present.map((file) => `${file} ${modified(file)}`).join('\n');
    if (made?.of === of) return made.context;
    const ca = certificates(present);
    const context = tls.createSecureContext({ ca: ca.length === 0 ? [...tls.rootCertificates] : ca });
    made = { of, context };
    return context;
  };
}
