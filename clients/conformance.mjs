// Runs the suite of the Model Context Protocol against the fixture host, which is the product's own engine and
// transports, and prints what was checked. Takes a protocol version and the program that starts the host.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const [version, ...command] = process.argv.slice(2);
const suite = join(dirname(fileURLToPath(import.meta.url)), 'node_modules', '@modelcontextprotocol', 'conformance', 'dist', 'index.js');

const host = spawn(command[0], [...command.slice(1), '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
const url = await new Promise((resolve, reject) => {
  createInterface({ input: host.stdout }).once('line', resolve);
  host.once('exit', code => reject(new Error(`the host ended with ${code}`)));
});
const folder = mkdtempSync(join(tmpdir(), 'consilium-conformance-'));
const run = spawnSync(
  process.execPath, [suite, 'server', '--url', url, '--requirements', version, '--output-dir', folder],
  { encoding: 'utf8', maxBuffer: 1 << 28 });
host.kill();

const rows = readdirSync(folder, { recursive: true })
  .filter(file => file.endsWith('checks.json'))
  .map(file => {
    const checks = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    const count = status => checks.filter(check => check.status === status).length;
    const scenario = /^server-(.*?)-\d{4}-\d\d-\d\dT/.exec(dirname(file))?.[1] ?? dirname(file);
    return {
      scenario, passed: count('SUCCESS'), failed: count('FAILURE'), warnings: count('WARNING'), skipped: count('SKIPPED'),
      bad: checks.filter(check => ['FAILURE', 'WARNING', 'SKIPPED'].includes(check.status)),
    };
  })
  .sort((a, b) => a.scenario.localeCompare(b.scenario));
// A scenario that checked nothing has shown nothing.
// The suite has no check for these yet; it says so by a check that is skipped.
const unchecked = new Set(['tasks-status-notifications']);
const isGood = row => row.passed > 0 && row.failed === 0 && row.warnings === 0 && row.skipped === 0;
console.table(rows.map(({ bad, ...row }) => ({ ...row, good: unchecked.has(row.scenario) ? 'nothing to check' : isGood(row) })));
const counted = rows.filter(row => !unchecked.has(row.scenario));
for (const row of counted) for (const check of row.bad) console.log(`${row.scenario}: ${check.status} ${check.id}: ${check.errorMessage ?? check.description}`);
const good = counted.filter(isGood).length;
console.log(`${version}: ${good} of ${counted.length} scenarios, ${counted.reduce((sum, row) => sum + row.passed, 0)} checks passed`);
if (run.status !== 0) console.log(run.stdout.split('\n').slice(-60).join('\n'), run.stderr);
process.exit(run.status === 0 && counted.length > 0 && good === counted.length ? 0 : 1);
