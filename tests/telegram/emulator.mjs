// The independent Telegram emulator `telegram-test-api`, with what it lacks put in front of it, so that the real
// python-telegram-bot can talk to it. Prints its port, and ends when its standard input is closed.
import express from 'express';
import TelegramServer from 'telegram-test-api';

const telegram = new TelegramServer();
const { storage } = telegram;
const app = express();
const state = {}; // by token: calls, faults, hook, down
const of = (token) => (state[token] ??= { calls: [], faults: [], hook: null, down: false });
const seconds = (at) => (at > 1e11 ? Math.floor(at / 1000) : at);
const sleep = (ms) => new Promise((done) => { setTimeout(done, ms); });
const refuse = (res, code, description, parameters) => (
  res.status(code).json({ ok: false, error_code: code, description, parameters }));

function updatesOf(token, offset = 0) { // an update stays until a higher offset confirms it, as with Telegram
  storage.userMessages = storage.userMessages.filter((u) => u.botToken !== token || u.updateId >= offset);
  return storage.userMessages.filter((u) => u.botToken === token).map((u) => {
    if (u.edited) return { update_id: u.updateId, edited_message: u.edited };
    const update = TelegramServer.formatUpdate(u);
    if (update.callback_query) update.callback_query.chat_instance = '1';
    return update;
  });
}

function faultOf(text, keyboard) { // what Telegram refuses and the emulator does not
  const open = [];
  const bad = "Bad Request: can't parse entities";
  for (const [, close, name] of text.matchAll(/<(\/?)([a-z]+)[^<>]*>/g)) {
    if (!['a', 'b', 'i'].includes(name) || (close ? open.pop() : open.push(name)) === undefined) return bad;
    if (close && open.includes(name)) return bad;
  }
  const plain = text.replace(/<(\/?)([a-z]+)[^<>]*>/g, '');
  if (open.length || /[<>]|&(?!amp;|lt;|gt;|quot;|#)/.test(plain)) return bad;
  if (!plain.trim()) return 'Bad Request: message text is empty';
  if (plain.replace(/&[a-z#0-9x]+;/g, '?').length > 4096) return 'Bad Request: message is too long';
  const data = (keyboard?.inline_keyboard ?? []).flat().filter((b) => !b.url).map((b) => b.callback_data ?? '');
  return data.some((d) => !d || Buffer.byteLength(d) > 64) ? 'Bad Request: BUTTON_DATA_INVALID' : null;
}

app.use(express.json({ limit: '2mb' }), express.urlencoded({ extended: true, limit: '2mb' }));

// For the tests
app.post('/shim/:token/edit', (req, res) => {
  storage.userMessages.push({ ...telegram.getCommonFields(req.params.token), edited: req.body });
  telegram.updateId += 1;
  res.json({});
});
app.post('/shim/:token/fault', (req, res) => { of(req.params.token).faults.push(req.body); res.json({}); });
app.post('/shim/:token/down', (req, res) => { of(req.params.token).down = req.body.down; res.json({}); });
app.get('/shim/:token/calls', (req, res) => res.json(of(req.params.token).calls));
app.get('/shim/:token/pending', (req, res) => res.json(updatesOf(req.params.token)));

// What the emulator lacks
app.use(/^\/(file\/)?bot([^/]+)\/(.*)$/, (req, res, next) => {
  const [, , token, method] = req.baseUrl.match(/^\/(file\/)?bot([^/]+)\/(.*)$/);
  const own = of(token);
  own.calls.push({ method: req.params[0] ? 'file' : method, body: req.body, at: Date.now() / 1000 });
  if (own.down) return req.socket.destroy();
  const fault = own.faults.find((f) => f.method === method && f.times > 0);
  if (fault) {
    fault.times -= 1;
    return refuse(res, fault.code, fault.description, fault.parameters);
  }
  return next();
});
app.all('/bot:token/getMe', (_req, res) => res.json({
  ok: true, result: { id: 666, is_bot: true, first_name: 'Offer', username: 'OfferTestBot' },
}));
app.all('/bot:token/getUpdates', async (req, res) => {
  const { token } = req.params;
  if (of(token).hook) return refuse(res, 409, "Conflict: can't use getUpdates method while webhook is active");
  const until = Date.now() + Number(req.body.timeout ?? 0) * 1000;
  let found = updatesOf(token, Number(req.body.offset ?? 0));
  while (!found.length && Date.now() < until && !res.destroyed && !of(token).down) {
    await sleep(20);
    found = updatesOf(token);
  }
  return of(token).down ? req.socket.destroy() : res.json({ ok: true, result: found });
});
app.all('/bot:token/sendMessage', (req, res, next) => {
  const keyboard = req.body.reply_markup ? JSON.parse(req.body.reply_markup) : null;
  const fault = faultOf(req.body.parse_mode === 'HTML' ? req.body.text ?? '' : 'plain', keyboard);
  if (fault) return refuse(res, 400, fault);
  const json = res.json.bind(res);
  res.json = ({ result: { link_preview_options: _, date, ...result }, ...body }) => (
    json({ ...body, result: { ...result, date: seconds(date) } }));
  return next();
});
app.all('/bot:token/setWebhook', (req, res) => {
  of(req.params.token).hook = { url: req.body.url, secret: req.body.secret_token };
  res.json({ ok: true, result: true });
});
app.all('/bot:token/deleteWebhook', (req, res) => {
  of(req.params.token).hook = null;
  res.json({ ok: true, result: true });
});
app.all('/bot:token/getWebhookInfo', (req, res) => res.json({
  ok: true,
  result: { url: of(req.params.token).hook?.url ?? '', has_custom_certificate: false, pending_update_count: 0 },
}));
app.all(['/bot:token/sendChatAction', '/bot:token/setMyCommands', '/bot:token/answerCallbackQuery'], (_req, res) => (
  res.json({ ok: true, result: true })));
app.use(telegram.webServer);

async function callWebhooks() { // one update after the other, again until it is taken
  for (const [token, { hook }] of Object.entries(state)) {
    const [update] = hook ? updatesOf(token) : [];
    const answer = update && await fetch(hook.url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Telegram-Bot-Api-Secret-Token': hook.secret ?? '' },
      body: JSON.stringify(update),
    }).catch(() => null);
    if (answer?.ok) updatesOf(token, update.update_id + 1);
  }
  setTimeout(callWebhooks, 30);
}
callWebhooks();

process.stdin.resume().on('end', () => process.exit(0));
const server = app.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
