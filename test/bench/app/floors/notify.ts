/** The floor of a send: Fastify in Electron's main process, and Notify on the bus. No disk, no check, no channel. */
import fs from 'node:fs';
import path from 'node:path';
import dbus from '@particle/dbus-next';
import { app } from 'electron';
import Fastify from 'fastify';

const NAME = 'org.freedesktop.Notifications';
const profile = process.env.BELFRY_PROFILE ?? '';

async function serve(): Promise<void> {
  const bus = dbus.sessionBus();
  await new Promise((resolve) => bus.once('connect', resolve));
  const server = Fastify();
  server.post<{ Body: { title: string; message: string } }>('/api/notifications', (request, reply) => {
    const { title, message } = request.body;
    void bus.call(
      new dbus.Message({
        destination: NAME,
        path: '/org/freedesktop/Notifications',
        interface: NAME,
        member: 'Notify',
        signature: 'susssasa{sv}i',
        body: ['floor', 0, '', title, message, [], {}, -1],
      }),
    );
    return reply.code(201).send({ title });
  });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const file = path.join(profile, 'endpoint.json');
  fs.writeFileSync(`${file}.part`, JSON.stringify({ url, token: '' }));
  fs.renameSync(`${file}.part`, file);
}

app.setPath('userData', profile);
void app.whenReady().then(serve);
