// Hosts whose sandbox is tested, and the containers that they have.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after } from 'node:test';
import { call, newHome, overHttp, serveWith } from './host.mjs';
import { until } from './waiting.mjs';

export const IMAGE = 'consilium-sandbox:1';
export const LABEL = 'dev.consilium.sandbox';

export const docker = (...args) => execFileSync('docker', args, { encoding: 'utf8' }).trim();

/** Whether there is a Docker engine with the image; where everything is required there has to be. */
export const engine = (() => {
  try {
    execFileSync('docker', ['image', 'inspect', IMAGE], { stdio: 'ignore' });
    return true;
  } catch {
    assert.notEqual(process.env.CONSILIUM_REQUIRE, 'all', 'there is no Docker engine with the sandbox image');
    return false;
  }
})();

/** Containers of one host; others may work with the same engine. */
export const containers = (pid, ...more) =>
  docker('ps', '-q', '--no-trunc', '--filter', `label=${LABEL}`, '--filter', `label=${LABEL}.process=${pid}`, ...more)
    .split('\n').filter(Boolean);

/** Until a host has no container, not even one that does not run. */
export const noneLeft = (pid, what = 'the end of all containers') =>
  until(() => containers(pid, '-a').length === 0, { what, every: 200 });

export const python = (client, code, more = {}, options) => call(client, 'sandbox_run', { language: 'python', code, ...more }, options);

/** Why a run is refused, which it has to be. */
export async function refused(client, args) {
  const result = await client.callTool({ name: 'sandbox_run', arguments: { language: 'python', code: 'print(1)', ...args } });
  assert.equal(result.isError, true, JSON.stringify(result));
  return result.content[0].text;
}

export const record = async (client, run) => JSON.parse((await client.readResource({ uri: `run://${run}` })).contents[0].text);

/** A program that goes on, once it has said something; its end is a result, or the message of a failure. */
export const saysSomething = (client, args, options) => {
  let ended;
  const up = new Promise((resolve, reject) => {
    ended = call(client, 'sandbox_run', args, { ...options, onprogress: resolve });
    ended.then(result => reject(new Error(`it has ended: ${JSON.stringify(result)}`)), reject);
  });
  return up.then(() => ({ ended: ended.catch(failure => failure.message) }));
};

const hosts = [];

export async function started(limits, environment = {}, home = newHome()) {
  const server = await serveWith({ CONSILIUM_SANDBOX_LIMITS: limits, CONSILIUM_TOOLS: 'all', ...environment }, home);
  hosts.push(server);
  return server;
}

// Also those of tests that failed.
after(() => Promise.all(hosts.map(host => host.stop())));

/** A host for a test that needs limits of its own. */
export const withHost = (limits, environment, body) => async t => {
  const server = await started(limits, environment);
  const clients = [];
  const connect = async headers => {
    clients.push(await overHttp(server.url, headers));
    return clients.at(-1);
  };
  try {
    await body({ server, connect, t });
  } finally {
    await Promise.all(clients.map(client => client.close()));
    await server.stop();
  }
};
