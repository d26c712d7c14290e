/** Certificates of an authority that only a test knows, made by the `openssl` program. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export type Certificate = Readonly<{ key: string; cert: string }>;

export interface Authority {
  /** PEM, and the file with it. */
  readonly certificate: string;
  readonly file: string;
  issue(name: string, options?: Readonly<{ expired?: boolean }>): Certificate;
  remove(): void;
}

export function createAuthority(): Authority {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-ca-'));
  const file = (name: string): string => path.join(folder, name);
  const openssl = (...args: string[]): void => {
    execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  };
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-days',
    '2',
    '-subj',
    '/CN=Test CA',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
  );
  let issued = 0;
  return {
    certificate: fs.readFileSync(file('ca.pem'), 'utf8'),
    file: file('ca.pem'),
    issue(name, { expired = false } = {}) {
      issued += 1;
      const [key, request, cert] = ['key', 'csr', 'pem'].map((kind) => `${issued}.${kind}`) as [
        string,
        string,
        string,
      ];
      const kind = /^[\d.]+$/.test(name) ? 'IP' : 'DNS';
      fs.writeFileSync(file('extensions'), `subjectAltName=${kind}:${name}\nbasicConstraints=CA:FALSE\n`);
      openssl('req', ...newKey, '-subj', `/CN=${name}`, '-keyout', key, '-out', request);
      const days = expired ? '-1' : '2';
      openssl(
        ...[
          'x509',
          '-req',
          '-in',
          request,
          '-out',
          cert,
          '-CA',
          'ca.pem',
          '-CAkey',
          'ca.key',
          '-CAcreateserial',
        ],
        ...['-extfile', 'extensions', '-days', days],
      );
      return { key: fs.readFileSync(file(key), 'utf8'), cert: fs.readFileSync(file(cert), 'utf8') };
    },
    remove: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}
