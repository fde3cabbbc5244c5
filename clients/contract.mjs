// JSON Schemas made from the types of a vendor's own client, which a stand-in for that vendor is held to.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv';

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, 'node_modules');

/** Says what is wrong with a value by one of these types, declared in a file below node_modules. */
export async function contractOf(file, names) {
  // Few values are checked, and the compiler's optimizer takes longer than all of them.
  const ajv = new Ajv({ strict: false, code: { optimize: false } });
  ajv.addSchema({ definitions: await kept(file, names) }, 'types');
  const checks = new Map(names.map(name => [name, ajv.getSchema(`types#/definitions/${name}`)]));
  return (name, value) => {
    const check = checks.get(name);
    return check(value) ? undefined : ajv.errorsText(check.errors.slice(-3), { dataVar: 'body' });
  };
}

/** The types and those that they refer to. They take seconds to make, and are kept for as long as the packages stay as they are. */
async function kept(file, names) {
  const key = createHash('sha256').update(JSON.stringify([file, names]));
  for (const source of ['package-lock.json', 'contract.mjs']) key.update(readFileSync(join(here, source)));
  const cache = join(modules, '.cache', 'contracts', `${key.digest('hex').slice(0, 32)}.json`);
  try {
    return JSON.parse(readFileSync(cache, 'utf8'));
  } catch {
    const { createGenerator } = await import('ts-json-schema-generator');
    const generator = createGenerator({ path: join(modules, ...file.split('/')), skipTypeCheck: true, topRef: true, additionalProperties: false });
    const definitions = Object.assign({}, ...names.map(name => generator.createSchema(name).definitions));
    // Whole, or not at all: other files may be making the same.
    mkdirSync(dirname(cache), { recursive: true });
    const fresh = `${cache}.${process.pid}`;
    writeFileSync(fresh, JSON.stringify(definitions));
    renameSync(fresh, cache);
    return definitions;
  }
}
