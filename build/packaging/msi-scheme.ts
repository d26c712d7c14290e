import fs from 'node:fs';

/**
 * electron-builder's MSI registers no schemes. For the whole machine, as the MSI installs; Windows Installer takes it away again.
 * A component's GUID belongs to what it registers: it changes with the keys, and never else.
 */
const COMPONENT = `
      <Component Id="belfryScheme" Guid="5C0F2E9D-7C55-4A57-9D0B-2F1B6C1E7A43">
        <RegistryKey Root="HKLM" Key="Software\\Classes\\belfry">
          <RegistryValue Type="string" Value="URL:belfry" KeyPath="yes"/>
          <RegistryValue Type="string" Name="URL Protocol" Value=""/>
          <RegistryValue Type="string" Key="shell\\open\\command" Value="&quot;[#mainExecutable]&quot; &quot;%1&quot;"/>
        </RegistryKey>
      </Component>
    `;
const END = '</ComponentGroup>';

/** `msiProjectCreated` of electron-builder. @param project a file in WiX's language, before it is compiled */
export function registerScheme(project: string): void {
  const parts = fs.readFileSync(project, 'utf8').split(END);
  const [before, after] = parts;
  if (before === undefined || after === undefined || parts.length !== 2) {
    throw new Error(`${project} has not exactly one group of components`);
  }
  fs.writeFileSync(project, `${before.trimEnd()}${COMPONENT}${END}${after}`);
}
