import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { CHANNEL_EVENTS } from '../../server/apps/realtime-app.ts';
import { ConfigError } from '../../server/cli/flags.ts';
import { helpText, readConfig } from '../../server/config.ts';
import { isOriginAllowed } from '../../server/http/origins.ts';

const NO_NETWORK = { certificate: null, trustedProxies: [], corsOrigins: [], url: null, plainSignIn: false };

describe('the configuration', () => {
  test('has a default for everything', () => {
    expect(readConfig([], {})).toEqual({
      host: '127.0.0.1',
      port: 6001,
      dataDir: path.resolve('belfry-data'),
      network: NO_NETWORK,
      app: { credentials: null, settings: {} },
      sendRate: 6_000,
      logLevel: 'info',
    });
  });

  test('comes from flags', () => {
    const argv =
      '--host 0.0.0.0 --port 0 --data-dir /srv/x --app 1001:app-key:s.e_cret --log-level debug'.split(' ');
    expect(readConfig(argv, {})).toEqual({
      host: '0.0.0.0',
      port: 0,
      dataDir: path.resolve('/srv/x'),
      network: NO_NETWORK,
      app: { credentials: { id: '1001', key: 'app-key', secret: 's.e_cret' }, settings: {} },
      sendRate: 6_000,
      logLevel: 'debug',
    });
  });

  test('comes from variables; flags win', () => {
    const env = {
      BELFRY_HOST: '[::1]',
      BELFRY_PORT: '7000',
      BELFRY_DATA_DIR: '/srv/y',
      BELFRY_APP: '1:k:s',
      BELFRY_LOG_LEVEL: 'error',
    };
    expect(readConfig(['--port', '7001'], env)).toEqual({
      host: '::1',
      port: 7001,
      dataDir: path.resolve('/srv/y'),
      network: NO_NETWORK,
      app: { credentials: { id: '1', key: 'k', secret: 's' }, settings: {} },
      sendRate: 6_000,
      logLevel: 'error',
    });
  });

  test('says how it is reached', () => {
    const argv = [
      ...[
        '--tls-cert',
        '/etc/tls/cert.pem',
        '--tls-key',
        'key.pem',
        '--public-url',
        'https://belfry.example.com',
      ],
      ...['--trusted-proxy', '10.0.0.1', '--trusted-proxy', '2001:db8::/32', '--insecure-http', 'on'],
    ];
    expect(readConfig(argv, {})).toMatchObject({
      network: {
        certificate: { certFile: path.resolve('/etc/tls/cert.pem'), keyFile: path.resolve('key.pem') },
        trustedProxies: ['10.0.0.1', '2001:db8::/32'],
        url: 'https://belfry.example.com',
        plainSignIn: true,
      },
    });
    const env = { BELFRY_TRUSTED_PROXY: '10.0.0.1 10.0.0.2', BELFRY_INSECURE_HTTP: 'on' };
    expect(readConfig([], env)).toMatchObject({
      network: { trustedProxies: ['10.0.0.1', '10.0.0.2'], plainSignIn: true },
    });
  });

  test.each([
    [['--tls-cert', 'cert.pem'], {}, /--tls-cert and --tls-key go together/],
    [[], { BELFRY_TLS_KEY: 'key.pem' }, /--tls-cert and --tls-key go together/],
    [['--trusted-proxy', 'proxy.example'], {}, /--trusted-proxy "proxy.example"/],
    [['--trusted-proxy', '10.0.0.0/33'], {}, /--trusted-proxy/],
    [['--trusted-proxy', '10.0.0.0/'], {}, /--trusted-proxy/],
    [['--trusted-proxy', '10.0.0.0/8/8'], {}, /--trusted-proxy/],
    [['--trusted-proxy', '::/129'], {}, /--trusted-proxy/],
    [['--public-url', 'belfry.example.com'], {}, /--public-url/],
    [['--public-url', 'https://belfry.example.com/path'], {}, /--public-url/],
    [['--public-url', 'https://belfry.example.com:port'], {}, /--public-url/],
    [['--public-url', 'https://:8443'], {}, /--public-url/],
    [['--public-url', 'https://me:hush@belfry.example.com'], {}, /^--public-url (?!.*hush)/],
    [['--insecure-http', 'yes'], {}, /--insecure-http/],
    [['--port', 'abc'], {}, /--port \(BELFRY_PORT\).*"abc"/],
    [['--port', '65536'], {}, /--port/],
    [['--port', '-1'], {}, /port/],
    [['--port', '1.5'], {}, /--port/],
    [['--port', ''], {}, /--port/],
    [[], { BELFRY_PORT: 'x' }, /BELFRY_PORT/],
    [['--host', ''], {}, /--host/],
    [['--data-dir', ''], {}, /--data-dir/],
    [['--log-level', 'loud'], {}, /--log-level.*"loud"/],
    [['--app', 'one:two'], {}, /--app/],
    [['--app', 'x:key:secret'], {}, /--app/],
    [['--client-events', 'yes'], {}, /--client-events \(BELFRY_CLIENT_EVENTS\).*"yes"/],
    [[], { BELFRY_USER_AUTHENTICATION: '1' }, /BELFRY_USER_AUTHENTICATION/],
    [['--max-connections', '0'], {}, /--max-connections.*"0"/],
    [['--max-connections', '-5'], {}, /max-connections/],
    [['--webhook', 'ftp://x'], {}, /--webhook.*ftp/],
    [['--webhook', 'http://'], {}, /--webhook/],
    [['--webhook', 'http://[x'], {}, /webhook http:\/\/\[x is not a URL/],
    [['--origin', 'a b'], {}, /--origin/],
    [['--origin', 'file://host'], {}, /--origin "file:..host" can never match/],
    [['--origin', 'example.com/path'], {}, /--origin/],
    [['--colour', 'red'], {}, /--colour/],
    [['stray'], {}, /stray/],
    [['--port'], {}, /--port/],
  ])('refuses %j %j and names it', (argv, env, message) => {
    expect(() => readConfig(argv, env)).toThrow(ConfigError);
    expect(() => readConfig(argv, env)).toThrow(message);
  });

  test("never repeats an app's secret", () => {
    expect(() => readConfig(['--app', 'one:key:hush'], {})).toThrow(/^(?!.*hush)/);
  });

  test('--help wins over everything else that is well formed', () => {
    expect(readConfig(['--help', '--port', 'abc'], {})).toBe('help');
  });

  test('says what the app of this run may do', () => {
    const argv = [
      ...['--client-events', 'on', '--user-authentication', 'on', '--subscription-count', 'off'],
      ...['--authorized-connections', 'on', '--keep-notifications', 'on', '--max-connections', '50'],
      ...['--origin', 'https://App.example.com/', '--origin', '*.example.org'],
      ...['--webhook', 'http://127.0.0.1:9000/hook'],
    ];
    expect(readConfig(argv, {})).toMatchObject({
      app: {
        credentials: null,
        settings: {
          clientEvents: true,
          userAuthentication: true,
          subscriptionCount: false,
          authorizedConnections: true,
          keepNotifications: true,
          maxConnections: 50,
          origins: ['https://app.example.com', '*.example.org'],
          webhooks: [{ url: 'http://127.0.0.1:9000/hook', events: CHANNEL_EVENTS, batching: false }],
        },
      },
    });
  });

  test.each(['file://', 'FILE:///'])('takes %s for pages from files', (origin) => {
    const config = readConfig(['--origin', origin], {});
    if (config === 'help') throw new Error('no help was asked for');
    expect(isOriginAllowed(config.app.settings.origins ?? [], 'file://')).toBe(true);
  });

  test('takes several values of one variable', () => {
    const env = {
      BELFRY_ORIGIN: 'a.example b.example',
      BELFRY_WEBHOOK: 'none',
      BELFRY_MAX_CONNECTIONS: 'none',
      BELFRY_CLIENT_EVENTS: 'on',
    };
    expect(readConfig(['--client-events', 'off'], env)).toMatchObject({
      app: {
        settings: {
          clientEvents: false,
          maxConnections: null,
          origins: ['a.example', 'b.example'],
          webhooks: [],
        },
      },
    });
  });

  test('--help lists every flag with its variable', () => {
    for (const [flag, variable] of [
      ['--host', 'BELFRY_HOST'],
      ['--port', 'BELFRY_PORT'],
      ['--data-dir', 'BELFRY_DATA_DIR'],
      ['--app', 'BELFRY_APP'],
      ['--log-level', 'BELFRY_LOG_LEVEL'],
      ['--tls-cert', 'BELFRY_TLS_CERT'],
      ['--tls-key', 'BELFRY_TLS_KEY'],
      ['--trusted-proxy', 'BELFRY_TRUSTED_PROXY'],
      ['--public-url', 'BELFRY_PUBLIC_URL'],
      ['--insecure-http', 'BELFRY_INSECURE_HTTP'],
      ['--client-events', 'BELFRY_CLIENT_EVENTS'],
      ['--user-authentication', 'BELFRY_USER_AUTHENTICATION'],
      ['--authorized-connections', 'BELFRY_AUTHORIZED_CONNECTIONS'],
      ['--subscription-count', 'BELFRY_SUBSCRIPTION_COUNT'],
      ['--keep-notifications', 'BELFRY_KEEP_NOTIFICATIONS'],
      ['--max-connections', 'BELFRY_MAX_CONNECTIONS'],
      ['--origin', 'BELFRY_ORIGIN'],
      ['--webhook', 'BELFRY_WEBHOOK'],
    ] as const) {
      expect(helpText()).toMatch(new RegExp(`^ +${flag} +${variable} +\\S`, 'm'));
    }
    expect(helpText()).toContain('(default: 6001)');
  });
});
