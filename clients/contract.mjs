// JSON Schemas made from the types of a vendor's own client, which a stand-in for that vendor is held to.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv';
import { createGenerator } from 'ts-json-schema-generator';

const modules = join(dirname(fileURLToPath(import.meta.url)), 'node_modules');

/** Says what is wrong with a value by one of these types, declared in a file below node_modules. Takes seconds to make. */
export function contractOf(file, names) {
  const generator = createGenerator({ path: join(modules, ...file.split('/')), skipTypeCheck: true, topRef: true, additionalProperties: false });
  const ajv = new Ajv({ strict: false });
  const checks = new Map(names.map(name => [name, ajv.compile(generator.createSchema(name))]));
  return (name, value) => {
    const check = checks.get(name);
    return check(value) ? undefined : ajv.errorsText(check.errors.slice(-3), { dataVar: 'body' });
  };
}
