// Webhooks that the host sends: to a receiver that fails in every way, that is refused, that is a chat, and whose host dies.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { call, newHome, overHttp, serve, stop } from './host.mjs';
import { until } from './waiting.mjs';

/** How long the host waits for an answer: longer than any receiver here takes that gives one. */
const TIMEOUT = 3_000;

/** Answers each request as the test says, and keeps all of them. */
class Receiver {
  requests = [];
  answer = () => ({ status: 200 });
  #waiting = [];
  #server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', chunk => { body += chunk; });
    request.on('end', () => {
      const got = { at: Date.now(), path: request.url, headers: request.headers, body };
      this.requests.push(got);
      const { status, headers, text, never } = this.answer(got, this.requests.length);
      if (!never) response.writeHead(status, headers ?? {}).end(text ?? '');
      this.#waiting = this.#waiting.filter(({ wanted, resolve }) => !wanted(this.requests) || resolve());
    });
  });

  async listen() {
    await new Promise(resolve => this.#server.listen(0, '127.0.0.1', resolve));
    this.port = this.#server.address().port;
    this.url = `http://127.0.0.1:${this.port}`;
    return this;
  }

  /** Forgets what came, and answers otherwise from now on. */
  begin(answer = () => ({ status: 200 })) {
    this.requests = [];
    this.answer = answer;
  }

  until(wanted) {
    if (wanted(this.requests)) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`only ${JSON.stringify(this.requests)}`)), 120_000);
      this.#waiting.push({ wanted, resolve: () => { clearTimeout(late); resolve(); } });
    });
  }

  close() {
    this.#server.closeAllConnections();
    return new Promise(resolve => this.#server.close(resolve));
  }
}

const home = newHome();
const receiver = await new Receiver().listen();
const forbidden = await new Receiver().listen();
const flags = [
  '--webhook-allow', `127.0.0.1:${receiver.port}`,
  '--webhook-limits', `timeout_ms=${TIMEOUT},first_ms=100,longest_ms=300,attempts=4`,
];
let server;
let agent;

const start = async () => {
  server = await serve(home, ...flags);
  agent = await overHttp(server.url);
};
before(start);
after(async () => {
  await agent.close();
  await server.stop();
  await receiver.close();
  await forbidden.close();
});

async function ask(method, path, body) {
  const response = await fetch(new URL(`/api/webhooks${path}`, server.url), {
    method, body: body && JSON.stringify(body), headers: body ? { 'Content-Type': 'application/json' } : {},
  });
  return { status: response.status, json: await response.json() };
}
async function subscribe(body) {
  const { status, json } = await ask('POST', '', { url: `${receiver.url}/hook`, ...body });
  assert.equal(status, 201, JSON.stringify(json));
  return { id: json.webhook.id, secret: json.secret };
}
const create = (project, ...ids) =>
  call(agent, 'task_create', { project, tasks: ids.map(task_id => ({ task_id, title: `Task ${task_id}` })) });
const told = () => receiver.requests.map(r => JSON.parse(r.body).data.task_id);
const distinct = () => new Set(receiver.requests.map(r => r.headers['webhook-id'])).size;

/** The answer that is as wanted: what is noted after the answer of a receiver cannot be awaited otherwise. */
function eventually(ask_, wanted) {
  let answer;
  return until(async () => wanted(answer = await ask_()) && answer, { what: () => `${wanted}, but ${JSON.stringify(answer)}` });
}
const delivered = (id, count) =>
  eventually(() => ask('GET', `/${id}/deliveries?state=delivered`), ({ json }) => json.length === count);

