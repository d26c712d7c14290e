import { Validator } from '@seriousme/openapi-schema-validator';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DRIVER } from '../../support/drivers.ts';
import { buildTestApp, type TestApp } from '../../support/server.ts';

let app: TestApp;
beforeEach(async () => {
  app = await buildTestApp(DRIVER);
});
afterEach(() => app.close());

test('/openapi.json describes every route of the inbox, with its parameters, body, answers and token', async () => {
  const { status, body } = await app.call('GET', '/openapi.json');
  expect(status).toBe(200);
  expect(await new Validator().validate(structuredClone(body))).toEqual({ valid: true });
  const paths = Object.keys(body.paths);
  for (const path of [
    '/api/inbox',
    '/api/inbox/sync',
    '/api/inbox/actions',
    '/api/inbox/undo',
    '/api/inbox/filters/{id}',
    '/api/rules',
    '/api/rules/{id}/apply',
    '/api/mutes',
    '/api/notifications',
  ]) {
    expect(paths).toContain(path);
  }
  const { get } = body.paths['/api/inbox'];
  expect(get.parameters).toContainEqual(expect.objectContaining({ in: 'query', name: 'threads' }));
  expect(get.security).toEqual([{ token: [] }]);
  const { post } = body.paths['/api/inbox/undo'];
  expect(post.requestBody.content['application/json'].schema.properties).toHaveProperty('batch');
  expect(post.responses['200'].content['application/json'].schema.properties).toHaveProperty('restored');
  expect(post.responses).toHaveProperty('4XX');
  expect(body.paths['/health'].get).not.toHaveProperty('security');
});
