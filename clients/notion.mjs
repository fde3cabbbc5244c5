// A Notion of our own: it keeps pages and blocks, takes only what Notion takes, and fails as it is told to.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { checkLimits, contract } from './notion-contract.mjs';

export const TOKEN = 'ntn_stand_in_0123456789_secret';
const VERSIONS = ['2025-09-03', '2026-03-11'];
const CODES = {
  400: 'validation_error', 401: 'unauthorized', 404: 'object_not_found', 409: 'conflict_error', 429: 'rate_limited',
  500: 'internal_server_error', 503: 'service_unavailable', 529: 'service_overload',
};

class Refusal extends Error {
  constructor(status, message, headers = {}) {
    super(message);
    Object.assign(this, { status, code: CODES[status], headers });
  }
}

const annotations = { bold: false, italic: false, strikethrough: false, underline: false, code: false, color: 'default' };

const rich = pieces => pieces.map(piece => ({
  type: 'text', text: { content: piece.text.content, link: piece.text.link ?? null },
  annotations: { ...annotations, ...piece.annotations }, plain_text: piece.text.content, href: piece.text.link?.url ?? null,
}));
export const plain = pieces => pieces.map(piece => piece.plain_text).join('');
const id32 = text => {
  const hex = text.replaceAll('-', '').toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(hex)) throw new Refusal(400, `${text} should be a valid uuid`);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};

export class StandIn {
  bot = randomUUID();
  person = randomUUID();
  sources = new Map();
  pages = new Map();
  blocks = new Map();
  /** Each with method, path, time, and what became of it. */
  requests = [];
  /** What was against the contract, of theirs or of ours. */
  wrong = [];
  /** How many pages came into being. */
  created = 0;
  /** Decides for each request how it fails; undefined for not at all. */
  fails = () => undefined;
  #sockets = new Set();
  #clock = Date.now();

  static async start(port = 0) {
    const standIn = new StandIn();
    await standIn.listen(port);
    return standIn;
  }

  async listen(port) {
    this.server = createServer((request, response) => this.#take(request, response));
    this.server.on('connection', socket => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    await new Promise(resolve => this.server.listen(port, '127.0.0.1', resolve));
    this.port = this.server.address().port;
    this.url = `http://127.0.0.1:${this.port}`;
  }

  /** Goes away, with all that was under way. */
  stop() {
    this.#sockets.forEach(socket => socket.destroy());
    return new Promise(resolve => this.server.close(resolve));
  }

  async #take(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    const path = request.url.replace(/^\/v1\//, '');
    const call = { method: request.method, path, at: Date.now(), body: text ? JSON.parse(text) : undefined };
    this.requests.push(call);
    const send = (status, body, headers = {}) => {
      call.status = status;
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    };
    const refuse = e => {
      if (e.status === 400 && !this.#isSentAgain(call)) this.wrong.push(`${call.method} ${path}: ${e.message}`);
      send(e.status, { object: 'error', status: e.status, code: e.code, message: e.message, request_id: randomUUID() }, e.headers);
    };
    const act = () => {
      try {
        this.#check(request, call, Buffer.byteLength(text));
        const answer = this.#answer(call);
        return () => send(200, { ...answer, request_id: randomUUID() });
      } catch (e) {
        if (!e.status) throw e;
        return () => refuse(e);
      }
    };
    const failure = this.fails(call);
    call.failure = failure?.kind;
    const error = (status, after) =>
      refuse(new Refusal(status, 'as it was told to', after === undefined ? {} : { 'retry-after': String(after) }));
    switch (failure?.kind) {
      case undefined: return act()();
      case '429': return error(429, failure.after ?? 0);
      case '529': return error(529, failure.after);
      case '503': return error(503, failure.after);
      case '409': return error(409);
      case 'did it, said 503': act(); return error(503);
      case 'no answer': return;
      case 'reset': return request.socket.destroy();
      case 'answer lost': act(); return request.socket.destroy();
      case 'answer torn': act(); return send(200, '{"object": "pa');
      case 'late answer': { const answer = act(); return setTimeout(answer, failure.after); }
      case 'late': return failure.until ? failure.until.then(() => act()()) : setTimeout(() => act()(), failure.after);
      default: throw new Error(failure.kind);
    }
  }

  /** What puts a page into its trash is refused there, and has to be sent again when its answer is lost. */
  #isSentAgain({ path, body }) {
    return body?.in_trash === true && this.requests.some(sent => sent.path === path && sent.body?.in_trash === true && sent.failure);
  }

  #check(request, call, length) {
    if (request.headers.authorization !== `Bearer ${TOKEN}`) throw new Refusal(401, 'API token is invalid.');
    const version = request.headers['notion-version'];
    if (!VERSIONS.includes(version)) throw new Refusal(400, `Notion-Version ${version}`);
    if (call.body === undefined) return;
    if (request.headers['content-type'] !== 'application/json') throw new Refusal(400, 'Content-Type');
    if (version === '2026-03-11') {
      for (const old of ['archived', 'after']) if (old in call.body) throw new Refusal(400, `body.${old} is gone`);
    }
    checkLimits(call.body, length);
  }

