// Prints what a run in the sandbox costs through MCP, beside docker run on the same machine.
import { spawn } from 'node:child_process';
import { call, newHome, overHttp, overStdio, serve } from './host.mjs';
import { spread } from './load.mjs';

const CALLS = 60;
const IMAGE = process.env.CONSILIUM_SANDBOX_IMAGE ?? 'consilium-sandbox:1';
const PRINT = { language: 'python', code: 'print(1)' };

const timed = async work => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};
const run = (client, more = {}) => call(client, 'sandbox_run', { ...PRINT, ...more });
const times = async (work, between = async () => {}) => {
  const taken = [];
  for (let i = 0; i < CALLS; i++) {
    taken.push(await timed(work));
    await between();
  }
  return taken;
};
const containers = () =>
  new Promise(resolve => {
    const ps = spawn('docker', ['ps', '-q', '--filter', 'label=dev.consilium.sandbox'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let ids = '';
    ps.stdout.on('data', data => (ids += data)).on('end', () => resolve(ids.split('\n').filter(Boolean).length));
  });
const warm = async wanted => {
  while ((await containers()) < wanted) await new Promise(resolve => setTimeout(resolve, 20));
  // It runs; its interpreter needs a moment to be ready.
  await new Promise(resolve => setTimeout(resolve, 300));
};
const dockerRun = () =>
  new Promise((resolve, reject) => {
    const flags = ['--rm', '--network', 'none', '--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges',
      '--memory', '512m', '--pids-limit', '128', '--cpus', '1', '--log-driver', 'none'];
    spawn('docker', ['run', ...flags, IMAGE, 'python3', '-c', 'print(1)'], { stdio: 'ignore' })
      .on('exit', code => (code === 0 ? resolve() : reject(new Error(`docker run ended with ${code}`))));
  });

async function hosted(limits, measure) {
  process.env.CONSILIUM_SANDBOX_LIMITS = limits;
  const server = await serve(newHome());
  const client = await overHttp(server.url);
  await run(client);
  await measure(client);
  await client.close();
  await server.stop();
}

await hosted('warm=2,principal_cpu_seconds=100000', async client => {
  await warm(2);
  for (let i = 0; i < CALLS; i++) await run(client, { session: 'warm-up' });
  console.log(`warm, one at a time:     ${spread(await times(() => run(client), () => warm(3)))}`);
  console.log(`in a session:            ${spread(await times(() => run(client, { session: 'warm-up' })))}`);
});
await hosted('warm=0,principal_cpu_seconds=100000', async client => {
  console.log(`cold, one at a time:     ${spread(await times(() => run(client)))}`);
});
await hosted('warm=8,concurrent=8,principal_cpu_seconds=100000', async client => {
  const taken = [];
  for (let i = 0; i < CALLS / 8; i++) {
    await warm(8);
    taken.push(...(await Promise.all(Array.from({ length: 8 }, () => timed(() => run(client))))));
  }
  console.log(`warm, 8 at once:         ${spread(taken)}`);
});
const stdio = await overStdio(newHome());
await run(stdio, { session: 's' });
console.log(`in a session, by stdio:  ${spread(await times(() => run(stdio, { session: 's' })))}`);
await stdio.close();
console.log(`docker run:              ${spread(await times(dockerRun))}`);
