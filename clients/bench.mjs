// Prints the figures of the README's benchmark section.
import { spawn } from 'node:child_process';
import { consilium, newHome } from './host.mjs';
import { closedLoop, paced, spread, start } from './load.mjs';

const STARTS = 20;

/** Milliseconds from the start of the process to the answer of initialize. */
async function coldStart(home) {
  const began = performance.now();
  const host = spawn(consilium, ['stdio', '--home', home], { stdio: ['pipe', 'pipe', 'ignore'] });
  host.stdin.end(JSON.stringify({
    jsonrpc: '2.0', id: 1, method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'bench', version: '1' } },
  }) + '\n');
  await new Promise(resolve => host.stdout.once('data', resolve));
  const took = performance.now() - began;
  await new Promise(resolve => host.on('close', resolve));
  return took;
}

const home = newHome();
const { agents, close } = await start(home);
console.log(`as fast as it goes:             ${spread((await closedLoop(agents)).times)}`);
console.log(`four calls a second per agent:  ${spread(await paced(agents))}`);
console.log(`ten calls a second per agent:   ${spread(await paced(agents, 100))}`);
await close();
const starts = [];
for (let i = 0; i < STARTS; i++) starts.push(await coldStart(home));
console.log(`stdio to initialize:            ${spread(starts)}`);
