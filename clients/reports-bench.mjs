// Prints how many reports a second go through the webhook and through MCP, beside what PostgreSQL alone does of the same
// statements (pgbench): scripts/bench reports. Everything shares this machine.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { newHome, postgresUrl, serve } from './host.mjs';
import { spread } from './load.mjs';

const CLIENTS = Number(process.env.CLIENTS ?? 32);
const SECONDS = Number(process.env.SECONDS ?? 10);
const PROJECT = 'load';

function program(name) {
  const folders = ['/usr/bin', '/usr/local/bin'];
  if (existsSync('/usr/lib/postgresql')) {
    folders.push(...readdirSync('/usr/lib/postgresql').sort().reverse().map(version => `/usr/lib/postgresql/${version}/bin`));
  }
  const found = folders.map(folder => join(folder, name)).find(existsSync);
  if (!found) throw new Error(`${name} is needed for the comparison: apt-get install postgresql postgresql-contrib`);
  return found;
}
const psql = program('psql');
const pgbench = program('pgbench');

const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });

function post(url, path, headers, body) {
  return new Promise((resolve, reject) => {
    const text = JSON.stringify(body);
    const sent = request(new URL(path, url), {
      agent, method: 'POST', headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...headers },
    }, response => {
      let answer = '';
      response.on('data', chunk => answer += chunk);
      response.on('end', () => response.statusCode === 200 ? resolve(JSON.parse(answer)) : reject(new Error(`${response.statusCode}: ${answer}`)));
    });
    sent.on('error', reject);
    sent.end(text);
  });
}

const webhook = (url, kind, fields) => post(url, `/webhook/${kind}`, {}, { project: PROJECT, ...fields });

/** The modern era: each call stands for itself. */
async function tool(url, name, args) {
  const { result, error } = await post(url, '/mcp', {
    accept: 'application/json, text/event-stream', 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': name,
  }, {
    jsonrpc: '2.0', id: 1, method: 'tools/call',
    params: {
      name, arguments: args,
      _meta: {
        'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientInfo': { name: 'load', version: '1' },
        'io.modelcontextprotocol/clientCapabilities': {},
      },
    },
  });
  if (error || result.isError) throw new Error(JSON.stringify(error ?? result.content));
  return result.structuredContent;
}

/** Each client reports on a task of its own, as fast as it is answered. */
async function load(report) {
  const times = [];
  const began = performance.now();
  const end = began + SECONDS * 1_000;
  await Promise.all(Array.from({ length: CLIENTS }, async (_, client) => {
    for (let n = 0; performance.now() < end; n++) {
      const sent = performance.now();
      await report(client, n);
      times.push(performance.now() - sent);
    }
  }));
  return { perSecond: times.length / ((performance.now() - began) / 1_000), times };
}

/**
 * The statements of one transaction of a report on the task `load-0`, as a script for pgbench in which each client has
 * a task of its own.
 */
