/** What Belfry adds to electron-builder's installer for Windows, in the compiler that it is written for. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { ROOT } from '../support/app.ts';

/** An installer that does only that; what electron-builder defines, stands in it. */
const SCRIPT = `
Unicode true
Name Belfry
OutFile "belfry.exe"
InstallDir "$LOCALAPPDATA\\Programs\\belfry"
!include LogicLib.nsh
!define APP_EXECUTABLE_FILENAME "Belfry.exe"
!macro _isUpdated _a _b _t _f
  !insertmacro _== "$R0" "1" \`\${_t}\` \`\${_f}\`
!macroend
!define isUpdated \`"" isUpdated ""\`
!include "${path.join(ROOT, 'build', 'installer', 'nsis.nsh')}"
Section
  !insertmacro customInstall
  WriteUninstaller "$INSTDIR\\uninstall.exe"
SectionEnd
Section Uninstall
  !insertmacro customUnInstall
SectionEnd
`;

test('our additions compile without a warning', () => {
  test.skip(process.platform !== 'linux', 'makensis comes from Debian');
  const outputPath = (name: string) => test.info().outputPath(name);
  const script = outputPath('installer.nsi');
  fs.mkdirSync(path.dirname(script), { recursive: true });
  fs.writeFileSync(script, SCRIPT);
  const said = execFileSync('makensis', ['-WX', '-V4', script], { encoding: 'utf8', stdio: 'pipe' });
  expect(said).toContain('Software\\Classes\\belfry\\shell\\open\\command');
  expect(fs.existsSync(outputPath('belfry.exe'))).toBe(true);
});
