// WebSocket clients of the live feed, as programs have them.
import WebSocket from 'ws';

/** Of how many messages one is timed. */
const SAMPLE = 5;

export const socketUrl = (serverUrl, query = {}) =>
  `${serverUrl.replace(/^http/, 'ws').replace(/\/mcp$/, '')}/webhook/ws?${new URLSearchParams(query)}`;

/** A client that keeps what it was sent. */
export class Watcher {
  messages = [];
  #waiting = [];

  constructor(url, options) {
    this.socket = new WebSocket(url, options);
    this.opened = new Promise((resolve, reject) => {
      this.socket.on('open', () => resolve(this)).on('error', reject);
      this.socket.on('unexpected-response', (_, response) => {
        let body = '';
        response.on('data', chunk => (body += chunk)).on('end', () =>
          reject(Object.assign(new Error(`HTTP ${response.statusCode}: ${body}`), { status: response.statusCode, body, headers: response.headers })));
      });
    });
    this.closed = new Promise(resolve => this.socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() })));
    this.socket.on('message', data => {
      const text = data.toString();
      this.messages.push(text === 'pong' ? text : JSON.parse(text));
      this.#look();
    });
  }

  #look() {
    this.#waiting = this.#waiting.filter(({ found, resolve }) => {
      const value = found(this.messages);
      if (value) resolve(value);
      return !value;
    });
  }

  /** The value of the question, once it has one. */
  until(found, what = found.toString()) {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`not within two minutes: ${what}; got ${JSON.stringify(this.messages.slice(-5))}`)), 120_000);
      this.#waiting.push({ found, resolve: value => (clearTimeout(late), resolve(value)) });
      this.#look();
    });
  }

  message = type => this.until(messages => messages.find(m => m.type === type), type);

  say(message) {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  close() {
    this.socket.close();
    return this.closed;
  }
}

export const watch = (serverUrl, query, options) => new Watcher(socketUrl(serverUrl, query), options).opened;

/** A client that only counts, checks the order, and says how long each event took. */
export class Counter {
  count = 0;
  last = 0;
  doubles = 0;
  strange = [];
  #placed;

  constructor(query, { latencies, seqs } = {}) {
    this.query = query;
    this.latencies = latencies;
    this.seqs = seqs;
  }

  /** Connected once the server has said from where on it sends: what happens before that is not sent. */
  connect(serverUrl) {
    const query = { ...this.query, ...(this.last && { after: this.last }) };
    this.socket = new WebSocket(socketUrl(serverUrl, query), { perMessageDeflate: false, skipUTF8Validation: true });
    this.closed = new Promise(resolve => this.socket.on('close', code => resolve(code)));
    this.socket.on('message', data => this.#take(data));
    return new Promise((resolve, reject) => {
      this.#placed = resolve;
      this.socket.on('error', reject);
    });
  }

  // By hand and by samples: at 200,000 messages a second the clients must not be what is measured.
  #take(data) {
    let at = data.length - 2;
    let seq = 0;
    for (let unit = 1; data[at] >= 48 && data[at] <= 57; unit *= 10) seq += unit * (data[at--] - 48);
    if (data.latin1Slice(at - 5, at + 1) !== '"seq":') {
      const message = JSON.parse(data);
      if (message.type === 'hello') {
        this.last = Math.max(this.last, message.data.seq);
        this.#placed();
      } else this.strange.push(message);
      return;
    }
    if (seq <= this.last) this.doubles++;
    this.last = seq;
    this.count++;
    this.seqs?.push(seq);
    if (this.latencies && this.count % SAMPLE === 0) {
      this.latencies.push(Date.now() - Date.parse(/"timestamp":"([^"]+)"/.exec(data.latin1Slice(at - 60))[1]));
    }
  }
}

export function spreadOf(latencies) {
  const sorted = Float64Array.from(latencies).sort();
  const at = share => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}