  #answer(call) {
    const [path, search] = call.path.split('?');
    const [kind, id, what] = path.split('/');
    const query = Object.fromEntries(new URLSearchParams(search));
    const body = call.body ?? {};
    const as = (name, value) => {
      const wrong = contract(name, value);
      if (wrong) throw new Refusal(400, `${name}: ${wrong}`);
    };
    switch (`${call.method} ${kind}${id ? '/…' : ''}${what ? '/' + what : ''}`) {
      case 'GET users/…':
        return this.#told('UserObjectResponse', {
          object: 'user', id: this.bot, name: 'Consilium', avatar_url: null, type: 'bot', bot: {},
        });
      case 'GET data_sources/…':
        return this.#source(id);
      case 'GET databases/…': {
        const sources = [...this.sources.values()].filter(one => one.parent.database_id === id32(id));
        if (!sources.length) throw new Refusal(404, `Could not find database with ID: ${id}.`);
        return { object: 'database', id: id32(id), data_sources: sources.map(one => ({ id: one.id, name: plain(one.title) })) };
      }
      case 'POST data_sources/…/query':
        as('QueryDataSourceParameters', { data_source_id: id, ...body });
        return this.#query(this.#source(id), body);
      case 'POST search':
        as('SearchParameters', body);
        return this.#search(body);
      case 'POST pages':
        as('CreatePageParameters', body);
        return this.#create(body, this.bot);
      case 'GET pages/…':
        return this.#page(id);
      case 'PATCH pages/…':
        as('UpdatePageParameters', { page_id: id, ...body });
        return this.#update(this.#page(id), body);
      case 'GET blocks/…/children':
        as('ListBlockChildrenParameters', { block_id: id, ...query, ...(query.page_size && { page_size: Number(query.page_size) }) });
        return this.#list('block', this.#container(id).map(child => this.blocks.get(child)), query);
      case 'GET blocks/…':
        return this.#block(id);
      case 'PATCH blocks/…/children':
        as('AppendBlockChildrenParameters', { block_id: id, ...body });
        return this.#append(id, body);
      case 'DELETE blocks/…': {
        const block = this.#block(id);
        const siblings = this.#container(block.parent.page_id ?? block.parent.block_id);
        siblings.splice(siblings.indexOf(block.id), 1);
        this.blocks.delete(block.id);
        return { ...block, in_trash: true, archived: true };
      }
      default:
        throw new Refusal(400, `invalid_request_url ${call.method} ${call.path}`);
    }
  }

  /** What we answer is held to the contract as well. */
  #told(name, value) {
    const wrong = contract(name, value);
    if (wrong) this.wrong.push(`our ${name}: ${wrong}`);
    return value;
  }

  #list(type, all, { start_cursor: cursor, page_size: size = 100 }) {
    const from = cursor ? Number(Buffer.from(cursor, 'base64')) : 0;
    const results = all.slice(from, from + Number(size));
    const more = all.length > from + results.length;
    return {
      object: 'list', type, [type]: {}, results, has_more: more,
      next_cursor: more ? Buffer.from(String(from + results.length)).toString('base64') : null,
    };
  }

  #times(author) {
    // Each later than the one before, but to the minute, as Notion has them.
    const at = new Date(this.#clock += 1).toISOString().replace(/:\d\d\.\d+Z/, ':00.000Z');
    const by = { object: 'user', id: author };
    return { created_time: at, last_edited_time: at, created_by: by, last_edited_by: by, in_trash: false, archived: false };
  }

  /** A data source with properties such as {Name: 'title', Status: {status: ['a', 'b']}}. */
  source(title, columns) {
    const id = randomUUID();
    const database = randomUUID();
    const properties = {};
    for (const [name, column] of Object.entries(columns)) {
      const type = typeof column === 'string' ? column : Object.keys(column)[0];
      const names = typeof column === 'string' ? [] : column[type];
      const options = Array.isArray(names)
        ? names.map(option => ({ id: randomUUID(), name: option, color: 'default', description: null })) : [];
      const configuration = {
        select: () => ({ options }), multi_select: () => ({ options }), number: () => ({ format: 'number' }),
        status: () => ({ options, groups: [{ id: randomUUID(), name: 'All', color: 'default', option_ids: options.map(o => o.id) }] }),
        relation: () => ({ database_id: randomUUID(), data_source_id: names, type: 'single_property', single_property: {} }),
      }[type]?.() ?? {};
      properties[name] = { id: randomUUID().slice(0, 4), name, description: null, type, [type]: configuration };
    }
    const source = {
      object: 'data_source', id, title: rich([{ text: { content: title } }]), description: [],
      parent: { type: 'database_id', database_id: database }, database_parent: { type: 'workspace', workspace: true },
      is_inline: false, ...this.#times(this.person), properties, icon: null, cover: null,
      url: `https://www.notion.so/${database.replaceAll('-', '')}`, public_url: null,
    };
    this.sources.set(id, this.#told('DataSourceObjectResponse', source));
    return source;
  }

  #source(id) {
    const source = this.sources.get(id32(id));
    if (!source) throw new Refusal(404, `Could not find data_source with ID: ${id}.`);
    return source;
  }

  #page(id) {
    const page = this.pages.get(id32(id));
    if (!page) throw new Refusal(404, `Could not find page with ID: ${id}.`);
    return page;
  }

  #block(id) {
    const block = this.blocks.get(id32(id));
    if (!block) throw new Refusal(404, `Could not find block with ID: ${id}.`);
    return block;
  }

  #children = new Map();

  /** The ids in a page or a block. */
  #container(id) {
    const whole = id32(id);
    if (!this.pages.has(whole)) this.#block(whole);
    if (!this.#children.has(whole)) this.#children.set(whole, []);
    return this.#children.get(whole);
  }

  children(id) {
    return this.#container(id).map(child => this.blocks.get(child));
  }

  #value(source, name, given) {
    const column = source.properties[name];
    if (!column) throw new Refusal(400, `${name} is not a property that exists.`);
    const { id, type } = column;
    if (!(type in given)) throw new Refusal(400, `${name} is expected to be ${type}.`);
    const value = given[type];
    const option = one => {
      if (one.name.includes(',')) throw new Refusal(400, `${name}: options must not have commas`);
      if (one.name.length > 100) throw new Refusal(400, `${name}: options have at most 100 characters`);
      const options = column[type].options;
      const known = options.find(o => o.name === one.name);
      if (!known && type === 'status') throw new Refusal(400, `Invalid status option. Status option "${one.name}" does not exist.`);
      if (!known) options.push({ id: randomUUID(), name: one.name, color: 'default', description: null });
      const { description, ...shown } = options.find(o => o.name === one.name);
      return shown;
    };
    const kept = {
      title: () => rich(value), rich_text: () => rich(value), multi_select: () => value.map(option),
      select: () => value && option(value), status: () => value && option(value),
      date: () => value && { start: value.start, end: value.end ?? null, time_zone: null },
      relation: () => value.map(one => ({ id: this.#page(one.id).id })),
    }[type]?.() ?? value;
    if (type === 'date' && value && Number.isNaN(Date.parse(value.start))) throw new Refusal(400, `${name}: ${value.start}`);
    return { id, type, [type]: kept };
  }

  #create(body, author) {
    const source = this.#source(body.parent.data_source_id);
    const id = randomUUID();
    const empty = Object.fromEntries(Object.entries(source.properties).map(([name, { id: column, type }]) => [name, {
      id: column, type, [type]: ['title', 'rich_text', 'multi_select', 'relation', 'people', 'files'].includes(type) ? [] : null,
    }]));
    const values = Object.fromEntries(
      Object.entries(body.properties ?? {}).map(([name, given]) => [name, this.#value(source, name, given)]));
    const page = {
      object: 'page', id, ...this.#times(author), is_archived: false, is_locked: false,
      url: `https://www.notion.so/${id.replaceAll('-', '')}`, public_url: null,
      parent: { type: 'data_source_id', data_source_id: source.id, database_id: source.parent.database_id },
      properties: { ...empty, ...values }, icon: null, cover: null,
    };
    this.pages.set(id, page);
    this.created++;
    this.#add(id, body.children ?? [], undefined, author);
    return this.#told('PageObjectResponse', page);
  }

  /** A person does it, not the integration. */
  byHand = {
    page: body => this.#create(body, this.person),
    append: (id, text) => this.#add(
      id, [{ type: 'paragraph', paragraph: { rich_text: [{ text: { content: text } }] } }], undefined, this.person),
    trash: id => { this.#page(id).in_trash = this.#page(id).archived = true; },
  };

  #update(page, { properties = {}, in_trash, erase_content: erase }) {
    if (page.in_trash && in_trash !== false) {
      throw new Refusal(400, "Can't edit page on block with an archived ancestor. You must unarchive the ancestor first.");
    }
    const source = this.#source(page.parent.data_source_id);
    for (const [name, given] of Object.entries(properties)) page.properties[name] = this.#value(source, name, given);
    if (in_trash !== undefined) page.in_trash = page.archived = in_trash;
    if (erase) this.#children.set(page.id, []);
    page.last_edited_time = new Date().toISOString();
    return this.#told('PageObjectResponse', page);
  }

  #add(parent, blocks, position, author) {
    const siblings = this.#container(parent);
    let at = siblings.length;
    if (position?.type === 'start') at = 0;
    if (position?.type === 'after_block') {
      at = siblings.indexOf(id32(position.after_block.id)) + 1;
      if (!at) throw new Refusal(400, 'after_block is not a child');
    }
    const ids = blocks.map(block => {
      const { type } = block;
      const { children = [], ...content } = block[type];
      const id = randomUUID();
      const shown = type === 'table_row' ? { cells: content.cells.map(rich) }
        : type === 'table' ? content
          : { color: 'default', ...content, rich_text: rich(content.rich_text), ...(type === 'heading_2' && { is_toggleable: content.is_toggleable ?? false }) };
      if (type === 'paragraph') shown.icon = null;
      this.blocks.set(id, {
        object: 'block', id, ...this.#times(author), has_children: children.length > 0, type, [type]: shown,
        parent: this.pages.has(id32(parent)) ? { type: 'page_id', page_id: id32(parent) } : { type: 'block_id', block_id: id32(parent) },
      });
      this.#add(id, children, undefined, author);
      this.#told('BlockObjectResponse', this.blocks.get(id));
      return id;
    });
    siblings.splice(at, 0, ...ids);
    const container = this.blocks.get(id32(parent));
    if (container && ids.length) container.has_children = true;
    return ids.map(id => this.blocks.get(id));
  }

  #append(id, { children, position }) {
    const page = this.pages.get(id32(id));
    if (page?.in_trash) throw new Refusal(400, "Can't edit block that is archived.");
    if (this.blocks.get(id32(id))?.type === 'heading_2' && !this.blocks.get(id32(id)).heading_2.is_toggleable) {
      throw new Refusal(400, 'heading does not support children');
    }
    return this.#list('block', this.#add(id, children, position, this.bot), {});
  }

  #fits(page, filter) {
    if (!filter) return true;
    if (filter.and) return filter.and.every(one => this.#fits(page, one));
    if (filter.or) return filter.or.some(one => this.#fits(page, one));
    const value = page.properties[filter.property];
    if (!value) throw new Refusal(400, `Could not find property with name or id: ${filter.property}`);
    if (!(value.type in filter)) throw new Refusal(400, `database property ${value.type} does not match filter`);
    const text = value.type === 'select' ? value.select?.name ?? '' : plain(value[value.type]);
    return text.toLowerCase() === filter[value.type].equals.toLowerCase();
  }

  #query(source, body) {
    const found = [...this.pages.values()].filter(page =>
      page.parent.data_source_id === source.id && page.in_trash === (body.in_trash ?? false) && this.#fits(page, body.filter));
    return { ...this.#list('page_or_data_source', found, body) };
  }

  #search({ query = '', filter, ...paging }) {
    const title = one => plain(one.title ?? Object.values(one.properties).find(value => value.type === 'title').title);
    const found = [...this.pages.values(), ...this.sources.values()].filter(one =>
      !one.in_trash && (!filter?.value || one.object === filter.value) && title(one).toLowerCase().includes(query.toLowerCase()));
    return this.#list('page_or_data_source', found, paging);
  }

  /** The pages of a data source that are not in the trash, by the text of a property. */
  by(source, property) {
    const found = new Map();
    for (const page of this.pages.values()) {
      if (page.parent.data_source_id !== source.id || page.in_trash) continue;
      const key = plain(page.properties[property].rich_text);
      found.set(key, [...found.get(key) ?? [], page]);
    }
    return found;
  }

  /** All text of a page, in its order. */
  text(id) {
    return this.children(id).map(block => {
      const own = block.type === 'table_row' ? block.table_row.cells.map(plain).join(' | ') : plain(block[block.type].rich_text ?? []);
      return [own, block.has_children ? this.text(block.id) : ''].filter(Boolean).join('\n');
    }).join('\n');
  }
}
