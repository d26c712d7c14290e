/** Configuration for the desktop's programs, so that they do not read the user's. */

/** Like the system's session.conf, but without service folders, so that calls start no services. */
export function busConfig(socket: string, users: readonly string[]): string {
  const allowed = users.map((user) => `<allow user="${user}"/>`).join('');
  return `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=${socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>${allowed}
  </policy>
  <limit name="reply_timeout">120000</limit>
</busconfig>
`;
}

/** Alt+F4 closes a window, as on most desktops. */
export const OPENBOX_CONFIG = `<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <focus><focusNew>yes</focusNew></focus>
  <placement><policy>Smart</policy><center>yes</center></placement>
  <theme>
    <name>Belfry</name>
    <titleLayout>LIMC</titleLayout>
    <font place="ActiveWindow"><name>Inter, DejaVu Sans</name><size>10</size><weight>bold</weight></font>
    <font place="InactiveWindow"><name>Inter, DejaVu Sans</name><size>10</size></font>
  </theme>
  <keyboard><keybind key="A-F4"><action name="Close"/></keybind></keyboard>
</openbox_config>
`;

/** A flat, dark theme without borders. */
export const OPENBOX_THEME = `border.width: 0
padding.width: 10
padding.height: 7
window.handle.width: 0
window.client.padding.width: 0
window.client.padding.height: 0
window.label.text.justify: center
window.*.title.bg: flat solid
window.*.label.bg: parentrelative
window.*.button.*.bg: parentrelative
window.active.title.bg.color: #26282e
window.active.label.text.color: #e4e5e9
window.active.button.*.image.color: #b9bcc4
window.inactive.title.bg.color: #2b2d33
window.inactive.label.text.color: #8e919a
window.inactive.button.*.image.color: #6f727b
`;

/** Toasts stay until they are closed. The offset leaves room for a panel above them. */
export const DUNST_CONFIG = `[global]
  follow = none
  origin = top-right
  offset = 20x52
  width = 350
  height = 240
  notification_limit = 20
  gap_size = 10
  padding = 14
  horizontal_padding = 16
  text_icon_padding = 14
  frame_width = 1
  corner_radius = 12
  font = Inter, DejaVu Sans 10
  markup = full
  line_height = 3
  format = "<b>%s</b>\\n%b"
  min_icon_size = 40
  max_icon_size = 40
  sort = no
  idle_threshold = 0
  show_indicators = no
  history_length = 1000
  stack_duplicates = false
  mouse_left_click = do_action, close_current
[urgency_low]
  background = "#22242a"
  foreground = "#b6bac4"
  frame_color = "#3a3d46"
  timeout = 0
[urgency_normal]
  background = "#22242a"
  foreground = "#eceef2"
  frame_color = "#3a3d46"
  timeout = 0
[urgency_critical]
  background = "#3a1f23"
  foreground = "#ffffff"
  frame_color = "#d84a50"
  timeout = 0
`;
