// @ts-check
/** soketi reads the data of an upgrade from the socket itself; newer versions of its WebSocket library keep it apart. */
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(path.join(process.cwd(), 'package.json'));
// By its path: it is no dependency of ours.
const { WsHandler } = require(path.resolve('node_modules/@soketi/soketi/dist/ws-handler.js'));
const onOpen = WsHandler.prototype.onOpen;

/** @param {{ getUserData(): object }} socket */
WsHandler.prototype.onOpen = function withUserData(socket) {
  Object.assign(socket, socket.getUserData());
  return onOpen.call(this, socket);
};
