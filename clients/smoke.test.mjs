// One call through every door of one host: what is told through one is read through the next.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { call, newHome, overHttp, overSse, overStdio, serve } from './host.mjs';
import { watch } from './watchers.mjs';

const engine = (() => {
  try {
    execFileSync('docker', ['image', 'inspect', 'consilium-sandbox:1'], { stdio: 'ignore' });
    return true;
  } catch {
    assert.notEqual(process.env.CONSILIUM_REQUIRE, 'all', 'there is no Docker engine with the sandbox image');
    return false;
  }
})();

const project = 'smoke';
const home = newHome();
const clients = [];
let server;
before(async () => {
  server = await serve(home);
});
after(async () => {
  await Promise.all(clients.map(client => client.close()));
  await server?.stop();
});

const opened = client => {
  clients.push(client);
  return client;
};
const at = path => new URL(path, server.url);
const states = async client => {
  const { tasks } = await call(client, 'task_list', { project, format: 'json' });
  return Object.fromEntries(tasks.map(task => [task.task_id, task.status]));
};

test('stdio: a task is created', async () => {
  const client = opened(await overStdio(home));
  const { tasks } = await call(client, 'task_create', { project, tasks: [{ task_id: 'a', title: 'A' }] });
  assert.deepEqual(tasks.map(task => [task.task_id, task.ready]), [['a', true]]);
});

test('Streamable HTTP, 2025-11-25: the task is claimed and done', async () => {
  const client = opened(await overHttp(server.url));
  const { task, claim } = await call(client, 'task_next', { project, agent: 'ann' });
  assert.equal(task.task_id, 'a');
  await call(client, 'task_report', { project, task_id: 'a', action: 'finish', claim, agent: 'ann' });
  assert.deepEqual(await states(client), { a: 'done' });
});

test('Streamable HTTP, 2026-07-28: it is seen', async () => {
  const client = opened(new Client({ name: 'smoke', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } }));
  await client.connect(new StreamableHTTPClientTransport(new URL(server.url)));
  assert.deepEqual(await states(client), { a: 'done' });
});

test('HTTP+SSE: it is seen', async () => {
  assert.deepEqual(await states(opened(await overSse(server.url))), { a: 'done' });
});

test('WebSocket and webhook: who watches hears of a report', async () => {
  const watcher = opened(await watch(server.url, { project }));
  const response = await fetch(at('/webhook/start'), {
    method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ project, task: 'B', task_id: 'told-by-webhook', agent: 'bob' }),
  });
  assert.equal(response.status, 200, await response.clone().text());
  await watcher.until(messages => messages.some(message => JSON.stringify(message).includes('told-by-webhook')));
});

test('REST: both tasks are read', async () => {
  const tasks = await (await fetch(at(`/api/projects/${project}/tasks`))).json();
  assert.deepEqual(tasks.map(task => [task.task_id, task.status]), [['told-by-webhook', 'running'], ['a', 'completed']]);
  assert.equal((await fetch(at('/health'))).status, 200);
});

test('sandbox: a program runs', { skip: engine ? false : 'needs a Docker engine with the image of the sandbox' }, async () => {
  const client = opened(await overHttp(server.url));
  const run = await call(client, 'sandbox_run', { project, language: 'python', code: 'print(6 * 7)' }, { timeout: 60_000 });
  assert.equal(run.status, 'ok', JSON.stringify(run));
  assert.equal(run.stdout.trim(), '42');
});
