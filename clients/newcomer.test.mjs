// What somebody sees who starts the program for the first time, or from an unexpected place.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { consilium, emptyHome } from './host.mjs';

const run = promisify(execFile);

/** All that a host says on stdout to these lines, up to its end. */
async function conversation(command, home, lines, options = {}) {
  const host = spawn(command, ['stdio', '--home', home], { stdio: ['pipe', 'pipe', 'ignore'], ...options });
  host.stdin.end(lines.map(line => (typeof line === 'string' ? line : JSON.stringify(line)) + '\n').join(''));
  let said = '';
  host.stdout.setEncoding('utf8').on('data', chunk => (said += chunk));
  const code = await new Promise(resolve => host.on('close', resolve));
  return { said, code };
}

const initialize = {
  jsonrpc: '2.0', id: 1, method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'newcomer', version: '1' } },
};

test('stdout is protocol only, from the first byte to the last', async () => {
  const { said, code } = await conversation(consilium, emptyHome(), [
    initialize,
    { jsonrpc: '2.0', method: 'notifications/initialized' },
    { jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'project_list', arguments: {} } },
    { jsonrpc: '2.0', id: 3, method: 'tools/call', params: { name: 'project_list', arguments: {} } },
  ]);
  assert.equal(code, 0);
  assert.equal(said[0], '{');
  assert.ok(said.endsWith('}\n'));
  const messages = said.trimEnd().split('\n').map(line => JSON.parse(line));
  assert.ok(messages.every(message => message.jsonrpc === '2.0'));
  assert.deepEqual(messages.filter(message => 'result' in message).map(message => message.id).sort(), [1, 2, 3]);
});

test('options and warnings of the JVM leave stdout alone', async () => {
  const { said, code } = await conversation(consilium, emptyHome(), [initialize], {
    env: { ...process.env, CONSILIUM_JAVA_OPTS: '-XX:+UseSerialGC -XX:NewSize=300m -XX:MaxNewSize=200m -Xmx1g', JAVA_TOOL_OPTIONS: '-Dnewcomer=1' },
  });
  assert.equal(code, 0);
  assert.deepEqual(said.trimEnd().split('\n').map(line => JSON.parse(line).id), [1]);
});

test('a malformed line is answered, and the conversation goes on', async () => {
  const { said } = await conversation(consilium, emptyHome(), [initialize, '{"jsonrpc":', { jsonrpc: '2.0', id: 9, method: 'ping' }]);
  const messages = said.trimEnd().split('\n').map(line => JSON.parse(line));
  assert.ok(messages.some(message => message.error?.code === -32700));
  assert.ok(messages.some(message => message.id === 9 && message.result));
});

test('starts through a link, from a folder with spaces', async () => {
  const folder = join(emptyHome(), 'a folder with spaces');
  mkdirSync(folder);
  const link = join(folder, 'consilium');
  symlinkSync(consilium, link);
  const { said } = await conversation(link, join(folder, 'home'), [initialize], { cwd: tmpdir() });
  assert.equal(JSON.parse(said.split('\n')[0]).id, 1);
});

test('says its version and its commands, and refuses what it does not know', async () => {
  assert.match((await run(consilium, ['--version'])).stdout, /^consilium \d+\.\d+/i);
  const { stdout } = await run(consilium, ['--help']);
  for (const command of ['serve', 'stdio', 'doctor', 'key']) assert.match(stdout, new RegExp(`\\b${command}\\b`));
  const refused = await run(consilium, ['serv']).then(() => assert.fail('it was accepted'), error => error);
  assert.notEqual(refused.code, 0);
  assert.equal(refused.stdout, '');
  assert.match(refused.stderr, /serve/);
});

test('keeps everything in the home it is told', async () => {
  const home = join(emptyHome(), 'of', 'mine');
  const user = emptyHome();
  await conversation(consilium, home, [
    initialize, { jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'project_list', arguments: {} } },
  ], { env: { ...process.env, HOME: user } });
  assert.ok(existsSync(join(home, 'postgres')));
  assert.ok(!existsSync(join(user, '.consilium')));
});
