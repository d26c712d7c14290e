import fs from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createCertificate } from '../../../server/http/certificate.ts';
import { makeCertificate } from '../../support/certificate.ts';
import { newDataDir } from '../../support/server.ts';

describe('a certificate', () => {
  let folder: string;
  const logged: string[] = [];
  const log = {
    info: (_: object, message: string) => logged.push(message),
    error: (_: object, message: string) => logged.push(message),
  };
  beforeEach(() => {
    folder = newDataDir();
    logged.length = 0;
    return () => fs.rmSync(folder, { recursive: true });
  });

  const [SERVING, REFUSED] = [
    'serving with this certificate',
    'the new certificate cannot be used; the current one stays',
  ];

  test.each<[string, (folder: string) => void]>([
    ['is missing', (at) => fs.rmSync(path.join(at, 'cert.pem'))],
    ['has no key', (at) => fs.rmSync(path.join(at, 'key.pem'))],
    ['is damaged', (at) => fs.writeFileSync(path.join(at, 'cert.pem'), 'damaged')],
    [
      "has another one's key",
      (at) => fs.copyFileSync(makeCertificate(path.join(at, 'other')).keyFile, path.join(at, 'key.pem')),
    ],
  ])('that %s is refused by name', (_, damage) => {
    const files = makeCertificate(folder);
    damage(folder);
    expect(() => createCertificate({ files, log })).toThrow(
      expect.objectContaining({
        code: 'certificate_unusable',
        message: expect.stringContaining('certificate'),
      }),
    );
  });

  test('is read again when asked, and stays while the new one is half there', () => {
    const files = makeCertificate(folder);
    const certificate = createCertificate({ files, log });
    const { pem } = certificate;
    expect([certificate.reload(), certificate.pem]).toEqual([false, pem]);
    const next = makeCertificate(path.join(folder, 'next'));
    fs.copyFileSync(next.certFile, files.certFile);
    expect([certificate.reload(), certificate.pem]).toEqual([false, pem]);
    fs.copyFileSync(next.keyFile, files.keyFile);
    expect(certificate.reload()).toBe(true);
    expect(certificate.pem.cert).toBe(fs.readFileSync(next.certFile, 'utf8'));
    expect(logged).toEqual([SERVING, REFUSED, SERVING]);
  });

  test('that cannot be used is reported once, however long it stays there', () => {
    vi.useFakeTimers();
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const files = makeCertificate(folder);
    const stop = createCertificate({ files, log, lookEveryMs: 1_000 }).follow(() => {});
    fs.rmSync(files.keyFile);
    vi.advanceTimersByTime(10_000);
    expect(logged).toEqual([SERVING, REFUSED]);
    stop();
    makeCertificate(folder);
    vi.advanceTimersByTime(10_000);
    expect(logged).toEqual([SERVING, REFUSED]);
  });

  test('is followed behind links that are replaced, as renewal programs do it', async () => {
    const [one, two] = ['one', 'two'].map((name) => makeCertificate(path.join(folder, name)));
    const files = { certFile: path.join(folder, 'cert.pem'), keyFile: path.join(folder, 'key.pem') };
    const link = (to: typeof files | undefined) => {
      for (const name of ['certFile', 'keyFile'] as const) {
        fs.rmSync(files[name], { force: true });
        fs.symlinkSync(to?.[name] ?? '', files[name]);
      }
    };
    link(one);
    const certificate = createCertificate({ files, log, lookEveryMs: 20 });
    let changes = 0;
    onTestFinished(
      certificate.follow(() => {
        changes += 1;
      }),
    );
    link(two);
    await expect.poll(() => changes).toBe(1);
    expect(certificate.pem.cert).toBe(fs.readFileSync(two?.certFile ?? '', 'utf8'));
  });
});
