// Starts the program as its users do, and talks to it.
import { spawn } from 'node:child_process';
import {
  constants, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
export const consilium = join(root, 'consilium');

/** The host of the conformance suite's tools. */
export const fixture = join(root, 'scripts', 'fixture');

// Hosts of tests end before code that is compiled for the long run pays; what is measured runs as it is.
if (process.env.NODE_TEST_CONTEXT) process.env.CONSILIUM_JAVA_OPTS ??= '-XX:TieredStopAtLevel=1';

const homes = [];

/** The folder of somebody who never started the program. */
export function emptyHome() {
  homes.push(mkdtempSync(join(tmpdir(), 'consilium-client-')));
  return homes.at(-1);
}

/** Where the build of the records leaves a migrated database, with its programs. */
const template = join(root, 'memory', 'target', 'home', 'postgres');

/** What of it makes up a home: undefined where there is none, or where a migration is newer. */
const prepared = (() => {
  if (!existsSync(join(template, 'password'))) return undefined;
  const migrations = join(root, 'memory', 'src', 'main', 'resources', 'db', 'migration');
  const made = statSync(template).mtimeMs;
  if (readdirSync(migrations).some(name => statSync(join(migrations, name)).mtimeMs > made)) return undefined;
  const names = readdirSync(template);
  return {
    programs: names.filter(name => existsSync(join(template, name, 'bin'))),
    records: names.filter(name => name === 'password' || /^data-\d+$/.test(name)),
  };
})();

/** The folder of somebody who started the program before, and did nothing with it: a host is up sooner there. */
export function newHome() {
  const home = emptyHome();
  if (prepared) {
    const postgres = join(home, 'postgres');
    // PostgreSQL wants its folders for itself.
    const others = process.umask(0o077);
    mkdirSync(postgres);
    for (const name of prepared.programs) symlinkSync(join(template, name), join(postgres, name));
    for (const name of prepared.records) {
      cpSync(join(template, name), join(postgres, name), { recursive: true, mode: constants.COPYFILE_FICLONE });
    }
    process.umask(others);
  }
  return home;
}

// They go with the tests, except for those of tests that failed and those that a database still runs in.
process.on('exit', code => {
  if (code !== 0 || process.exitCode) return;
  for (const home of homes) {
    const postgres = join(home, 'postgres');
    const runs = existsSync(postgres) && readdirSync(postgres).some(name => existsSync(join(postgres, name, 'postmaster.pid')));
    if (!runs) rmSync(home, { recursive: true, force: true });
  }
});

/** An SDK client of a child process. */
export async function overStdio(home, ...flags) {
  const client = new Client({ name: 'sdk-stdio', version: '1' });
  await client.connect(
    new StdioClientTransport({ command: consilium, args: ['stdio', '--home', home, ...flags], stderr: 'ignore' }));
  return client;
}

/** A server on a free port, once it says where it listens. */
export const serve = (home, ...flags) => serveWith({}, home, ...flags);

/** The same with further variables in its environment. */
export function serveWith(environment, home, ...flags) {
  const process = spawn(consilium, ['serve', '--port', '0', '--home', home, ...flags], {
    stdio: ['ignore', 'ignore', 'pipe'], env: { ...globalThis.process.env, ...environment },
  });
  return new Promise((resolve, reject) => {
    let said = '';
    process.stderr.setEncoding('utf8').on('data', chunk => {
      said += chunk;
      const found = /listening on (http:\S+)/.exec(said);
      if (found) resolve({ process, url: found[1], home, said: () => said, stop: () => stop(process) });
    });
    process.on('close', code => reject(new Error(`serve ended with ${code}: ${said}`)));
  });
}

/** The fixture over HTTP, once it says where. */
export async function serveFixture() {
  const process = spawn(fixture, ['0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise(resolve => createInterface({ input: process.stdout }).once('line', resolve));
  return { url, stop: () => stop(process) };
}

export function stop(process, signal = 'SIGTERM') {
  return new Promise(resolve => {
    if (process.exitCode !== null || process.signalCode !== null) return resolve();
    process.on('exit', resolve);
    process.kill(signal);
  });
}

export async function overHttp(url, headers = {}) {
  const client = new Client({ name: 'sdk-http', version: '1' });
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
  return client;
}

/** An SDK client of 2024-11-05. */
export async function overSse(url) {
  const client = new Client({ name: 'sdk-sse', version: '1' });
  await client.connect(new SSEClientTransport(new URL('/sse', url)));
  return client;
}

/** Calls a tool that has to succeed; gives its structured result. */
export async function call(client, name, args, options) {
  const result = await client.callTool({ name, arguments: args }, undefined, options);
  if (result.isError) throw new Error(`${name}: ${result.content[0].text}`);
  return result.structuredContent ?? result.content[0].text;
}

/** The process id of the embedded PostgreSQL of this home folder. */
export function postgresPid(home) {
  const data = readdirSync(join(home, 'postgres')).find(name => /^data-\d+$/.test(name));
  return Number(readFileSync(join(home, 'postgres', data, 'postmaster.pid'), 'utf8').split('\n')[0]);
}

/** How others reach the embedded PostgreSQL of this home folder. */
export function postgresUrl(home) {
  const folder = join(home, 'postgres');
  const data = readdirSync(folder).find(name => /^data-\d+$/.test(name));
  const port = readFileSync(join(folder, data, 'postmaster.pid'), 'utf8').split('\n')[3];
  const password = readFileSync(join(folder, 'password'), 'utf8').trim();
  return `postgresql://consilium:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
}

/** JSON-RPC lines without any SDK: answers by id, in whatever order they come. */
export class Lines {
  #next = 1;
  #waiting = new Map();

  constructor(home, environment = {}) {
    this.process = spawn(consilium, ['stdio', '--home', home], {
      stdio: ['pipe', 'pipe', 'inherit'], detached: true, env: { ...process.env, ...environment },
    });
    createInterface({ input: this.process.stdout }).on('line', line => {
      const message = JSON.parse(line);
      if (message.id === undefined) this.hear?.(message);
      this.#waiting.get(message.id)?.(message);
      this.#waiting.delete(message.id);
    });
  }

  request(method, params) {
    const id = this.#next++;
    const answer = new Promise(resolve => this.#waiting.set(id, resolve));
    this.process.stdin.write(JSON.stringify({ jsonrpc: '2.0', id, method, params }) + '\n');
    return answer;
  }

  async initialize() {
    await this.request('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'lines', version: '1' } });
    this.process.stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
    return this;
  }

  async call(name, args) {
    const { result, error } = await this.request('tools/call', { name, arguments: args });
    if (error || result.isError) throw new Error(`${name}: ${error?.message ?? result.content[0].text}`);
    return result.structuredContent ?? result.content[0].text;
  }

  close() {
    return new Promise(resolve => {
      this.process.on('exit', resolve);
      this.process.stdin.end();
    });
  }
}
