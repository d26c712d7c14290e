/** Self-signed certificates, which nothing in Node can make. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { CertificateFiles } from '../../server/http/certificate.ts';

/** Writes `cert.pem` and `key.pem`, valid for `localhost` and 127.0.0.1, to this folder. */
export function makeCertificate(folder: string, name = 'localhost'): CertificateFiles {
  fs.mkdirSync(folder, { recursive: true });
  const certFile = path.join(folder, 'cert.pem');
  const keyFile = path.join(folder, 'key.pem');
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', keyFile];
  const names = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  execFileSync('openssl', ['req', '-x509', ...key, '-out', certFile, '-days', '2', ...names], {
    stdio: 'pipe',
  });
  return { certFile, keyFile };
}
