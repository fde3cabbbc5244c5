// What people and programs watch live, as the first tracker promised it and beyond; on two nodes, one of which dies.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ResourceUpdatedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { call, newHome, overHttp, serve, stop } from './host.mjs';
import { until } from './waiting.mjs';
import { Counter, spreadOf, watch } from './watchers.mjs';

const home = newHome();
let server;
let agent;
const origin = () => new URL(server.url).origin;
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

before(async () => {
  server = await serve(home);
  agent = await overHttp(server.url);
});
after(async () => {
  await agent.close();
  await server.stop();
});

const create = (project, ...ids) =>
  call(agent, 'task_create', { project, tasks: ids.map(task_id => ({ task_id, title: `Task ${task_id}` })) });
async function work(project, task_id, ...reports) {
  const { claim } = await call(agent, 'task_next', { project, task_id, agent: 'ann' });
  for (const report of reports) await call(agent, 'task_report', { project, task_id, claim, agent: 'ann', ...report });
  return claim;
}

test('a client of the first tracker gets its four messages, and nothing else', async () => {
  const socket = await watch(server.url, { project: 'seed' });
  await create('seed', 'a', 'b');
  await create('other', 'a');
  await work('other', 'a', { action: 'start' });
  await work('seed', 'a', { action: 'start' }, { action: 'progress', progress: 40, message: 'half' }, { action: 'finish', result: 'made' });
  await work('seed', 'b', { action: 'start' }, { action: 'fail', error_type: 'Timeout', error_message: 'too late' });
  await socket.message('task_error');
  assert.deepEqual(socket.messages.map(m => [m.type, m.data.task_id]),
    [['task_started', 'a'], ['task_status', 'a'], ['task_finished', 'a'], ['task_started', 'b'], ['task_error', 'b']]);
  for (const { data, timestamp, seq } of socket.messages) {
    assert.match(timestamp, ISO);
    assert.equal(data.project, 'seed');
    assert.equal(data.title, `Task ${data.task_id}`);
    assert.equal(data.agent, 'ann');
    assert.ok(data.status);
    assert.match(data.started_at, ISO);
    assert.ok(Number.isInteger(seq));
  }
  assert.deepEqual(socket.messages.map(m => m.data.status), ['running', 'running', 'completed', 'running', 'failed']);
  const [, status, finished, , error] = socket.messages;
  assert.equal(status.data.progress, 40);
  assert.equal(status.data.message, 'half');
  assert.match(finished.data.finished_at, ISO);
  assert.equal(typeof finished.data.duration_seconds, 'number');
  assert.equal(error.data.error_type, 'Timeout');
  assert.equal(error.data.error_message, 'too late');
  await socket.close();
});

test('whoever comes back with the last seq gets what it missed, once', async () => {
  const query = { project: 'resume', types: 'all' };
  const first = await watch(server.url, query);
  const { data: { seq: begin } } = await first.message('hello');
  await create('resume', 'a', 'b', 'c');
  await first.until(messages => messages.filter(m => m.type === 'task_created').length === 3);
  const seen = first.messages.at(-1).seq;
  await first.close();
  await create('resume', 'd', 'e');
  const second = await watch(server.url, { ...query, after: seen });
  await second.until(messages => messages.some(m => m.data.task_id === 'e'));
  await create('resume', 'f');
  await second.until(messages => messages.some(m => m.data.task_id === 'f'));
  assert.deepEqual(second.messages.filter(m => m.seq).map(m => m.data.task_id), ['d', 'e', 'f']);
  const third = await watch(server.url, { ...query, after: begin });
  await third.until(messages => messages.filter(m => m.seq).length === 6);
  assert.deepEqual(third.messages.filter(m => m.seq).map(m => m.data.task_id), ['a', 'b', 'c', 'd', 'e', 'f']);

  const lost = await watch(server.url, { ...query, after: 10_000_000 });
  const { data: gap } = await lost.message('gap');
  assert.equal(gap.after, 10_000_000);
  assert.equal(gap.oldest, gap.last + 1);
  await Promise.all([second, third, lost].map(socket => socket.close()));
});

