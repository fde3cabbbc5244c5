// Agents that report by webhook and programs that read by REST, as they always did: curl, fetch, Python, scripts/report.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { call, consilium, newHome, overHttp, serveWith } from './host.mjs';
import { watch } from './watchers.mjs';

const run = promisify(execFile);
const root = dirname(consilium);
const KEY = 'your-api-key';

describe('webhooks and REST', () => {
  let host, base;
  before(async () => {
    host = await serveWith({ CONSILIUM_API_KEY: KEY }, newHome());
    base = new URL(host.url).origin;
  });
  after(() => host.stop());

  const headers = { 'X-API-Key': KEY, 'Content-Type': 'application/json' };
  const post = (path, body, more = {}) =>
    fetch(base + path, { method: 'POST', headers: { ...headers, ...more }, body: JSON.stringify(body) });
  const get = async path => (await fetch(base + path, { headers })).json();
  const report = (project, id, more = {}) => ({ project, task: `Task ${id}`, task_id: id, agent: 'ann', ...more });

  test('curl and Python as the README has them', async () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const part = readme.slice(readme.indexOf('## Webhooks and REST'));
    const blocks = [...part.slice(0, part.indexOf('\n## ', 5)).matchAll(/```(bash|python)\n([\s\S]*?)```/g)];
    assert.deepEqual(blocks.map(b => b[1]), ['bash', 'python']);
    for (const [, language, text] of blocks) {
      const example = text.replaceAll('http://127.0.0.1:8000', base);
      const { stdout } = language === 'bash'
        ? await run('sh', ['-ec', example])
        : await run('python3', ['-c', example]);
      assert.match(stdout, /"?completed/);
    }
  });

  test('a task from its start to its end, seen through MCP too', async () => {
    const started = await (await post('/webhook/start', report('flow', 'a', { metadata: { branch: 'main' } }))).json();
    assert.equal(started.status, 'running');
    await post('/webhook/status', report('flow', 'a', { status: 'running', progress: 75, message: 'Обработка данных' }));
    await post('/webhook/start', report('flow', 'b'));
    await post('/webhook/error', report('flow', 'b', { error_type: 'E', error_message: 'broken', stack_trace: 'at' }));
    await post('/webhook/finish', report('flow', 'a', { result: 'Завершено', duration_seconds: 1800 }));

    const projects = await get('/api/projects');
    const flow = projects.find(p => p.name === 'flow');
    assert.ok(flow.id > 0 && flow.created_at.endsWith('Z') && flow.updated_at >= flow.created_at);
    const tasks = await get('/api/projects/flow/tasks?limit=10&offset=0');
    assert.deepEqual(tasks.map(t => [t.task_id, t.status, t.progress]), [['b', 'failed', 0], ['a', 'completed', 100]]);
    assert.deepEqual((await get('/api/projects/flow/tasks?status=completed')).map(t => t.result), ['Завершено']);
    const stats = await get('/api/projects/flow/stats');
    assert.deepEqual(
      [stats.total_tasks, stats.active_tasks, stats.completed_tasks, stats.failed_tasks, stats.average_duration],
      [2, 0, 1, 1, 1800]);
    assert.deepEqual(await get('/api/websocket/stats'), { total_connections: 0, project_connections: {} });

    // Those who watch read the same words.
    const feed = await fetch(`${base}/api/events?project=flow&after=0`, { headers });
    const seenLive = [];
    let text = '';
    for await (const chunk of feed.body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      seenLive.splice(0, Infinity, ...[...text.matchAll(/^data: (\{.*\})$/gm)].map(m => JSON.parse(m[1])).filter(m => m.type?.startsWith('task_')));
      if (seenLive.some(m => m.type === 'task_finished')) break;
    }
    assert.deepEqual(
      seenLive.map(m => [m.type, m.data.task_id, m.data.status]),
      [['task_started', 'a', 'running'], ['task_status', 'a', 'running'], ['task_started', 'b', 'running'],
        ['task_error', 'b', 'failed'], ['task_finished', 'a', 'completed']]);

    const mcp = await overHttp(`${base}/mcp`, { 'X-API-Key': KEY });
    const seen = await call(mcp, 'task_get', { project: 'flow', task_id: 'a' });
    assert.equal(seen.task.status, 'done');
    assert.deepEqual(seen.history.map(e => e.event), ['created', 'started', 'progress', 'finished']);
    await mcp.close();
  });

  test('many agents at once, each report three times: every one counts once', async () => {
    const agents = Array.from({ length: 20 }, (_, i) => `agent-${i}`);
    await Promise.all(agents.map(async agent => {
      for (const [path, more] of [['start', {}], ['status', { progress: 50 }], ['finish', { result: agent }]]) {
        const body = report('crowd', agent, { agent, ...more });
        const key = { 'Idempotency-Key': `${agent}-${path}` };
        const answers = await Promise.all([1, 2, 3].map(() => post(`/webhook/${path}`, body, key)));
        const texts = await Promise.all(answers.map(a => a.text()));
        assert.deepEqual([...new Set(answers.map(a => a.status))], [200], texts[0]);
        assert.equal(new Set(texts).size, 1);
      }
    }));
    const tasks = await get('/api/projects/crowd/tasks?status=completed&limit=100');
    assert.deepEqual(tasks.map(t => t.result).sort(), [...agents].sort());
    for (const agent of agents) {
      const history = await get(`/api/projects/crowd/tasks/${agent}/history`);
      assert.deepEqual(history.map(e => e.event), ['created', 'started', 'progress', 'finished']);
    }
  });

  test('hostile requests get clear errors and lose nothing', async () => {
    await post('/webhook/start', report('siege', 'kept'));
    const before = await get('/api/projects/siege/tasks');
    const raw = (path, body, more = {}) => fetch(base + path, { method: 'POST', headers: { ...headers, ...more }, body });
    const sound = report('siege', 'kept');
    const problem = async (answer, status) => {
      const body = await answer.json();
      assert.equal(answer.status, status, JSON.stringify(body));
      assert.equal(answer.headers.get('content-type'), 'application/problem+json');
      assert.ok(body.detail.length > 10 && !/exception|dev\.consilium|java\./i.test(body.detail), body.detail);
    };
    for (const body of ['', '{', '[', '{"project":"a","project":"b"}', '{"a":1}{"a":2}', '\ufffe', '"' + 'x'.repeat(1000),
      '['.repeat(5000), '{"metadata":' + '{"a":'.repeat(500) + '1' + '}'.repeat(501)]) {
      await problem(await raw('/webhook/start', body), 400);
    }
    for (const odd of [null, true, 1e400, [], {}, [{}], 'x'.repeat(300), '\u0000']) {
      for (const field of ['project', 'task_id']) {
        await problem(await post('/webhook/start', { ...sound, [field]: odd }), 422);
      }
    }
    await problem(await post('/webhook/start', { ...sound, message: 'x'.repeat(200_000) }), 422);
    await problem(await raw('/webhook/start', 'a=b', { 'Content-Type': 'application/x-www-form-urlencoded' }), 415);
    await problem(await post('/webhook/start', sound, { 'Idempotency-Key': 'k'.repeat(300) }), 422);
    await problem(await raw('/webhook/start', ' '.repeat(5 << 20)), 413);
    await problem(await raw('/api/projects/siege/tasks', '{"title":"x","colour":"red"}'), 422);
    for (const path of ['/api/projects/%2e%2e/tasks', '/api/projects/a%2fb/tasks', '/api//projects', '/docs/%2e%2e%2fx']) {
      assert.equal(await status(path), 400, path);
    }
    assert.equal(await status('/api/projects/' + 'x'.repeat(9000)), 414);
    assert.deepEqual(await get('/api/projects/siege/tasks'), before);
  });

  /** The status of a path as it stands: fetch would mend it. */
  const status = path => new Promise((resolve, reject) => {
    const socket = connect(new URL(base).port, '127.0.0.1', () =>
      socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nX-API-Key: ${KEY}\r\nConnection: close\r\n\r\n`));
    socket.once('data', data => { resolve(Number(/^HTTP\/1.1 (\d+)/.exec(data)[1])); socket.destroy(); });
    socket.once('error', reject);
  });

  test('wrong keys at speed are turned away, right ones get through', async () => {
    const wrong = Array.from({ length: 400 }, (_, i) =>
      fetch(`${base}/api/projects`, { headers: { 'X-API-Key': `${KEY}${i}` } }).then(async a => {
        await a.arrayBuffer();
        return a.status;
      }));
    const right = Array.from({ length: 20 }, () => fetch(`${base}/api/projects`, { headers }).then(a => a.status));
    assert.deepEqual([...new Set(await Promise.all(wrong))], [401]);
    assert.deepEqual([...new Set(await Promise.all(right))], [200]);
    assert.equal((await fetch(`${base}/api/projects`)).status, 401);
  });

  test('people who watch need a key, too, which may be in the address', async () => {
    await assert.rejects(watch(host.url, {}), { status: 401 });
    await assert.rejects(watch(host.url, { api_key: 'wrong' }), { status: 401 });
    const sockets = await Promise.all([
      watch(host.url, { api_key: KEY }),
      watch(host.url, {}, { headers: { 'x-api-key': KEY } }),
      watch(host.url, {}, { headers: { authorization: `Bearer ${KEY}` } }),
    ]);
    await Promise.all(sockets.map(socket => socket.close()));
    const events = key => fetch(`${base}/api/events?api_key=${key}`, { signal: AbortSignal.timeout(60_000) });
    assert.equal((await events('wrong')).status, 401);
    const stream = await events(KEY);
    assert.equal(stream.status, 200);
    await stream.body.cancel();
    const elsewhere = await fetch(`${host.url}?api_key=${KEY}`, { method: 'POST', body: '{}' });
    assert.equal(elsewhere.status, 401);
  });

  test('a sender that stops in the middle of a body holds nobody up', async () => {
    const slow = request(`${base}/webhook/start`, { method: 'POST', headers: { ...headers, 'Content-Length': 100 } });
    slow.on('error', () => {});
    slow.write('{"project":');
    assert.equal((await post('/webhook/start', report('slow', 'a'))).status, 200);
    slow.destroy();
  });

  describe('scripts/report', () => {
    const script = (args, env = {}) =>
      run(join(root, 'scripts', 'report'), args, { env: { ...process.env, CONSILIUM_URL: base, CONSILIUM_API_KEY: KEY, ...env } });

    test('reports every field, whatever is in it', async () => {
      const odd = 'quotes " \\ back\nnew line\ttab \u0001 и кириллица $(x) `y`';
      await script(['start', 'by script', 'a/b', '--task', odd, '--agent', 'ci', '--metadata', '{"n":[1]}']);
      await script(['status', 'by script', 'a/b', '--status', 'running', '--progress', '40', '--message', odd]);
      const { stdout } = await script(['finish', 'by script', 'a/b', '--result', odd, '--duration', '12.5']);
      const task = JSON.parse(stdout);
      assert.equal(task.title, odd);
      assert.equal(task.message, odd);
      assert.equal(task.result, odd);
      assert.equal(task.agent, 'ci');
      assert.equal(task.duration_seconds, 12.5);
      assert.deepEqual(task.metadata, { n: [1] });
      const failed = JSON.parse((await script(
        ['error', 'by script', 'c', '--error-type', 'E', '--error-message', odd, '--stack-trace', odd])).stdout);
      assert.deepEqual([failed.status, failed.error_type, failed.error_message, failed.stack_trace], ['failed', 'E', odd, odd]);
    });

    test('tries again with the same key until it gets through', async () => {
      const keys = [];
      const flaky = createServer((req, res) => {
        keys.push(req.headers['idempotency-key']);
        let body = '';
        req.on('data', chunk => (body += chunk)).on('end', async () => {
          const answer = await fetch(base + req.url, { method: 'POST', headers: { ...headers, 'Idempotency-Key': keys.at(-1) }, body });
          const text = await answer.text();
          if (keys.length === 1) return req.socket.destroy();
          if (keys.length === 2) return res.writeHead(503).end('{}');
          res.writeHead(answer.status).end(text);
        });
      });
      await new Promise(resolve => flaky.listen(0, '127.0.0.1', resolve));
      try {
        const { stdout } = await script(
          ['start', 'flaky', 'x'], { CONSILIUM_URL: `http://127.0.0.1:${flaky.address().port}` });
        assert.equal(JSON.parse(stdout).status, 'running');
      } finally {
        flaky.close();
      }
      assert.equal(keys.length, 3);
      assert.equal(new Set(keys).size, 1);
      assert.deepEqual((await get('/api/projects/flaky/tasks/x/history')).map(e => e.event), ['created', 'started']);
    });

    test('says what is wrong, and does not insist on it', async () => {
      await assert.rejects(
        script(['status', 'p', 'x', '--progress', '400']), { code: 1, stderr: /refused with 422.*progress: expected a number 0 to 100/s });
      await assert.rejects(script(['begin', 'p', 'x']), { code: 2, stderr: /Usage/ });
      await assert.rejects(script(['start', 'p', 'x', '--colour', 'red']), { code: 2, stderr: /Usage/ });
      await assert.rejects(
        script(['start', 'p', 'x', '--retries', '0', '--key', 'k1'], { CONSILIUM_URL: 'http://127.0.0.1:1' }),
        { code: 3, stderr: /--key k1/ });
      await assert.rejects(script(['start', 'p', 'x'], { CONSILIUM_API_KEY: 'wrong' }), { code: 1, stderr: /401/ });
    });
  });
});
