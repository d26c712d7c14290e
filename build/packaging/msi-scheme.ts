import fs from 'node:fs';

/**
 * electron-builder's MSI does not register URL schemes. This registers ours for the whole machine; Windows Installer removes it at
 * uninstallation. The GUID identifies the registered keys: change it only if they change.
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

/** electron-builder calls this as `msiProjectCreated`. @param project path of the WiX source, before it is compiled */
export function registerScheme(project: string): void {
  const parts = fs.readFileSync(project, 'utf8').split(END);
  const [before, after] = parts;
  if (before === undefined || after === undefined || parts.length !== 2) {
    throw new Error(`${project} does not have exactly one component group`);
  }
  fs.writeFileSync(project, `${before.trimEnd()}${COMPONENT}${END}${after}`);
}
