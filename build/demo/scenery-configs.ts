/** Configuration of the demo's desktop. */

/** A smaller font for programs that use the desktop's font; the system's if Inter is not installed. */
export const GTK_SETTINGS = `[Settings]
gtk-font-name=Inter 10
gtk-application-prefer-dark-theme=1
gtk-xft-antialias=1
gtk-xft-hinting=1
gtk-xft-hintstyle=hintslight
`;

export const PICOM_CONFIG = `backend = "xrender";
vsync = false;
fading = false;
shadow = true;
shadow-radius = 20;
shadow-opacity = 0.4;
shadow-offset-x = -20;
shadow-offset-y = -14;
shadow-exclude = [ "window_type = 'dock'", "class_g = 'Dunst'" ];
`;

const typed = (name: string, type: string, value: string | number | boolean) =>
  `<property name="${name}" type="${type}" value="${value}"/>`;
const array = (name: string, type: string, values: readonly number[]) =>
  `<property name="${name}" type="array">${values.map((value) => `<value type="${type}" value="${value}"/>`).join('')}</property>`;
const plugin = (id: number, name: string, ...properties: readonly string[]) =>
  `<property name="plugin-${id}" type="string" value="${name}">${properties.join('')}</property>`;

/** One bar along the top: windows, a gap, the tray, the clock. */
export const PANEL_CONFIG = `<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  ${typed('configver', 'int', 2)}
  <property name="panels" type="array"><value type="int" value="1"/>
    ${typed('dark-mode', 'bool', true)}
    <property name="panel-1" type="empty">
      ${typed('position', 'string', 'p=6;x=0;y=0')}
      ${typed('position-locked', 'bool', true)}
      ${typed('length', 'uint', 100)}
      ${typed('size', 'uint', 36)}
      ${typed('icon-size', 'uint', 22)}
      ${typed('background-style', 'uint', 1)}
      ${array('background-rgba', 'double', [0.1, 0.105, 0.13, 0.92])}
      ${array('plugin-ids', 'int', [1, 2, 3, 4])}
    </property>
  </property>
  <property name="plugins" type="empty">
    ${plugin(1, 'tasklist', typed('flat-buttons', 'bool', true), typed('show-handle', 'bool', false))}
    ${plugin(2, 'separator', typed('expand', 'bool', true), typed('style', 'uint', 0))}
    ${plugin(3, 'systray', typed('icon-size', 'int', 22))}
    ${plugin(4, 'clock', typed('mode', 'uint', 2), typed('digital-layout', 'uint', 3), typed('digital-time-font', 'string', 'Inter Medium 10'), typed('digital-time-format', 'string', '  %a %-d %b   %H:%M  '))}
  </property>
</channel>
`;
