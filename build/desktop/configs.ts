/** Configuration of the desktop's programs, so that none of the user's own is read. */

/** Like the system's session.conf, but without service folders: nothing is started by being called. */
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
  <theme><name>Clearlooks</name></theme>
  <keyboard><keybind key="A-F4"><action name="Close"/></keybind></keyboard>
</openbox_config>
`;

/** Toasts stay until they are closed. */
export const DUNST_CONFIG = `[global]
  follow = none
  origin = top-right
  offset = 24x24
  width = 360
  height = 240
  notification_limit = 20
  gap_size = 10
  padding = 14
  horizontal_padding = 16
  text_icon_padding = 14
  frame_width = 1
  corner_radius = 10
  font = DejaVu Sans 10
  markup = full
  format = "<b>%s</b>\\n%b"
  min_icon_size = 32
  max_icon_size = 48
  sort = no
  idle_threshold = 0
  show_indicators = no
  history_length = 1000
  stack_duplicates = false
  mouse_left_click = do_action, close_current
[urgency_low]
  background = "#262a33"
  foreground = "#c8ccd6"
  frame_color = "#3a404d"
  timeout = 0
[urgency_normal]
  background = "#262a33"
  foreground = "#f2f4f8"
  frame_color = "#3a404d"
  timeout = 0
[urgency_critical]
  background = "#3b2226"
  foreground = "#ffffff"
  frame_color = "#e5484d"
  timeout = 0
`;
