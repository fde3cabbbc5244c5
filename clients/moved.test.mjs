// A build whose class cache does not fit any more: the program starts without it, and makes it anew.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, truncateSync, writeSync, closeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { consilium, emptyHome } from './host.mjs';
import { until } from './waiting.mjs';

const run = promisify(execFile);
const root = dirname(consilium);

/** What a start needs of a checkout, in another folder. */
function movedCheckout() {
  const there = join(emptyHome(), 'moved here');
  const built = join('server', 'target', 'consilium');
  const name = readFileSync(join(root, built, 'built'), 'utf8').trim();
  mkdirSync(join(there, built), { recursive: true });
  for (const path of ['consilium', 'scripts', join(built, name), join(built, 'built')]) {
    cpSync(join(root, path), join(there, path), { recursive: true, preserveTimestamps: true });
  }
  return { program: join(there, 'consilium'), folder: join(there, built, name) };
}

const damage = {
  'is cut short': file => truncateSync(file, 1 << 20),
  'is overwritten': file => {
    const opened = openSync(file, 'r+');
    for (let at = 0; at < 64; at++) writeSync(opened, Buffer.alloc(4096, 0xff), 0, 4096, at << 18);
    closeSync(opened);
  },
};

test('a checkout that was moved, and then damaged, starts, and has its class cache again', async () => {
  const { program, folder } = movedCheckout();
  const record = join(folder, 'cache-of');
  const version = async () => {
    const { stdout, stderr } = await run(program, ['--version']);
    assert.match(stdout, /^consilium \d+\.\d+/);
    return stderr;
  };
  const renewed = () => until(
    () => existsSync(record) && readFileSync(record, 'utf8').trim() === folder && !existsSync(join(folder, 'training')),
    { what: 'the class cache is made', seconds: 300 });

  assert.match(await version(), /class cache was moved/);
  await renewed();
  assert.equal(await version(), '');

  for (const [what, hurt] of Object.entries(damage)) {
    hurt(join(folder, 'consilium.aot'));
    assert.match(await version(), /class cache was moved or changed/, what);
  }
  await renewed();
  assert.equal(await version(), '');
  assert.deepEqual(readdirSync(join(folder, '..', '..', '..', '..', 'target')).filter(name => /^train\.\w{6}$/.test(name)), []);
});
