/** The command's man page and completions, against its `--help` and in the programs that read them. */
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { helpText } from '../../electron/shell/command-line.ts';
import { ROOT } from '../support/app.ts';

const INSTALLER = path.join(ROOT, 'build', 'installer');
const completion = (shell: string) => path.join(INSTALLER, 'completions', `belfry.${shell}`);
const missing = (program: string) => spawnSync(program, ['--version']).error !== undefined;

const help = helpText();
const options = [...help.matchAll(/^ {2}(--\w+)/gm)].map(([, option = '']) => option).sort();

test('the help has each option', () => {
  expect(help).toMatch(/^Usage: belfry /);
  expect(options).toEqual([
    '--help',
    '--hidden',
    '--newest',
    '--palette',
    '--pause',
    '--profile',
    '--toggle',
    '--version',
  ]);
});

test('the man page has each option', () => {
  const page = fs.readFileSync(path.join(INSTALLER, 'belfry.1'), 'utf8').replaceAll('\\-', '-');
  const described = [...page.matchAll(/^\.TP\n\.BI? (--\w+)/gm)].map(([, option = '']) => option);
  expect(described.sort()).toEqual(options);
});

test.skipIf(missing('man'))('the man page is set without a warning', () => {
  const { stdout, stderr, status } = spawnSync(
    'man',
    ['--warnings', '-l', path.join(INSTALLER, 'belfry.1')],
    {
      encoding: 'utf8',
      env: { ...process.env, MANWIDTH: '80', LC_ALL: 'C.UTF-8' },
    },
  );
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  expect(stdout).toContain('--profile=DIR');
});

describe.skipIf(missing('bash'))('bash', () => {
  /** What it offers for the last of these words, as readline cuts them. */
  const offers = (...words: readonly string[]) => {
    const script = `cd "$1"; source "$2"; shift 2; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _belfry; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const args = ['-c', script, 'bash', ROOT, completion('bash'), 'belfry', ...words];
    return execFileSync('bash', args, { encoding: 'utf8' }).split('\n').filter(Boolean).sort();
  };

  test('completes options', () => {
    expect(offers('--').map((option) => option.replace('=', ''))).toEqual(options);
    expect(offers('--hidden', '--v')).toEqual(['--version']);
    expect(offers('x')).toEqual([]);
  });

  test('completes a profile by folders', () => {
    expect(offers('--profile', '=', 'electr')).toEqual(['electron']);
    expect(offers('--profile', 'electr')).toEqual(['electron']);
    expect(offers('--profile', '=')).toContain('server');
  });
});

describe.skipIf(missing('fish'))('fish', () => {
  const offers = (line: string) => {
    const script = `cd $argv[1]; source $argv[2]; complete -C $argv[3]`;
    return execFileSync('fish', ['--no-config', '-c', script, ROOT, completion('fish'), line], {
      encoding: 'utf8',
    })
      .split('\n')
      .map((offer) => offer.split('\t')[0] ?? '')
      .filter(Boolean)
      .sort();
  };

  test('completes options and folders', () => {
    expect(offers('belfry --')).toEqual(options);
    expect(offers('belfry --profile=electr')).toEqual(['--profile=electron/']);
    expect(offers('belfry x')).toEqual([]);
  });
});

describe.skipIf(missing('zsh'))('zsh', () => {
  test('the shell reads its completion, which has each option', () => {
    execFileSync('zsh', ['-n', completion('zsh')]);
    const text = fs.readFileSync(completion('zsh'), 'utf8');
    expect([...text.matchAll(/(--\w+)=?\[/g)].map(([, option = '']) => option).sort()).toEqual(options);
  });
});
