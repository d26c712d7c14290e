import { busProperty, onBusProperty, unwrapped } from '../bus-property.ts';
import type { Ports, Probe } from './probe.ts';

const NAME = 'org.freedesktop.Notifications';
const DAEMON = { destination: NAME, path: '/org/freedesktop/Notifications' };

/** A property of the notification daemon itself that is true while it holds notifications back. */
const propertyProbe =
  (interfaceName: string, property: string) =>
  ({ bus }: Ports): Probe => {
    const object = { ...DAEMON, interface: interfaceName };
    return {
      ask: async () => (await busProperty(bus, object, property)) === true,
      watch: (changed) => onBusProperty(bus, object, property, changed),
    };
  };

/** KDE Plasma; from 6.4 on also while the screen is shared or mirrored, and in front of a full-screen window. */
export const plasmaProbe = propertyProbe(NAME, 'Inhibited');
export const dunstProbe = propertyProbe('org.dunstproject.cmd0', 'paused');

const XFCONF = { destination: 'org.xfce.Xfconf', path: '/org/xfce/Xfconf', interface: 'org.xfce.Xfconf' };
const XFCE_KEY = ['xfce4-notifyd', '/do-not-disturb'] as const;

export const xfceProbe = ({ bus }: Ports): Probe => ({
  async ask() {
    // A key that was never set has no value.
    const exists = await bus.call({
      ...XFCONF,
      member: 'PropertyExists',
      signature: 'ss',
      body: [...XFCE_KEY],
    });
    if (exists.body[0] !== true) return false;
    const { body } = await bus.call({
      ...XFCONF,
      member: 'GetProperty',
      signature: 'ss',
      body: [...XFCE_KEY],
    });
    return unwrapped(body[0]) === true;
  },
  watch(changed) {
    const ends = ['PropertyChanged', 'PropertyRemoved'].map((member) =>
      bus.onSignal({ sender: XFCONF.destination, interface: XFCONF.interface, member }, ({ body }) => {
        if (body[0] === XFCE_KEY[0] && body[1] === XFCE_KEY[1]) changed();
      }),
    );
    return () => {
      for (const end of ends) end();
    };
  },
});

const SWAYNC = {
  destination: 'org.erikreider.swaync.cc',
  path: '/org/erikreider/swaync/cc',
  interface: 'org.erikreider.swaync.cc',
};

export const swayncProbe = ({ bus }: Ports): Probe => ({
  ask: async () => (await bus.call({ ...SWAYNC, member: 'GetDnd' })).body[0] === true,
  watch(changed) {
    // The first one also tells about inhibitors, and exists only in newer versions.
    const ends = ['SubscribeV2', 'Subscribe'].map((member) =>
      bus.onSignal({ sender: SWAYNC.destination, interface: SWAYNC.interface, member }, changed),
    );
    return () => {
      for (const end of ends) end();
    };
  },
});

const MAKO = { destination: 'fr.emersion.Mako', path: '/fr/emersion/Mako', interface: 'fr.emersion.Mako' };
/** Versions before 1.9 do not report a change of their modes. In milliseconds. */
const MAKO_LOOK_EVERY = 5_000;

/** The mode has this name by convention: its users write it into mako's configuration themselves. */
export const makoProbe = ({ bus }: Ports): Probe => ({
  async ask() {
    const [modes] = (await bus.call({ ...MAKO, member: 'ListModes' })).body;
    return Array.isArray(modes) && modes.includes('do-not-disturb');
  },
  watch(changed) {
    const timer = setInterval(changed, MAKO_LOOK_EVERY);
    const end = onBusProperty(bus, MAKO, 'Modes', changed);
    return () => {
      clearInterval(timer);
      end();
    };
  },
});