test('a node that was just started reads what it missed from the database', async () => {
  const other = await serve(home);
  const socket = await watch(other.url, { project: 'resume', types: 'task_created', after: 0 });
  await socket.until(messages => messages.filter(m => m.seq).length === 6);
  await create('resume', 'g');
  await socket.until(messages => messages.some(m => m.data.task_id === 'g'));
  assert.deepEqual(socket.messages.filter(m => m.seq).map(m => m.data.task_id), ['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  const closed = socket.closed;
  await other.stop();
  assert.equal((await closed).code, 1001);
});

test('the same events as server-sent events', async () => {
  const stop = new AbortController();
  const response = await fetch(`${origin()}/api/events?project=sse&types=all`, { signal: stop.signal });
  assert.equal(response.headers.get('content-type'), 'text/event-stream');
  await create('sse', 'a');
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (!text.includes('task_created')) text += (await reader.read()).value;
  const [, id, data] = /id: (\d+)\nevent: task_created\ndata: (.*)\n\n/.exec(text);
  assert.equal(JSON.parse(data).data.task_id, 'a');
  stop.abort();

  await create('sse', 'b');
  const again = new AbortController();
  const resumed = await fetch(`${origin()}/api/events?project=sse&types=all`, { signal: again.signal, headers: { 'Last-Event-ID': id } });
  const rest = resumed.body.pipeThrough(new TextDecoderStream()).getReader();
  text = '';
  while (!text.includes('task_created')) text += (await rest.read()).value;
  assert.match(text, /^event: hello\n/);
  assert.ok(text.includes('"task_id":"b"') && !text.includes('"task_id":"a"'), text);
  again.abort();
});

test('councils and decisions are told, too', async () => {
  const all = await overHttp(`${server.url}?tools=all`);
  const socket = await watch(server.url, { project: 'talk', types: 'all' });
  const council = await call(all, 'council_start', {
    project: 'talk', meeting_id: 'm1', topic: 'Where to store', participants: [
      { name: 'Mo', role: 'moderator' }, { name: 'Ed', role: 'expert' }, { name: 'Sue', role: 'scribe' }] });
  await socket.message('run_status');
  await call(all, 'decision_record', {
    project: 'talk', title: 'Store', question: 'Where?', alternatives: [{ name: 'A' }, { name: 'B' }], choice: 'A', rationale: 'known' });
  const { data } = await socket.message('decision_recorded');
  assert.equal(data.choice, 'A');
  assert.ok(council);
  await socket.close();
  await all.close();
});

test('people steer, the agent gets it with its next report and acknowledges it', async () => {
  await create('steer', 'a');
  const claim = await work('steer', 'a', { action: 'start' });
  const person = await watch(server.url, { project: 'steer', types: 'all' });
  const updated = new Promise(resolve => agent.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => resolve(params.uri)));
  await agent.subscribeResource({ uri: 'task://steer/a' });
  const steer = { type: 'steer', id: randomUUID(), data: { project: 'steer', task_id: 'a', kind: 'pause', text: 'until noon', author: 'eve' } };
  person.say(steer);
  person.say(steer);
  await person.until(messages => messages.filter(m => m.type === 'steered').length === 2);
  const [first, second] = person.messages.filter(m => m.type === 'steered');
  assert.equal(first.id, steer.id);
  assert.equal(first.data.steering_id, second.data.steering_id, 'done once');
  const requested = await person.message('steering_requested');
  assert.equal(requested.data.kind, 'pause');

  assert.equal(await updated, 'task://steer/a', 'told on the stream of the agent');
  const { contents } = await agent.readResource({ uri: 'task://steer/a' });
  assert.equal(JSON.parse(contents[0].text).steering[0].kind, 'pause');

  const report = { project: 'steer', task_id: 'a', claim, agent: 'ann', action: 'progress' };
  const { steering } = await call(agent, 'task_report', { ...report, progress: 10 });
  assert.deepEqual(steering.map(({ id, kind, text, author }) => ({ id, kind, text, author })),
    [{ id: first.data.steering_id, kind: 'pause', text: 'until noon', author: 'eve' }]);
  const done = await call(agent, 'task_report', { ...report, acknowledge: [steering[0].id], message: 'pausing' });
  assert.equal(done.steering, undefined);
  const acknowledged = await person.message('steering_acknowledged');
  assert.equal(acknowledged.data.agent, 'ann');

  const path = `${origin()}/api/projects/steer/tasks/a/steering`;
  const post = (body, headers = {}) =>
    fetch(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } });
  const key = { 'idempotency-key': randomUUID() };
  const answers = await Promise.all([post({ kind: 'instruct', text: 'Use B' }, key), post({ kind: 'instruct', text: 'Use B' }, key)]);
  assert.deepEqual(answers.map(answer => answer.status), [201, 201]);
  const [one, two] = await Promise.all(answers.map(answer => answer.json()));
  assert.equal(one.id, two.id);
  const list = await (await fetch(path)).json();
  assert.deepEqual(list.map(s => [s.kind, s.acknowledged_by ?? null]), [['pause', 'ann'], ['instruct', null]]);
  const taken = await fetch(`${path}/${one.id}/acknowledge`, {
    method: 'POST', body: '{"agent":"webhook"}', headers: { 'content-type': 'application/json' } });
  assert.equal(taken.status, 200);
  assert.equal((await (await fetch(path)).json())[1].acknowledged_by, 'webhook');

  const wrong = await post({ kind: 'dance' });
  assert.equal(wrong.status, 422);
  assert.match(await wrong.text(), /kind: expected one of comment, instruct, pause, resume, stop/);
  assert.equal((await fetch(path.replace('/a/', '/zz/'))).status, 404);
  for (const [message, field, said] of [
    [{ type: 'steer', id: 'short', data: {} }, 'id', /UUID/],
    [{ type: 'steer', id: randomUUID(), data: { project: 'steer' } }, 'data', /task_id/],
    [{ type: 'steer', id: randomUUID(), data: { project: 'steer', task_id: 'b', kind: 'stop' } }, 'task_id', /no task "b"/],
    [{ type: 'ster' }, 'type', /Did you mean "steer"/],
    ['{', undefined, /not JSON/],
  ]) {
    const before = person.messages.length;
    person.say(message);
    const problem = await person.until(messages => messages.slice(before).find(m => m.type === 'problem'));
    assert.equal(problem.data.field, field);
    assert.match(problem.data.message, said);
  }
  await person.close();
});

