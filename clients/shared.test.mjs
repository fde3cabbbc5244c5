// Clients that each start a process of their own share the one that does the work.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { consilium, emptyHome, Lines, newHome, postgresPid } from './host.mjs';
import { until } from './waiting.mjs';

const sockets = home => readdirSync(join(home, 'stdio')).filter(name => name.endsWith('.socket'));

/** The processes that do the work for clients of this home folder. */
const working = home =>
  readdirSync('/proc').filter(name => /^\d+$/.test(name)).map(Number).filter(pid => {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      return words[0].endsWith('/java') && words.some(word => word.startsWith(join(home, 'stdio') + '/'));
    } catch {
      return false; // It has ended since.
    }
  });

const create = (host, task_id, project = 'shared') =>
  host.call('task_create', { project, tasks: [{ task_id, title: task_id }], idempotency_key: `${project} ${task_id}` });

const titles = async (host, project = 'shared') =>
  (await host.call('task_list', { project, format: 'json', limit: 200 })).tasks.map(task => task.task_id);

test('clients with the same settings share a process, which ends after the last of them', async () => {
  const home = newHome();
  const [one, two] = await Promise.all([new Lines(home).initialize(), new Lines(home).initialize()]);
  assert.equal(sockets(home).length, 1);
  assert.equal(working(home).length, 1);
  await create(one, 'a');
  assert.deepEqual(await titles(two), ['a']);

  const other = await new Lines(home, { CONSILIUM_TOOLS: 'all' }).initialize();
  assert.equal(sockets(home).length, 2, 'with other settings a client has another');
  const listed = async host => (await host.request('tools/list', {})).result.tools.length;
  assert.ok(await listed(other) > await listed(one));
  assert.equal(await listed(one), await listed(two));

  const database = postgresPid(home);
  await Promise.all([one, two, other].map(host => host.close()));
  await until(() => sockets(home).length === 0 && working(home).length === 0 && !existsSync(`/proc/${database}`),
    { what: 'the end of the shared processes and of their database' });

  const later = await new Lines(home).initialize();
  assert.deepEqual(await titles(later), ['a']);
  await later.close();
});

test('a client that is killed with all it started takes nobody with it', async () => {
  const home = newHome();
  const first = await new Lines(home).initialize();
  const second = await new Lines(home).initialize();
  await create(first, 'before');
  process.kill(-first.process.pid, 'SIGKILL');
  await once(first.process, 'exit');
  await create(second, 'after');
  assert.deepEqual(await titles(second), ['before', 'after']);
  await second.close();
});

test('a client that does not read holds up nobody, and misses nothing', async () => {
  const home = newHome();
  const idle = await new Lines(home).initialize();
  const busy = await new Lines(home).initialize();
  await create(idle, 'watched', 'first');
  await idle.request('resources/subscribe', { uri: 'task://first/watched' });
  const told = new Set();
  idle.hear = ({ method, params }) => told.add(params?.uri ?? method);
  idle.process.stdout.pause();
  // More than all the buffers on the way hold.
  const answers = Array.from({ length: 400 }, () => idle.request('tools/list', {}));
  for (let i = 0; i < 30; i++) {
    await create(busy, 'a', `project-${i}`);
    await busy.call('task_update', { project: 'first', task_id: 'watched', title: `Title ${i}` });
  }
  assert.ok(!told.has('task://first/watched'));
  const all = new Promise(resolve => {
    idle.hear = ({ method, params }) => {
      told.add(params?.uri ?? method);
      if (told.has('task://first/watched') && told.has('notifications/resources/list_changed')) resolve();
    };
  });
  idle.process.stdout.resume();
  for (const { result } of await Promise.all(answers)) assert.ok(result.tools.length > 5);
  await all;
  await Promise.all([idle.close(), busy.close()]);
});

test('the shared process is killed while clients write: all that was acknowledged is there, nothing twice', async () => {
  const home = newHome();
  const hosts = await Promise.all(Array.from({ length: 4 }, () => new Lines(home).initialize()));
  const asked = [];
  const acknowledged = [];
  let enough;
  const many = new Promise(resolve => { enough = resolve; });
  for (const [i, host] of hosts.entries()) {
    (async () => {
      for (let n = 0; ; n++) {
        asked.push(`${i}-${n}`);
        await create(host, `${i}-${n}`);
        if (acknowledged.push(`${i}-${n}`) === 60) enough();
      }
    })();
  }
  await many;
  const [pid] = working(home);
  process.kill(pid, 'SIGKILL');
  for (const [status] of await Promise.all(hosts.map(host => once(host.process, 'exit')))) assert.equal(status, 1);

  const again = await new Lines(home).initialize();
  const stored = await titles(again);
  assert.deepEqual(acknowledged.filter(id => !stored.includes(id)), []);
  for (const id of asked) await create(again, id);
  assert.deepEqual((await titles(again)).sort(), [...asked].sort());
  await again.close();
});

test('what is wrong with the settings is told to the client that has them', () => {
  const run = (...flags) => spawnSync(consilium, ['stdio', '--home', emptyHome(), ...flags], { input: '', encoding: 'utf8' });
  const number = run('--max-body-bytes', 'many');
  assert.equal(number.status, 1);
  assert.match(number.stderr, /^consilium: --max-body-bytes: expected a number from .* got "many"/m);
  const unknown = run('--tool', 'all');
  assert.equal(unknown.status, 2);
  assert.match(unknown.stderr, /has no flag --tool\. Did you mean "--tools"/);
  assert.equal(unknown.stdout, '');
});

test('every client is told what the shared process says while it starts', () => {
  const home = emptyHome();
  const input = '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"project_list","arguments":{},"_meta":'
    + '{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}\n';
  const first = spawnSync(consilium, ['stdio', '--home', home, '--log-format', 'json'], { input, encoding: 'utf8' });
  assert.equal(JSON.parse(first.stdout).id, 1);
  const said = first.stderr.trim().split('\n').map(line => JSON.parse(line).message);
  assert.ok(said.some(message => message.includes('Creating the database')), first.stderr);
});
