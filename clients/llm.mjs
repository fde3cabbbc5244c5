// A stand-in for an OpenAI-compatible API, POST /v1/chat/completions: it answers as the participants of a council, and
// fails as it is told.
import { createServer } from 'node:http';
import { once } from 'node:events';
import { contractOf } from './contract.mjs';

const refuse = (status, message, param) => ({ status, body: { error: { message, type: 'invalid_request_error', param: param ?? null, code: null } } });

/** What OpenAI's own client says of requests and answers. */
const contract = await contractOf(
  'openai/resources/chat/completions/completions.d.ts', ['ChatCompletionCreateParamsNonStreaming', 'ChatCompletion']);

/** What is wrong with a request; the last rule is documented, and not in the types. */
function wrong(request) {
  const fault = contract('ChatCompletionCreateParamsNonStreaming', request);
  if (fault) return fault;
  if (request.messages.length === 0) return "[] is too short - 'messages'";
  if (request.response_format?.type === 'json_object' && !request.messages.some(({ content }) => /json/i.test(content))) {
    return "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.";
  }
  return undefined;
}

/**
 * Listens until it is stopped; begin() makes it answer otherwise from then on, and forget what came. `answer(request)` gives the text; `before(request, number)` may return an answer of its
 * own ({status, headers, body}), "drop" to close the connection, or a promise to wait for.
 */
export async function llm({ key, ...behaviour }) {
  const requests = [];
  let answer, before;
  const begin = now => {
    ({ answer, before = () => undefined } = now);
    requests.length = 0;
  };
  begin(behaviour);
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
    const first = await before(asked, number);
    if (first === 'drop') return request.socket.destroy();
    if (first) return send(first);
    const content = await answer(asked, number);
    if (response.destroyed) return;
    const tokens = words => Math.ceil(words.length / 4);
    const usage = { prompt_tokens: tokens(asked.messages.map(m => m.content).join('')), completion_tokens: tokens(content) };
    const completion = {
      id: `chatcmpl-${number}`, object: 'chat.completion', created: Math.floor(Date.now() / 1000), model: asked.model,
      choices: [{ index: 0, message: { role: 'assistant', content, refusal: null }, logprobs: null, finish_reason: 'stop' }],
      usage: { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens },
    };
    const own = contract('ChatCompletion', completion);
    if (own) throw new Error(`The stand-in answers what OpenAI does not: ${own}`);
    send({ status: 200, body: completion });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}/v1`,
    requests,
    begin,
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
