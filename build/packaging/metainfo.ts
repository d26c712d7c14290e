import manifest from '../../package.json' with { type: 'json' };

export const APP_ID = 'io.belfry.desktop';
export const SUMMARY = 'Desktop tray notifier that loses nothing';
export const DESCRIPTION =
  'Shows native notifications from a realtime connection and the number of unread ones in the tray, and stores every notification on disk.';
/** Path below `/usr` where software centres look. */
export const METAINFO = `share/metainfo/${APP_ID}.metainfo.xml`;

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/**
 * What software centres show about Belfry. https://www.freedesktop.org/software/appstream/docs/chap-Metadata.html
 * @param released date of this version, in UTC
 */
export function metainfo(version: string, released: Date): string {
  const { author, homepage, license } = manifest;
  const developer = author.replace(/\s*<.*>$/, '');
  const type = version.includes('-') ? 'development' : 'stable';
  return `<?xml version="1.0" encoding="UTF-8"?>
<component type="desktop-application">
  <id>${APP_ID}</id>
  <metadata_license>MIT</metadata_license>
  <project_license>${escapeXml(license)}</project_license>
  <name>Belfry</name>
  <summary>${escapeXml(SUMMARY)}</summary>
  <description>
    <p>${escapeXml(DESCRIPTION)}</p>
  </description>
  <developer id="io.belfry">
    <name>${escapeXml(developer)}</name>
  </developer>
  <launchable type="desktop-id">belfry.desktop</launchable>
  <url type="homepage">${escapeXml(homepage)}</url>
  <provides>
    <binary>belfry</binary>
    <mediatype>x-scheme-handler/belfry</mediatype>
  </provides>
  <content_rating type="oars-1.1"/>
  <releases>
    <release version="${escapeXml(version)}" type="${type}" date="${released.toISOString().slice(0, 10)}"/>
  </releases>
</component>
`;
}
