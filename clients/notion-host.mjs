// A host that exports to a stand-in for Notion, and how tests look at both.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { call, newHome, overHttp, serveWith } from './host.mjs';
import { StandIn, TOKEN } from './notion.mjs';

const decisionColumns = {
  Name: 'title', 'Meeting ID': 'rich_text', Project: 'select', Status: 'select', Date: 'date', Choice: 'rich_text',
  Tags: 'multi_select', Participants: 'multi_select', 'Decision ID': 'rich_text',
};
const taskColumns = decisions => ({
  Задача: 'title', 'Task ID': 'rich_text', Project: 'rich_text', Статус: { status: ['Открыта', 'В работе', 'Готово'] }, Owner: 'rich_text',
  Due: 'date', Priority: 'number', Type: 'select', Decision: { relation: decisions.id }, 'Meeting ID': 'rich_text',
});
const MAPPING = 'task.title=Задача,task.status=Статус,task.status.open=Открыта,task.status.claimed=В работе,'
  + 'task.status.running=В работе,task.status.done=Готово,task.status.failed=Готово,task.status.cancelled=Готово';
/** How long the host waits for an answer. */
export const TIMEOUT = 1_200;
/** After a call whose outcome is not known, when it looks for what arrived late. */
export const LATE = 4_000;
const LIMITS = `rate=200,concurrent=16,timeout_ms=${TIMEOUT},settle_ms=300,late_ms=${LATE},backoff_ms=100,open_ms=500`;

export const ALTERNATIVES = [
  { name: 'PostgreSQL', description: 'One server.', pros: ['known', 'safe'], cons: ['to be run'], cost: '3 days' },
  { name: 'Файлы', cons: ['no transactions'] },
];

export const home = newHome();
export const notion = await StandIn.start();
export const decisions = notion.source('Решения', decisionColumns);
export const tasks = notion.source('Tasks', taskColumns(decisions));
export const environment = {
  CONSILIUM_NOTION_TOKEN: TOKEN, CONSILIUM_NOTION_URL: notion.url, CONSILIUM_NOTION_DECISIONS: decisions.id,
  CONSILIUM_NOTION_TASKS: tasks.id, CONSILIUM_NOTION_MAPPING: MAPPING, CONSILIUM_NOTION_LIMITS: LIMITS,
  CONSILIUM_EMBEDDING_MODEL: 'none',
};

const hosts = [];

/** A host of the same home. */
export async function open(more = {}) {
  const opened = await serveWith({ ...environment, ...more }, home, '--tools', 'all');
  hosts.push(opened);
  return opened;
}

export const server = await open();
export const client = await overHttp(server.url);

after(async () => {
  await client.close().catch(() => {});
  await Promise.all(hosts.map(host => host.stop()));
  await notion.stop();
});

export const record = (project, title, more = {}) => call(client, 'decision_record', {
  project, title, question: 'Where do orders live?', alternatives: ALTERNATIVES, choice: 'PostgreSQL', rationale: 'it survives a crash',
  risks: [{ description: 'locks', likelihood: 'low', impact: 'high', cost: 'a day', mitigation: 'short ones' }],
  participants: ['Ann', 'Боря'], tags: ['db', 'a, b'], ...more,
});

/** Nobody asked or answered what Notion does not know. */
export const asContract = () => assert.deepEqual(notion.wrong, []);

/** The only page of a key. */
export const one = (source, property, key) => {
  const found = notion.by(source, property).get(key) ?? [];
  assert.equal(found.length, 1, `${found.length} pages for ${key}`);
  return found[0];
};

/** None of the hosts has said what its token is. */
export function assertSecrets() {
  const said = hosts.map(host => host.said()).join('');
  assert.match(said, /listening/);
  assert.doesNotMatch(said, new RegExp(TOKEN));
  assert.doesNotMatch(said, /and_secret/);
}
