// Eight processes and 32 agents on one home folder: nothing acknowledged is lost, nothing is done twice.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { call, Lines, newHome, overHttp, overStdio, serve } from './host.mjs';
import { closedLoop, spread, start } from './load.mjs';

test('8 processes, 32 agents', async t => {
  const home = newHome();
  const { agents, close } = await start(home);
  const { created, done, times } = await closedLoop(agents, 'hammer', 30);
  assert.equal(new Set(created).size, created.length);
  assert.equal(done.length, created.length, 'every task is claimed');
  assert.deepEqual([...new Set(done)].sort(), [...created].sort(), 'none is claimed twice');

  const ninth = await new Lines(home).initialize();
  const stored = [];
  let cursor;
  do {
    const page = await ninth.call('task_list', { project: 'hammer', status: ['done'], limit: 200, format: 'json', ...(cursor && { cursor }) });
    stored.push(...page.tasks);
    cursor = page.next_cursor;
  } while (cursor);
  assert.deepEqual(stored.map(task => task.task_id).sort(), [...created].sort());
  t.diagnostic(`as fast as it goes, from the first call on: ${spread(times)}`);
  await Promise.all([close(), ninth.close()]);
});

test('two stdio processes and one server share the same tasks', async () => {
  const home = newHome();
  const server = await serve(home);
  const clients = [await overStdio(home), await overStdio(home), await overHttp(server.url)];
  for (const [i, client] of clients.entries()) {
    await call(client, 'task_create', { project: 'shared', tasks: [{ task_id: `of-${i}`, title: `Of ${i}` }] });
  }
  for (const client of clients) {
    const { tasks } = await call(client, 'task_list', { project: 'shared', format: 'json' });
    assert.deepEqual(tasks.map(task => task.task_id), ['of-0', 'of-1', 'of-2']);
  }
  await Promise.all(clients.map(client => client.close()));
  await server.stop();
});
