// The pages that show the API, in a real browser: nothing from elsewhere, no complaint in the console.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import { consilium, newHome, serve } from './host.mjs';

describe('documentation in a browser', () => {
  let host, browser;
  before(async () => {
    host = await serve(newHome());
    const executablePath = execFileSync(join(dirname(consilium), 'scripts', 'browser'), { encoding: 'utf8' }).trim();
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    });
  });
  after(async () => {
    await browser?.close();
    await host?.stop();
  });

  async function open(path) {
    const page = await browser.newPage();
    const complaints = [];
    page.on('console', message => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', error => complaints.push(String(error)));
    const base = new URL(host.url).origin;
    page.on('request', request => {
      const { protocol, origin } = new URL(request.url());
      if (protocol.startsWith('http') && origin !== base) complaints.push(`request to ${request.url()}`);
    });
    await page.goto(base + path);
    return { page, complaints };
  }

  test('Swagger UI shows the operations and sends requests', async () => {
    const { page, complaints } = await open('/docs');
    await page.getByText('/webhook/start').first().waitFor();
    assert.ok(await page.locator('.opblock').count() > 15);
    await page.locator('#operations-projects-getStats').getByRole('button').first().click();
    await page.getByRole('button', { name: 'Try it out' }).click();
    await page.getByRole('button', { name: 'Execute' }).click();
    await page.locator('.live-responses-table .response-col_status', { hasText: '200' }).waitFor();
    assert.match(await page.locator('.live-responses-table').innerText(), /total_projects/);
    assert.deepEqual(complaints, []);
  });

  test('ReDoc shows the operations', async () => {
    const { page, complaints } = await open('/redoc');
    await page.getByRole('heading', { name: 'A task begins' }).first().waitFor();
    assert.match(await page.title(), /Consilium/);
    assert.deepEqual(complaints, []);
  });
});
