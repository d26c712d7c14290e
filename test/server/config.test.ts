import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError, helpText, readConfig } from '../../server/config.ts';

describe('the configuration', () => {
  test('has a default for everything', () => {
    expect(readConfig([], {})).toEqual({
      host: '127.0.0.1',
      port: 6001,
      dataDir: path.resolve('belfry-data'),
      app: null,
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
      app: { id: '1001', key: 'app-key', secret: 's.e_cret' },
      logLevel: 'debug',
    });
  });

  test('comes from variables; flags win', () => {
    const env = {
      BELFRY_HOST: '::1',
      BELFRY_PORT: '7000',
      BELFRY_DATA_DIR: '/srv/y',
      BELFRY_APP: '1:k:s',
      BELFRY_LOG_LEVEL: 'error',
    };
    expect(readConfig(['--port', '7001'], env)).toEqual({
      host: '::1',
      port: 7001,
      dataDir: path.resolve('/srv/y'),
      app: { id: '1', key: 'k', secret: 's' },
      logLevel: 'error',
    });
  });

  test.each([
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

  test('--help lists every flag with its variable', () => {
    for (const [flag, variable] of [
      ['--host', 'BELFRY_HOST'],
      ['--port', 'BELFRY_PORT'],
      ['--data-dir', 'BELFRY_DATA_DIR'],
      ['--app', 'BELFRY_APP'],
      ['--log-level', 'BELFRY_LOG_LEVEL'],
    ] as const) {
      expect(helpText()).toMatch(new RegExp(`^ +${flag} +${variable} +\\S`, 'm'));
    }
    expect(helpText()).toContain('(default: 6001)');
  });
});