test('pings of every kind are answered, and nonsense is told as such', async () => {
  const socket = await watch(server.url, {});
  socket.say('ping');
  await socket.until(messages => messages.includes('pong'));
  socket.say({ type: 'ping', id: 'p1' });
  assert.equal((await socket.message('pong')).id, 'p1');
  const ponged = new Promise(resolve => socket.socket.on('pong', resolve));
  socket.socket.ping('x');
  assert.equal((await ponged).toString(), 'x');
  socket.socket.send(Buffer.from([1, 2, 3]));
  assert.equal((await socket.closed).code, 1003);

  const big = await watch(server.url, {});
  big.say('x'.repeat(70_000));
  assert.equal((await big.closed).code, 1009);

  const flood = await watch(server.url, {});
  for (let i = 0; i < 300; i++) flood.say('ping');
  assert.equal((await flood.closed).code, 1008);
});

test('what is no proper WebSocket gets an error of HTTP that says so', async () => {
  await assert.rejects(watch(server.url, { after: 'yesterday' }), { status: 400, body: /after: expected the seq/ });
  await assert.rejects(watch(server.url, { types: 'task_start' }), { status: 400, body: /Did you mean \\"task_started\\"/ });
  await assert.rejects(watch(server.url, {}, { headers: { origin: 'https://evil.example' } }), { status: 403 });
  await assert.rejects(watch(server.url, {}, { protocolVersion: 8 }), error => error.status === 426 && error.headers['sec-websocket-version'] === '13');
  const plain = await fetch(`${origin()}/webhook/ws`);
  assert.equal(plain.status, 426);
  assert.match(await plain.text(), /WebSocket/);
});

test('200 clients on two nodes, one of which is killed: every event once and in order', async t => {
  const two = await serve(home);
  const latencies = [];
  const counters = Array.from({ length: 200 }, () => new Counter({ project: 'burst', types: 'task_created' }, { latencies, seqs: [] }));
  // The hello tells each where it begins, so that one that saw nothing yet can come back as well.
  await Promise.all(counters.map((counter, i) => counter.connect(i % 2 ? two.url : server.url)));
  const burst = async (from, batches) => {
    for (let batch = from; batch < from + batches; batch++) {
      const next = sleep(100);
      await call(agent, 'task_create', { project: 'burst', tasks: Array.from({ length: 20 }, (_, i) => ({ task_id: `${batch}-${i}`, title: 'B' })) });
      await next;
    }
  };
  const producing = burst(0, 30);
  await sleep(1_000);
  const moved = counters.filter((_, i) => i % 2);
  const left = Promise.all(moved.map(counter => counter.closed));
  await stop(two.process, 'SIGKILL');
  await left;
  await sleep(500);
  await Promise.all(moved.map(counter => counter.connect(server.url)));
  await producing;
  await until(() => counters.every(counter => counter.count >= 600), { what: 'every event at every client' });
  for (const counter of counters) {
    assert.equal(counter.count, 600);
    assert.equal(counter.doubles, 0);
    assert.deepEqual(counter.strange, []);
    assert.deepEqual(counter.seqs, counters[0].seqs);
  }
  const alive = spreadOf(latencies);
  t.diagnostic(`latency from the event to the client, clients that were away included: ${JSON.stringify(alive)}`);
  counters.forEach(counter => counter.socket.close());
});