function transaction(log, base) {
  const statements = [];
  const connections = new Map();
  // "PID LOG:  execute S_1: SQL", then "PID DETAIL:  parameters: $1 = '…', …"; SQL goes on in lines that begin with a tab.
  for (const entry of log.split(/\n(?=\d+ [A-Z]+: )/)) {
    const [, pid, level, text] = /^(\d+) ([A-Z]+):\s+([\s\S]*)$/.exec(entry.trimEnd()) ?? [];
    const own = connections.get(pid) ?? [];
    connections.set(pid, own);
    const executed = /^(?:execute [^:]+|statement): ([\s\S]*)$/.exec(text ?? '');
    if (level === 'LOG' && executed) {
      own.push({ sql: executed[1].replace(/\n\t/g, ' '), parameters: [] });
    } else if (level === 'DETAIL' && own.length) {
      own.at(-1).parameters = [...text.matchAll(/\$(\d+) = (NULL|'(?:[^']|'')*')/g)].map(([, , value]) => value);
    }
  }
  for (const own of connections.values()) {
    const from = own.findIndex(({ sql }) => /^BEGIN/.test(sql));
    const to = own.findIndex(({ sql }, i) => i > from && /^COMMIT/.test(sql));
    const part = from < 0 ? [] : own.slice(from, to + 1);
    if (part.some(({ sql }) => /update\s+"?task"?\b/i.test(sql))) statements.push(...part);
  }
  if (!statements.length) throw new Error(`No transaction of a report in the log:\n${log.slice(0, 4_000)}`);
  const of = ({ sql, parameters }) => sql.replace(/\$(\d+)/g, (_, number) => parameters[number - 1])
    .replaceAll(`'${base}'`, ':id').replaceAll("'load-0'", "('load-' || :client_id)")
    .replace(/:(?=[^:\w]|$)/g, ':');
  return `SET search_path TO consilium;\n\\set id ${base} + :client_id\n${statements.map(of).join(';\n')};\n`
    .replace(/^SET search_path[^\n]*\n/, '');
}

const home = newHome();
const server = await serve(home);
try {
  for (let client = 0; client < CLIENTS; client++) await webhook(server.url, 'start', { task: 'Load', task_id: `load-${client}`, agent: `agent-${client}` });
  const database = postgresUrl(home);
  const sql = text => execFileSync(psql, [database, '-qAtc', text], { encoding: 'utf8' }).trim();
  const ids = sql("SELECT id FROM consilium.task WHERE task_id LIKE 'load-%' ORDER BY id").split('\n').map(Number);
  if (ids.at(-1) - ids[0] !== CLIENTS - 1) throw new Error('the tasks have no consecutive ids');

  const status = (client, n) => webhook(server.url, 'status', { task_id: `load-${client}`, agent: `agent-${client}`, progress: n % 101, message: `step ${n}` });
  // Warm.
  for (let n = 0; n < 2_000; n++) await status(n % CLIENTS, n);

  const log = join(home, 'postgres', 'server.log');
  const before = readFileSync(log, 'utf8').length;
  for (const [name, value] of [['log_line_prefix', '%p '], ['log_statement', 'all']]) sql(`ALTER SYSTEM SET ${name} = '${value}'`);
  sql('SELECT pg_reload_conf()');
  await new Promise(resolve => setTimeout(resolve, 500));
  await status(0, 77);
  for (const name of ['log_statement', 'log_line_prefix']) sql(`ALTER SYSTEM RESET ${name}`);
  sql('SELECT pg_reload_conf()');
  await new Promise(resolve => setTimeout(resolve, 500));
  const script = join(mkdtempSync(join(tmpdir(), 'consilium-reports-')), 'report.sql');
  writeFileSync(script, transaction(readFileSync(log, 'utf8').slice(before), ids[0]));

  console.log(`${cpus().length} cores, load ${loadavg()[0].toFixed(1)}, ${CLIENTS} clients, ${SECONDS} s each`);
  const print = (name, perSecond, alone, times) =>
    console.log(`${name.padEnd(28)} ${perSecond.toFixed(0).padStart(6)} a second  ${alone ? `${(perSecond / alone).toFixed(2)} ×` : '      '}  ${times ? spread(times) : ''}`);

  const output = execFileSync(pgbench, [
    '-n', '-c', String(CLIENTS), '-j', '2', '-T', String(SECONDS), '-M', 'prepared', '-f', script, database,
  ], { encoding: 'utf8', env: { ...process.env, PGOPTIONS: '-c search_path=consilium' }, stdio: ['ignore', 'pipe', 'inherit'] });
  const alone = Number(/tps = ([\d.]+)/.exec(output)[1]);
  print('PostgreSQL alone', alone);
  const webhooks = await load(status);
  print('POST /webhook/status', webhooks.perSecond, alone, webhooks.times);

  const claims = new Map();
  for (let client = 0; client < CLIENTS; client++) {
    await tool(server.url, 'task_create', { project: PROJECT, tasks: [{ task_id: `mcp-${client}`, title: 'Load', owner: `mcp-${client}` }] });
  }
  for (let client = 0; client < CLIENTS; client++) {
    const { task, claim } = await tool(server.url, 'task_next', { project: PROJECT, agent: `mcp-${client}` });
    claims.set(client, { project: PROJECT, task_id: task.task_id, claim, agent: `mcp-${client}` });
    await tool(server.url, 'task_report', { ...claims.get(client), action: 'start' });
  }
  const calls = await load((client, n) => tool(server.url, 'task_report', {
    ...claims.get(client), action: 'progress', progress: n % 101, message: `step ${n}`,
  }));
  print('task_report over MCP', calls.perSecond, alone, calls.times);
} finally {
  agent.destroy();
  await server.stop();
}
