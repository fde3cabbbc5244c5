// Prints what calls take when eight processes and 32 agents share a home folder.
import { setTimeout } from 'node:timers/promises';
import { newHome } from './host.mjs';
import { closedLoop, paced, spread, start } from './load.mjs';

const { agents, close } = await start(newHome());
console.log(`as fast as it goes:             ${spread((await closedLoop(agents)).times)}`);
console.log(`the same again, no longer cold: ${spread((await closedLoop(agents, 'again')).times)}`);
console.log(`four calls a second per agent:  ${spread(await paced(agents))}`);
console.log(`ten calls a second per agent:   ${spread(await paced(agents, 100))}`);
await close();
// What the process before still embeds takes from what is measured.
await setTimeout(15_000);
const fresh = await start(newHome());
console.log(`as fast as it goes, for longer: ${spread((await closedLoop(fresh.agents, 'long', 100)).times)}`);
await fresh.close();
