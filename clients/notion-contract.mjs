// What Notion's own client says of requests and answers, as JSON Schemas made from its types, and the documented limits.
import { contractOf } from './contract.mjs';

const names = [
  'CreatePageParameters', 'UpdatePageParameters', 'QueryDataSourceParameters', 'AppendBlockChildrenParameters',
  'ListBlockChildrenParameters', 'SearchParameters', 'PageObjectResponse', 'BlockObjectResponse', 'DataSourceObjectResponse',
  'UserObjectResponse',
];

/** What is wrong with a value, by a type of the client. */
export const contract = await contractOf('@notionhq/client/build/src/api-endpoints.d.ts', names);

const fail = message => { throw Object.assign(new Error(message), { status: 400, code: 'validation_error' }); };

/** The limits of one request, which the types do not tell. */
export function checkLimits(body, length) {
  if (length > 500 * 1024) fail(`body is ${length} bytes, more than 500 KB`);
  let blocks = 0;
  const visit = (value, path) => {
    if (Array.isArray(value)) {
      const key = path.split('.').at(-1);
      if (['rich_text', 'title', 'children', 'relation', 'multi_select'].includes(key) && value.length > 100) {
        fail(`body.${path} has ${value.length} elements, more than 100`);
      }
      if (key === 'children') blocks += value.length;
      value.forEach((one, i) => visit(one, `${path}.${i}`));
      return;
    }
    if (value === null || typeof value !== 'object') return;
    for (const [key, one] of Object.entries(value)) {
      const at = path ? `${path}.${key}` : key;
      if (typeof one === 'string') {
        if (/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(one)) fail(`body.${at} has half a character`);
        if ((key === 'content' || key === 'url') && one.length > 2000) fail(`body.${at} has ${one.length} characters, more than 2000`);
      }
      visit(one, at);
    }
    if (value.type === 'table') {
      const { table_width: width, children = [] } = value.table;
      if (!children.length) fail(`body.${path}.table has no row`);
      if (children.some(row => row.table_row.cells.length !== width)) fail(`body.${path}.table has a row of another width`);
    }
  };
  visit(body, '');
  if (blocks > 1000) fail(`body has ${blocks} blocks, more than 1000`);
}
