// A stand-in for an OpenAI-compatible API, POST /v1/chat/completions: it answers as the participants of a council, and
// fails as it is told.
import { createServer } from 'node:http';
import { once } from 'node:events';

const refuse = (status, message, param) => ({ status, body: { error: { message, type: 'invalid_request_error', param: param ?? null, code: null } } });

/** What the published contract asks of a request; the first thing that is wrong with it. */
function wrong(request) {
  const known = ['model', 'messages', 'max_tokens', 'max_completion_tokens', 'response_format'];
  const unknown = Object.keys(request).find(name => !known.includes(name));
  if (unknown) return `Unrecognized request argument supplied: ${unknown}`;
  if (typeof request.model !== 'string') return 'you must provide a model parameter';
  if (!Array.isArray(request.messages) || request.messages.length === 0) return "[] is too short - 'messages'";
  for (const { role, content, ...rest } of request.messages) {
    if (!['system', 'user', 'assistant'].includes(role)) return `'${role}' is not one of the roles`;
    if (typeof content !== 'string' || !content) return 'content must be a string';
    if (Object.keys(rest).length) return `Additional properties are not allowed: ${Object.keys(rest)}`;
  }
  for (const name of ['max_tokens', 'max_completion_tokens']) {
    if (name in request && !(Number.isInteger(request[name]) && request[name] > 0)) return `'${name}' must be a positive integer`;
  }
  if ('response_format' in request) {
    if (request.response_format.type !== 'json_object') return 'response_format.type';
    if (!request.messages.some(({ content }) => /json/i.test(content))) {
      return "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.";
    }
  }
  return undefined;
}

/**
 * Listens until it is stopped. `answer(request)` gives the text; `before(request, number)` may return an answer of its
 * own ({status, headers, body}), "drop" to close the connection, or a promise to wait for.
 */
export async function llm({ answer, before = () => undefined, key }) {
  const requests = [];
  const server = createServer(async (request, response) => {
    const send = ({ status, headers = {}, body }) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    };
    let text = '';
    for await (const chunk of request) text += chunk;
    if (request.method !== 'POST' || request.url !== '/v1/chat/completions') return send(refuse(404, `Unknown request URL: ${request.url}`));
    if (key && request.headers.authorization !== `Bearer ${key}`) return send(refuse(401, 'Incorrect API key provided'));
    const asked = JSON.parse(text);
    const fault = wrong(asked);
    if (fault) return send(refuse(400, fault));
    const number = requests.push(asked);
    const own = await before(asked, number);
    if (own === 'drop') return request.socket.destroy();
    if (own) return send(own);
    const content = await answer(asked, number);
    if (response.destroyed) return;
    const tokens = words => Math.ceil(words.length / 4);
    const usage = { prompt_tokens: tokens(asked.messages.map(m => m.content).join('')), completion_tokens: tokens(content) };
    send({
      status: 200,
      body: {
        id: `chatcmpl-${number}`, object: 'chat.completion', created: Math.floor(Date.now() / 1000), model: asked.model,
        choices: [{ index: 0, message: { role: 'assistant', content, refusal: null }, logprobs: null, finish_reason: 'stop' }],
        usage: { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens },
      },
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}/v1`,
    requests,
    stop: () => new Promise(resolve => {
      server.closeAllConnections();
      server.close(resolve);
    }),
  };
}

/** Who is asked: the participant's name, or what the question is for. */
export function asked({ messages: [{ content }] }) {
  const name = /^You are ([^,]+), (moderator|expert|scribe|integrator) of a council/.exec(content);
  if (name) return name[1];
  if (content.startsWith('You are the scribe')) return 'conclusion';
  if (content.startsWith('You turn the protocol')) return 'items';
  if (content.startsWith('Two scribes')) return 'judge';
  throw new Error(`Nobody knows who is asked: ${content}`);
}
