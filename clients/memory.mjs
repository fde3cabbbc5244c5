// Prints what an idle session and an open stream cost a server.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { dirname, join } from 'node:path';
import { consilium, newHome, serve } from './host.mjs';

const SESSIONS = 5_000;
const STREAMS = 2_000;
const AT_ONCE = 50;

const server = await serve(newHome(), '--max-connections', '20000');
const { port } = new URL(server.url);
const jcmd = join(execFileSync(join(dirname(consilium), 'scripts', 'jdk'), { encoding: 'utf8' }).trim(), 'bin', 'jcmd');
const agent = new http.Agent({ keepAlive: true, maxSockets: Infinity });

/** KB in use after a full collection, and resident. */
function memory() {
  const histogram = execFileSync(jcmd, [server.process.pid, 'GC.class_histogram'], { encoding: 'utf8', maxBuffer: 1 << 28 });
  return {
    heap: Number(histogram.trim().split('\n').at(-1).trim().split(/\s+/)[2]) / 1024,
    resident: Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.process.pid}/status`, 'utf8'))[1]),
  };
}

function request(method, headers, body) {
  return new Promise((resolve, reject) => {
    const sent = http.request({ port, host: '127.0.0.1', path: '/mcp', method, agent, headers }, resolve);
    sent.on('error', reject);
    sent.end(body);
  });
}

async function openSession() {
  const response = await request(
    'POST', { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    JSON.stringify({
      jsonrpc: '2.0', id: 1, method: 'initialize',
      params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'memory', version: '1' } },
    }));
  response.resume();
  await new Promise(resolve => response.on('end', resolve));
  return response.headers['mcp-session-id'];
}

async function many(count, action) {
  for (let i = 0; i < count; i += AT_ONCE) await Promise.all(Array.from({ length: AT_ONCE }, action));
}

function print(what, count, before, after) {
  const each = key => ((after[key] - before[key]) / count).toFixed(2);
  console.log(`${count} ${what}: ${each('heap')} KB of heap and ${each('resident')} KB resident each`);
}

await many(1_000, openSession);
const warm = memory();
await many(SESSIONS, openSession);
const idle = memory();
print('idle sessions', SESSIONS, warm, idle);
const session = await openSession();
const open = [];
await many(STREAMS, async () => {
  const response = await request('GET', { accept: 'text/event-stream', 'mcp-session-id': session });
  response.resume();
  open.push(response);
});
print('open streams', STREAMS, idle, memory());
open.forEach(response => response.destroy());
await server.stop();