test('what is wanted arrives once, in order and signed, and nothing else', async () => {
  receiver.begin();
  const { id, secret } = await subscribe({ project: 'plain', types: ['task_created', 'task_started'], name: 'mine' });
  await create('other', 'x');
  await create('plain', 'a', 'b', 'c');
  await receiver.until(requests => requests.length === 3);
  await delivered(id, 3);

  assert.deepEqual(told(), ['a', 'b', 'c']);
  const verifier = new Webhook(secret);
  const seqs = receiver.requests.map(({ body, headers }) => {
    const message = verifier.verify(body, headers);
    assert.equal(message.type, 'task_created');
    assert.equal(message.data.project, 'plain');
    assert.match(message.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    assert.equal(headers['content-type'].split(';')[0], 'application/json');
    assert.throws(() => verifier.verify(body.replace('plain', 'other'), headers), /signature/i);
    return message.seq;
  });
  assert.deepEqual(seqs, seqs.toSorted((a, b) => a - b));
  assert.equal(distinct(), 3);

  const { json: shown } = await ask('GET', `/${id}`);
  assert.equal(shown.url, `http://127.0.0.1:${receiver.port}/…`);
  assert.equal(shown.name, 'mine');
  assert.ok(!JSON.stringify(await ask('GET', '')).includes(secret));
  const { json: [latest] } = await ask('GET', `/${id}/deliveries?limit=1`);
  assert.deepEqual([latest.seq, latest.state, latest.attempts, latest.status], [seqs[2], 'delivered', 1, 200]);
  await ask('DELETE', `/${id}`);
  assert.equal((await ask('GET', `/${id}`)).status, 404);
});

test('errors, silence and redirects are tried again, and Retry-After is kept', async () => {
  const answers = [{ status: 500 }, { never: true }, { status: 302, headers: { Location: `${forbidden.url}/inner` } }];
  receiver.begin((_, count) => answers[count - 1] ?? { status: 204 });
  const { id } = await subscribe({ project: 'failing', types: ['task_created'] });
  await create('failing', 'a');
  await delivered(id, 1);
  assert.equal(receiver.requests.length, 4);
  assert.equal(distinct(), 1);
  assert.equal(forbidden.requests.length, 0);

  receiver.begin((_, count) => (count === 1 ? { status: 429, headers: { 'Retry-After': '1' } } : { status: 200 }));
  await create('failing', 'b');
  await receiver.until(requests => requests.length === 2);
  const [first, second] = receiver.requests;
  assert.ok(second.at - first.at >= 950, `${second.at - first.at} ms`);
  await ask('DELETE', `/${id}`);
});

test('what never arrives is a dead letter that says why, and can be replayed', async () => {
  receiver.begin(({ path }) => ({ status: 503, text: `Cannot POST ${path}\n<b>down</b>` }));
  const { id } = await subscribe({ project: 'dead', types: ['task_created'], url: `${receiver.url}/verysecretpath` });
  await create('dead', 'a', 'b');
  const { json: dead } = await eventually(
    () => ask('GET', `/${id}/deliveries?state=dead`), ({ json }) => json.length === 2);
  assert.deepEqual(dead.map(d => [d.attempts, d.status]), [[4, 503], [4, 503]]);
  assert.equal(dead[0].error, 'the receiver answered 503: Cannot POST … <b>down</b>');
  assert.equal(distinct(), 2);
  assert.equal((await ask('GET', `/${id}`)).json.dead, 2);
  const { json: whole } = await ask('GET', `/${id}/deliveries/${dead[1].seq}`);
  assert.equal(whole.data.task_id, 'a');

  receiver.begin();
  assert.equal((await ask('POST', `/${id}/deliveries/${dead[1].seq}/replay`)).json.state, 'pending');
  await delivered(id, 1);
  assert.deepEqual(told(), ['a']);
  assert.deepEqual((await ask('POST', `/${id}/replay`)).json, { replayed: 1 });
  await delivered(id, 2);
  assert.deepEqual(told(), ['a', 'b']);
  assert.equal((await ask('POST', `/${id}/deliveries/999999/replay`)).status, 404);
  await ask('DELETE', `/${id}`);
});

test('who answers 410 is told nothing more until somebody switches it on', async () => {
  receiver.begin(() => ({ status: 410 }));
  const { id } = await subscribe({ project: 'gone', types: ['task_created'] });
  await create('gone', 'a', 'b');
  const { json: off } = await eventually(() => ask('GET', `/${id}`), ({ json }) => !json.active);
  assert.match(off.ended, /410/);
  assert.equal(receiver.requests.length, 1);
  receiver.begin();
  await create('gone', 'c');
  assert.equal((await ask('PATCH', `/${id}`, { active: true })).json.ended, null);
  await receiver.until(requests => requests.length === 2);
  assert.deepEqual(told(), ['b', 'c']);
  await ask('DELETE', `/${id}`);
});

test('a host that is killed amid a hundred deliveries loses none', async () => {
  receiver.begin((_, count) => (count > 20 ? { never: true } : { status: 200 }));
  const { id, secret } = await subscribe({ project: 'killed', types: ['task_created'] });
  const ids = Array.from({ length: 100 }, (_, i) => `t${i}`);
  await create('killed', ...ids);
  await receiver.until(requests => requests.length === 21);
  await stop(server.process, 'SIGKILL');
  await agent.close();
  receiver.answer = () => ({ status: 200 });
  await start();
  await delivered(id, 100);
  assert.equal(distinct(), 100);
  // Only the one whose answer was never heard comes twice.
  assert.deepEqual(told(), [...ids.slice(0, 21), ...ids.slice(20)]);
  for (const { body, headers } of receiver.requests) new Webhook(secret).verify(body, headers);
  await ask('DELETE', `/${id}`);
});

test('Slack and Telegram get what they can show', async () => {
  receiver.begin();
  const slack = await subscribe({ project: 'chats', types: ['task_created'], format: 'slack', url: `${receiver.url}/services/T0/B0/x` });
  const telegram = await subscribe({
    project: 'chats', types: ['task_created'], format: 'telegram', chat_id: '-1001', url: `${receiver.url}/bot12:ABC/sendMessage`,
  });
  await call(agent, 'task_create', { project: 'chats', tasks: [{ task_id: 'a', title: 'Fix <b> & *c*' }] });
  await receiver.until(requests => requests.length === 2);
  const of = path => JSON.parse(receiver.requests.find(r => r.path.startsWith(path)).body);
  assert.deepEqual(of('/services'), { text: 'chats: Task created – Fix &lt;b&gt; &amp; *c* (a)\npending, 0 %' });
  const message = of('/bot');
  assert.equal(message.text, 'chats: Task created – Fix <b> & *c* (a)\npending, 0 %');
  assert.equal(message.chat_id, '-1001');
  assert.equal(message.parse_mode, undefined);
  assert.ok(!JSON.stringify(await ask('GET', '')).includes('ABC'));
  for (const { id } of [slack, telegram]) await ask('DELETE', `/${id}`);
});

test('a test message tells at once whether it arrives', async () => {
  receiver.begin(() => ({ status: 200 }));
  const { id, secret } = await subscribe({ project: 'tested' });
  assert.deepEqual((await ask('POST', `/${id}/test`)).json, { delivered: true, status: 200, error: '' });
  const [{ body, headers }] = receiver.requests;
  assert.equal(new Webhook(secret).verify(body, headers).type, 'webhook_test');
  receiver.begin(() => ({ never: true }));
  assert.match((await ask('POST', `/${id}/test`)).json.error, new RegExp(`no answer within ${TIMEOUT} ms`));
  await ask('DELETE', `/${id}`);
});

test('private addresses and whatever else cannot be are refused, by field', async () => {
  const refused = async (body, field, why) => {
    const { status, json } = await ask('POST', '', { url: `${receiver.url}/hook`, ...body });
    assert.equal(status, 422, JSON.stringify(json));
    assert.equal(json.errors[0].field, field);
    assert.match(json.detail, why);
  };
  for (const host of ['127.0.0.1', 'localhost', '2130706433', '[::1]', '169.254.169.254', '10.0.0.1', '[::ffff:10.0.0.1]']) {
    await refused({ url: `http://${host}:${forbidden.port}/x` }, 'url', /not a public address.*webhook_allow/);
  }
  await refused({ url: 'ftp://example.org' }, 'url', /https/);
  await refused({ url: 'https://me:pw@example.org' }, 'url', /user name/);
  await refused({ types: ['task_finnished'] }, 'types', /Did you mean "task_finished"/);
  await refused({ format: 'telegram' }, 'chat_id', /needed/);
  await refused({ format: 'telegram', chat_id: '1' }, 'url', /sendMessage/);
  await refused({ chat_id: '1' }, 'chat_id', /telegram only/);
  await refused({ secret: 'x' }, 'secret', /whsec_/);
  await refused({ format: 'pager' }, 'format', /slack/);
  assert.equal(forbidden.requests.length, 0);
  assert.deepEqual((await ask('GET', '')).json, []);
});

test('addresses are looked at when we connect, not only when somebody subscribes', async () => {
  receiver.begin();
  const { id } = await subscribe({ project: 'later' });
  const strict = await serve(home);
  const response = await fetch(new URL(`/api/webhooks/${id}/test`, strict.url), { method: 'POST' });
  const { delivered: arrived, status, error } = await response.json();
  assert.deepEqual([arrived, status], [false, null]);
  assert.match(error, /127\.0\.0\.1, which is not a public address/);
  assert.equal(receiver.requests.length, 0);
  await strict.stop();
  await ask('DELETE', `/${id}`);
});
