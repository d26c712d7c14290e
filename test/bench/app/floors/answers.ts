/** What HTTP alone allows: Fastify in Electron's Node, which reads a send and answers 201. No disk, no token, no check. */
import fs from 'node:fs';
import path from 'node:path';
import Fastify from 'fastify';

const profile = process.env.BELFRY_PROFILE ?? '';
const server = Fastify();
server.post<{ Body: { title: string } }>('/api/notifications', (request, reply) =>
  reply.code(201).send({ title: request.body.title }),
);
const url = await server.listen({ host: '127.0.0.1', port: 0 });
const file = path.join(profile, 'endpoint.json');
fs.writeFileSync(`${file}.part`, JSON.stringify({ url, token: '' }));
fs.renameSync(`${file}.part`, file);
