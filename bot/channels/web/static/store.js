/** @typedef {{id: string, text?: string, button?: string, label?: string, command?: string}} Item one thing to send */

/** What this tab remembers until it is closed; in memory only where the browser keeps no storage. */
export class Store {
  #key;

  /** @param {string} server the bot's address: two bots on one site do not mix */
  constructor(server) {
    this.#key = `care-leaver-chat ${server}`;
    const kept = this.#read();
    /** @type {string|null} who holds it can read the conversation */
    this.token = /^[\w-]{43}$/.test(kept.token) ? kept.token : null;
    /** @type {Item[]} what the server has not taken yet, oldest first */
    this.queue = Array.isArray(kept.queue) ? kept.queue : [];
    /** @type {string[]} the ids of the buttons that were pressed */
    this.used = Array.isArray(kept.used) ? kept.used : [];
  }

  #read() {
    try {
      return JSON.parse(sessionStorage.getItem(this.#key) ?? "{}") ?? {};
    } catch {
      return {};
    }
  }

  save() {
    const { token, queue, used } = this;
    try {
      sessionStorage.setItem(this.#key, JSON.stringify({ token, queue, used: used.slice(-200) }));
    } catch { /* storage is blocked or full: the chat works until the page is left */ }
  }

  clear() {
    this.token = null;
    this.queue = [];
    this.used = [];
    try {
      sessionStorage.removeItem(this.#key);
    } catch { /* nothing was kept */ }
  }
}

/** A random UUID; crypto.randomUUID is missing on plain http pages. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
