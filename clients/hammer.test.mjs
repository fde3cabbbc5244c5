// Eight processes and 32 agents on one home folder: nothing acknowledged is lost, nothing is done twice.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { call, Lines, newHome, overHttp, overStdio, serve } from './host.mjs';

const PROCESSES = 8;
const AGENTS_EACH = 4;
const TASKS_EACH = 20;
const PACE_MS = 250;
const PACED_CALLS = 60;

function spread(times) {
  times.sort((a, b) => a - b);
  const at = share => times[Math.floor(times.length * share)].toFixed(1);
  return `${times.length} calls, p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms, max ${times.at(-1).toFixed(1)} ms`;
}

test('8 processes, 32 agents', async t => {
  const home = newHome();
  const hosts = await Promise.all(Array.from({ length: PROCESSES }, () => new Lines(home).initialize()));
  // The first calls start the database; they are no measure of a call.
  await Promise.all(hosts.map(host => host.call('project_list', {})));
  const times = [];
  const timed = async (host, name, args) => {
    const began = performance.now();
    const result = await host.call(name, args);
    times.push(performance.now() - began);
    return result;
  };
  const agents = Array.from({ length: PROCESSES * AGENTS_EACH }, (_, i) => ({ host: hosts[i % PROCESSES], name: `agent-${i}` }));

  const created = (await Promise.all(agents.map(async ({ host, name }) => {
    const ids = [];
    for (let i = 0; i < TASKS_EACH; i++) {
      const { tasks } = await timed(host, 'task_create', { project: 'hammer', tasks: [{ title: `${name} ${i}` }], idempotency_key: `${name}-${i}` });
      ids.push(tasks[0].task_id);
    }
    return ids;
  }))).flat();
  assert.equal(new Set(created).size, agents.length * TASKS_EACH);

  const done = (await Promise.all(agents.map(async ({ host, name }) => {
    const mine = [];
    for (;;) {
      const { task, claim } = await timed(host, 'task_next', { project: 'hammer', agent: name });
      if (!task) return mine;
      const report = { project: 'hammer', task_id: task.task_id, claim, agent: name };
      await timed(host, 'task_report', { ...report, action: 'start' });
      await timed(host, 'task_report', { ...report, action: 'progress', progress: 50 });
      await timed(host, 'task_report', { ...report, action: 'finish', result: name });
      mine.push(task.task_id);
    }
  }))).flat();
  assert.equal(done.length, created.length, 'every task is claimed');
  assert.deepEqual([...new Set(done)].sort(), [...created].sort(), 'none is claimed twice');

  // Each calls four times a second: far more than a model can, far less than the machine can.
  const closedLoop = times.splice(0);
  await Promise.all(agents.map(async ({ host, name }, i) => {
    await setTimeout(i * PACE_MS / agents.length);
    for (let n = 0; n < PACED_CALLS; n++) {
      const next = setTimeout(PACE_MS);
      const tool = ['task_create', 'task_next', 'task_list'][n % 3];
      await timed(host, tool, {
        task_create: { project: 'paced', tasks: [{ title: `${name} ${n}` }] },
        task_next: { project: 'paced', agent: name },
        task_list: { project: 'paced', status: ['claimed'], limit: 20 },
      }[tool]);
      await next;
    }
  }));

  const ninth = await new Lines(home).initialize();
  const stored = [];
  let cursor;
  do {
    const page = await ninth.call('task_list', { project: 'hammer', status: ['done'], limit: 200, format: 'json', ...(cursor && { cursor }) });
    stored.push(...page.tasks);
    cursor = page.next_cursor;
  } while (cursor);
  assert.deepEqual(stored.map(task => task.task_id).sort(), [...created].sort());
  await Promise.all([...hosts, ninth].map(host => host.close()));

  t.diagnostic(`as fast as it goes: ${spread(closedLoop)}`);
  t.diagnostic(`a call every ${PACE_MS} ms from each agent: ${spread(times)}`);
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
