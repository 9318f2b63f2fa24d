import { Store } from "./store.js";

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 15000;
const SILENCE = 40000; // the server says something every 15 seconds
const ANSWER_WITHIN = 20000;
const STREAM_WITHIN = 2000;
const AFTER_A_FLOOD = 8000;
const MOST_FAILURES = 5;

/**
 * @typedef {{seq: number, sender: "person"|"bot"|"adviser", html: string, when: string, update_id: string|null,
 *   name: string|null, buttons: {id: string, label: string}[]}} Shown
 * @typedef {{message(shown: Shown): void, typing(on: boolean): void, writing(words: string): void, engine(state: string): void,
 *   lost(lost: boolean): void, sent(item: object): void, refused(item: object, words: string): void,
 *   wait(words: string): void}} Listener
 */

/** The line to the bot. What is sent waits in a queue until the server has it, and is sent again under the same
 * id after a break, so that nothing is lost and nothing is said twice. */
export class Connection {
  #server; #store; #listener;
  #last = 0;
  #wait = FIRST_WAIT;
  #heard = 0;
  #closed = false;
  #sending = false;
  #failures = 0;
  #timer = 0; // set while it waits before it tries again
  #poll = 0;
  #watchdog = 0;
  #streaming = () => {}; // called when the stream has begun, so that the first typing sign is not missed
  /** @type {EventSource|null} */
  #stream = null;

  /** @param {string} server @param {Store} store @param {Listener} listener */
  constructor(server, store, listener) {
    this.#server = server;
    this.#store = store;
    this.#listener = listener;
    this.#watchdog = setInterval(() => this.wake(), 10000);
    this.#connect();
  }

  close() {
    this.#closed = true;
    this.#hangUp();
    clearInterval(this.#watchdog);
    clearTimeout(this.#timer);
    clearTimeout(this.#poll);
  }

  /** Sends an item now, or when it can. */
  send(item) {
    this.#store.queue.push(item);
    this.#store.save();
    this.#flush();
  }

  /** After a sleep or a change of network: comes back at once if the line is dead. */
  wake(now = false) {
    const silent = this.#stream && Date.now() - this.#heard > SILENCE;
    if (silent || (now && this.#timer)) {
      this.#hangUp();
      this.#connect();
    }
  }

  #connect() {
    clearTimeout(this.#timer);
    clearTimeout(this.#poll);
    this.#timer = 0;
    if (this.#closed) return;
    if (this.#store.token) this.#listen();
    else this.#askStatus();
    this.#flush();
  }

  #listen() {
    if (this.#stream) return;
    const query = new URLSearchParams({ conversation: this.#store.token, after: String(this.#last) });
    const stream = new EventSource(`${this.#server}api/stream?${query}`);
    this.#stream = stream;
    this.#heard = Date.now();
    const on = (name, take) => stream.addEventListener(name, (event) => {
      this.#heard = Date.now();
      if (stream === this.#stream) take(event.data ? JSON.parse(event.data) : {});
    });
    on("open", () => this.#connected());
    on("message", (shown) => this.#take(shown));
    on("typing", ({ on }) => this.#listener.typing(on));
    on("writing", ({ words }) => this.#listener.writing(words));
    on("engine", ({ state }) => { this.#streaming(); this.#listener.engine(state); });
    on("ping", () => {});
    stream.onerror = () => { if (stream === this.#stream) this.#retry(); };
  }

  #take(shown) {
    if (shown.seq && shown.seq <= this.#last) return;
    this.#last = Math.max(this.#last, shown.seq);
    this.#listener.message(shown);
  }

  #connected() {
    this.#wait = FIRST_WAIT;
    this.#listener.lost(false);
    this.#listener.typing(false);
    this.#flush();
  }

  /** Before the first message there is no conversation and no stream; only the engine's state is of interest. */
  async #askStatus() {
    try {
      const answer = await this.#ask("api/status");
      const { engine } = await answer.json();
      if (this.#closed || this.#stream) return;
      this.#listener.lost(false);
      this.#listener.engine(engine);
      if (engine !== "ready") this.#poll = setTimeout(() => this.#askStatus(), 5000);
    } catch {
      this.#retry();
    }
  }

  async #flush() {
    if (this.#sending || this.#closed || this.#timer) return;
    this.#sending = true;
    try {
      while (this.#store.queue.length && !this.#closed && !this.#timer) await this.#deliver(this.#store.queue[0]);
    } catch {
      this.#retry();
    } finally {
      this.#sending = false;
    }
  }

  async #deliver(item) {
    if (!this.#store.token) await this.#begin();
    if (this.#closed) return;
    const { label, ...fields } = item;
    const body = { conversation: this.#store.token, ...fields };
    const answer = await this.#ask("api/messages", body);
    const { error } = await answer.json();
    if (this.#closed) return;
    if (answer.status === 429) {
      this.#listener.wait(error.message);
      return this.#again(AFTER_A_FLOOD);
    }
    if (answer.status >= 500 && ++this.#failures < MOST_FAILURES) throw new Error("later");
    this.#failures = 0;
    this.#store.queue.shift();
    this.#store.save();
    if (answer.ok) this.#listener.sent(item);
    else this.#listener.refused(item, error.message);
  }

  async #begin() {
    const answer = await this.#ask("api/conversations", {});
    if (!answer.ok) throw new Error("later");
    const { conversation } = await answer.json();
    if (this.#closed) return;
    this.#store.token = conversation;
    this.#store.save();
    this.#listen();
    await new Promise((done) => { this.#streaming = done; setTimeout(done, STREAM_WITHIN); });
  }

  #ask(path, body) {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), ANSWER_WITHIN);
    const post = body && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
    return fetch(this.#server + path, { credentials: "omit", cache: "no-store", signal: stop.signal, ...post });
  }

  #hangUp() {
    this.#stream?.close();
    this.#stream = null;
  }

  #retry() {
    if (this.#closed) return;
    this.#hangUp();
    this.#listener.lost(true);
    if (this.#timer) return;
    this.#again(this.#wait * (0.75 + Math.random() / 2));
    this.#wait = Math.min(LONGEST_WAIT, this.#wait * 2);
  }

  #again(wait) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#connect(), wait);
  }
}
