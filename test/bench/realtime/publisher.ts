/** The sender: signed publishes over open connections. https://pusher.com/docs/channels/library_auth_reference/rest-api/ */
import { createHash, createHmac } from 'node:crypto';
import http from 'node:http';

export const APP = { id: '1001', key: 'app-key', secret: 'app-secret' } as const;
const PATH = `/apps/${APP.id}/events`;
const EVENT = 'bench';

export interface Publisher {
  /** @param data as it travels @throws Error unless it is answered by 200 */
  publish(channel: string, data: string): Promise<true>;
  close(): void;
}

function signedPath(body: string): string {
  const query = [
    `auth_key=${APP.key}`,
    `auth_timestamp=${Math.floor(Date.now() / 1_000)}`,
    'auth_version=1.0',
    `body_md5=${createHash('md5').update(body).digest('hex')}`,
  ].join('&');
  const signature = createHmac('sha256', APP.secret).update(`POST\n${PATH}\n${query}`).digest('hex');
  return `${PATH}?${query}&auth_signature=${signature}`;
}

export function createPublisher(port: number): Publisher {
  const agent = new http.Agent({ keepAlive: true });
  return {
    publish(channel, data) {
      const body = JSON.stringify({ name: EVENT, channel, data });
      return new Promise((resolve, reject) => {
        const request = http.request(
          {
            ...{ host: '127.0.0.1', port, agent, method: 'POST', path: signedPath(body) },
            headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
          },
          (response) => {
            response.resume();
            response.on('error', reject);
            response.on('end', () => {
              if (response.statusCode === 200) resolve(true);
              else reject(new Error(`the publish was answered by ${response.statusCode}`));
            });
          },
        );
        request.on('error', reject);
        request.end(body);
      });
    },
    close: () => agent.destroy(),
  };
}
