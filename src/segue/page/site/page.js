// The page of a call: it asks for a token, joins the room, and shows what the worker tells of the call (docs/feed.md).
'use strict';

const { Room, RoomEvent, Track, DisconnectReason, ConnectionErrorReason, MediaDeviceFailure } = window.LivekitClient ?? {};

const AGENT_COMES_S = 5;
const AGENT_RETURNS_S = 3;
const SIGNAL_S = 8;
const MEDIA_S = 20;
const FAREWELL_S = 1;
const LAST_WORDS_S = 3;
const KEPT = 'segue.call';
const SAID_JUST_NOW_MS = 3000;
const HUES = 8;
const UNKNOWN = '–';

const LINES = {
  pageDown: 'This page’s server does not answer. Is it still running?',
  noClient: 'A part of this page is missing: livekit-client.js did not load.',
  serverDown: 'No LiveKit server answers at its address.',
  refused: 'The LiveKit server refused this call’s token. It may have expired.',
  mediaBlocked: 'The LiveKit server answers, but sound does not get through. A firewall or a VPN may block it.',
  oncemore: `Nobody came within ${AGENT_COMES_S} s. Trying once more, in a new room`,
  noAgent: 'Nobody took the call. The worker may be down, or busy with other calls.',
  agentGone: 'The agent has left the call.',
  lost: 'The connection to the LiveKit server is lost.',
  over: 'That call is over.',
  removed: 'You were taken out of the call.',
  otherTab: 'This call goes on in another tab.',
  denied: 'The browser may not use the microphone. You can type instead.',
  missing: 'No microphone was found. You can type instead.',
  inUse: 'Another program holds the microphone. You can type instead.',
  insecure: 'Browsers give a microphone to https pages and to localhost alone. You can type instead.',
  noMicrophone: 'The microphone cannot be used. You can type instead.',
  notSent: 'What you typed could not be sent.',
};

const OUTCOMES = {
  goodbye: 'The call ended with a goodbye.',
  hung_up: 'You hung up.',
  silence: 'The call ended in silence.',
  time_up: 'The call’s time was up.',
  limit: 'The call had used up what one call may.',
  failed: 'The call could not go on.',
};

/** What went wrong in one plain line, and what the button beside it does. */
class Trouble extends Error {
  constructor(line, way = { label: 'Try again', go: callAgain }) {
    super(line);
    this.way = way;
  }
}

// ---- Elements

const part = (role) => document.querySelector(`[data-role="${role}"]`);

/** An element (or, in the SVG namespace, a shape) with attributes and children; no markup is ever parsed. */
function make(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

function draw(name, attributes = {}, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children);
  return element;
}

const seconds = (value) => `${value.toFixed(2)} s`;
const clock = (s) => `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, '0')}`;
const inTime = (promise, s) => Promise.race([promise, new Promise((resolve) => setTimeout(resolve, s * 1000))]);

// ---- The page's state

const page = {
  shape: { profile: { title: '', persona: 'The agent' }, models: '', opens: '', stages: [], edges: [], facts: [] },
  room: null, agent: null, microphone: null, attempt: 0, way: null, timer: null, hangingUp: false,
};

/** What has been told of one call. */
const fresh = () => ({
  n: 0, waiting: new Map(), lines: [], call: null, stage: null, path: [], taken: new Set(), asked: null, facts: new Map(),
  turns: [], heard: null, said: '', saidAt: -Infinity, handOff: null, ended: null, startedAt: null,
});
let told = fresh();

function enter(state, line) {
  document.body.dataset.state = state;
  if (line !== undefined) part('status').textContent = line;
}

const inState = (...states) => states.includes(document.body.dataset.state);

// ---- The profile: who answers, in which stages, and what they will ask

async function showProfile() {
  const { attempt } = page;
  const shape = await fetch('api/profile').then((answer) => answer.json()).catch(() => null);
  if (attempt !== page.attempt) return shape && drawProfile(shape); // a call was placed meanwhile, whatever became of it
  if (!shape) return fail(new Trouble(LINES.pageDown, { label: 'Try again', go: showProfile }));
  clearTrouble();
  drawProfile(shape);
  enter('idle', 'Ready for your call');
}

function drawProfile(shape) {
  page.shape = shape;
  const { title, persona } = shape.profile;
  document.title = `${persona} · ${title}`;
  part('persona').textContent = persona;
  part('title').textContent = title;
  part('lede').textContent = lede(persona, shape.stages);
  part('call').textContent = `Call ${persona}`;
  part('hint').textContent = 'By microphone, or by typing.';
  part('models').textContent = modelsLine(shape.models);
  layOutMap(shape);
  layOutFacts(shape);
  showTurns();
}

function lede(persona, stages) {
  const titles = new Intl.ListFormat('en').format(stages.map((stage) => stage.title));
  return stages.length > 1 ? `${persona} answers. One call in ${stages.length} stages: ${titles}.` : `${persona} answers.`;
}

function modelsLine(models) {
  return models === 'rehearsal' ? 'Rehearsal: an understudy speaks its lines, no language model.' : `Models: ${models}`;
}

const hueOf = (stage) => {
  const place = page.shape.stages.findIndex(({ name }) => name === stage);
  return place < 0 ? null : place % HUES;
};
const titleOf = (stage) => page.shape.stages.find(({ name }) => name === stage)?.title ?? stage;

// ---- The map: stages one below the other, every edge that skips or returns as an arc beside them

const ROW = 44, LANE = 13, DOT = 7, GAP = 15, TOP = 22;

function layOutMap({ opens, stages, edges }) {
  const rows = new Map(inOrder(opens, stages, edges).map((name, row) => [name, row]));
  const routes = route(edges, rows);
  const x = GAP + LANE * (1 + Math.max(-1, ...routes.map(({ lane }) => lane ?? -1)));
  const y = (stage) => TOP + ROW * rows.get(stage);
  const map = part('map');
  const height = TOP * 2 + ROW * (rows.size - 1);
  map.setAttribute('height', height);
  document.body.style.setProperty('--map', `${height}px`);
  document.body.style.setProperty('--thread', thread(stages));
  map.replaceChildren(
    ...routes.map(({ edge, lane }) => draw('path', { 'data-edge': edge.name, 'data-hue': hueOf(edge.target), d: course(x, y(edge.origin), y(edge.target), lane) })),
    ...stages.map((stage) => stop(stage, x, y(stage.name))),
  );
  part('map-list').replaceChildren(...stages.map((stage) => make('li', { 'data-of': stage.name })));
  lightMap();
}

/** The stages' names from the one that opens, each before those that it leads to where cycles allow. */
function inOrder(opens, stages, edges) {
  const order = [];
  const visit = (name) => {
    if (order.includes(name)) return;
    order.push(name);
    edges.filter(({ origin }) => origin === name).forEach(({ target }) => visit(target));
  };
  [opens, ...stages.map(({ name }) => name)].forEach(visit);
  return order;
}

/** For each edge its lane beside the stages, the shortest nearest; null for one that simply leads to the next row. */
function route(edges, rows) {
  const straight = new Set(), lanes = [];
  const span = ({ origin, target }) => [rows.get(origin), rows.get(target)].sort((a, b) => a - b);
  const length = (edge) => span(edge)[1] - span(edge)[0];
  return edges.filter(({ origin, target }) => origin !== target).toSorted((a, b) => length(a) - length(b)).map((edge) => {
    const [from, to] = span(edge);
    if (rows.get(edge.target) === rows.get(edge.origin) + 1 && !straight.has(from)) {
      straight.add(from);
      return { edge, lane: null };
    }
    let lane = lanes.findIndex((taken) => taken.every(([start, end]) => to <= start || from >= end));
    if (lane < 0) lane = lanes.push([]) - 1;
    lanes[lane].push([from, to]);
    return { edge, lane };
  });
}

/** The path of an edge, with its arrow's head. */
function course(x, from, to, lane) {
  if (lane === null) return `M${x} ${from + GAP}V${to - GAP}m-4 -4l4 4l4 -4`;
  const turn = Math.sign(to - from), start = from + 3 * turn, end = to - 3 * turn, edge = x - GAP, side = edge - LANE * (lane + 1);
  return `M${edge} ${start}H${side + 6}Q${side} ${start} ${side} ${start + 6 * turn}V${end - 6 * turn}Q${side} ${end} ${side + 6} ${end}H${edge - 1}m-4 -4l4 4l-4 4`;
}

/** Before a call the thread beside the transcript has the colours of all stages to come. */
function thread(stages) {
  const hues = stages.map(({ name }) => `var(--hue-${hueOf(name)})`);
  return `linear-gradient(${[hues[0], ...hues].join(', ')})`;
}

function stop({ name, title }, x, y) {
  return draw('g', { 'data-stage': name, 'data-hue': hueOf(name) },
    draw('circle', { class: 'halo', cx: x, cy: y, r: DOT + 5 }),
    draw('circle', { cx: x, cy: y, r: DOT }),
    draw('text', { x: x + DOT + 16, y: y + 5 }, title));
}

function lightMap() {
  for (const group of document.querySelectorAll('[data-stage]')) {
    group.toggleAttribute('data-now', group.dataset.stage === told.stage && !told.ended);
    group.toggleAttribute('data-seen', told.path.includes(group.dataset.stage));
  }
  for (const edge of document.querySelectorAll('[data-edge]')) {
    edge.toggleAttribute('data-taken', told.taken.has(edge.dataset.edge));
    edge.toggleAttribute('data-asked', told.asked === edge.dataset.edge);
  }
  for (const item of part('map-list').children) item.textContent = inWords(item.dataset.of);
}

function inWords(stage) {
  const onward = page.shape.edges.filter(({ origin }) => origin === stage).map(({ target }) => titleOf(target));
  const where = stage === told.stage && !told.ended ? ' (now)' : told.path.includes(stage) ? ' (been there)' : '';
  return `${titleOf(stage)}${where}${onward.length ? `, leads to ${onward.join(' and ')}` : ''}`;
}

// ---- Who speaks

function showStage({ stage, path }) {
  told.stage = stage;
  told.path = path ?? [...told.path, stage];
  showWho();
  lightMap();
}

function showWho() {
  const band = document.querySelector('.band');
  const there = told.stage !== null && !inState('ended', 'failed');
  if (there && hueOf(told.stage) !== null) band.dataset.hue = hueOf(told.stage);
  else delete band.dataset.hue;
  part('part').textContent = there ? titleOf(told.stage) : '';
  showDoing();
}

function showDoing() {
  const doing = { initializing: 'is coming', listening: 'listening', thinking: 'thinking', speaking: 'speaking' };
  part('doing').textContent = inState('live') ? doing[page.agent?.attributes['lk.agent.state']] ?? '' : '';
}

/** The string under the speaker's name: it moves as the agent is heard. */
function moveString(time, loudness = 0) {
  const level = inState('live') && page.agent?.isSpeaking ? Math.min(1, 0.25 + page.agent.audioLevel * 2) : 0;
  const now = loudness + (level - loudness) * 0.12;
  if (now > 0.004 || loudness > 0.004) part('string').firstElementChild.setAttribute('d', swing(time / 1000, now));
  requestAnimationFrame((next) => moveString(next, now));
}

function swing(t, loudness) {
  const points = Array.from({ length: 81 }, (_, i) => {
    const x = i / 80, envelope = Math.sin(Math.PI * x) ** 2;
    return `${i * 5} ${(20 + 17 * loudness * envelope * Math.sin(9 * Math.PI * x - 7 * t) * Math.sin(2.3 * t + 4 * x)).toFixed(1)}`;
  });
  return `M${points.join('L')}`;
}

// ---- Facts and answer times

function layOutFacts({ facts }) {
  part('facts').replaceChildren(...facts.map(({ name, ask }) =>
    make('div', { 'data-fact': name }, make('dt', {}, ask ?? name), make('dd', {}, UNKNOWN))));
  told.facts.forEach(showFact);
}

const factRow = (name) => part('facts').querySelector(`[data-fact="${CSS.escape(name)}"]`);

function learn(line) {
  told.facts.set(line.name, line);
  showFact(line);
}

function showFact({ name, value, before }) {
  let row = factRow(name);
  if (!row) part('facts').append(row = make('div', { 'data-fact': name }, make('dt', {}, name), make('dd')));
  const known = make('ins', {}, value ?? 'would rather not say');
  row.lastElementChild.replaceChildren(...(before ? [make('del', {}, before), ' ', known] : [known]));
  row.toggleAttribute('data-known', true);
}

function forgetFact(name) {
  told.facts.delete(name);
  const row = factRow(name);
  row?.lastElementChild.replaceChildren(UNKNOWN);
  row?.toggleAttribute('data-known', false);
}

const PARTS = [['end_of_turn_s', 'end of turn'], ['recognition_s', 'recognition'], ['first_token_s', 'first token'], ['first_byte_s', 'first byte']];

function showTurns() {
  const last = told.turns.at(-1);
  part('parts').replaceChildren(...PARTS.map(([key, label]) =>
    make('div', { 'data-part': key }, make('dt', {}, label), make('dd', {}, isNumber(last?.[key]) ? seconds(last[key]) : UNKNOWN))));
  const scale = Math.max(1, ...told.turns.map(({ answer_s }) => answer_s));
  part('turns').replaceChildren(...told.turns.map((turn) => turnRow(turn, scale)).reverse());
}

const isNumber = (value) => typeof value === 'number';

function turnRow(turn, scale) {
  const words = PARTS.filter(([key]) => isNumber(turn[key])).map(([key, label]) => `${label} ${seconds(turn[key])}`).join(', ');
  return make('li', {}, make('span', { class: 'answer' }, seconds(turn.answer_s)), bars(turn, scale), make('span', { class: 'unseen' }, ` ${words}`));
}

/** Where an answer's time went, from the caller's last sound on: listening above, thinking and voice after it. */
function bars(turn, scale) {
  const token = turn.first_token_s ?? 0, byte = turn.first_byte_s ?? 0;
  // A model may be asked before the turn is over: then its share reaches back, so that it ends where the answer begins.
  const from = Math.max(0, Math.min(turn.end_of_turn_s ?? 0, turn.answer_s - token - byte));
  const bar = (key, start, length, y, height) =>
    draw('rect', { 'data-part': key, x: (100 * start) / scale, y, width: (100 * length) / scale, height });
  return draw('svg', { viewBox: '0 0 100 12', preserveAspectRatio: 'none', 'aria-hidden': true },
    bar('answer', 0, turn.answer_s, 5, 2),
    bar('end_of_turn_s', 0, Math.min(turn.end_of_turn_s ?? 0, turn.answer_s), 0, 12),
    bar('recognition_s', 0, Math.min(turn.recognition_s ?? 0, turn.answer_s), 8, 4),
    bar('first_token_s', from, token, 0, 12),
    bar('first_byte_s', from + token, byte, 0, 12));
}

const median = (values) => {
  const sorted = values.toSorted((a, b) => a - b), middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

// ---- The transcript: what is certain, and below it what is being said just now

/** Changes the transcript, and follows it if its end was in view. */
function write(change) {
  const scroller = part('scroller');
  const following = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 90;
  const result = change();
  if (following) scroller.scrollTop = scroller.scrollHeight;
  return result;
}

function entry(by, name, words, marks = {}) {
  return make('li', { 'data-by': by, 'data-hue': hueOf(told.stage), ...marks }, make('b', {}, name), ' ', make('p', {}, ...words));
}

function settle(item) {
  write(() => part('settled').append(item));
}

function note(words, marks = {}) {
  const item = make('li', { class: 'note', 'data-hue': hueOf(told.stage), ...marks }, make('p', {}, words));
  settle(item);
  return item;
}

/** A line that is still being said; `words(text)` replaces what it says. */
function passing(by, name) {
  const text = make('p'), item = make('li', { 'data-by': by, 'data-live': true, 'data-hue': hueOf(told.stage) }, make('b', {}, name), ' ', text);
  return { by, item, open: true, text: '', words(said) { this.text = said; write(() => { text.textContent = said; part('passing').append(item); }); } };
}

const live = new Set();

function drop(line) {
  live.delete(line);
  write(() => line.item.remove());
}

function dropLive(which = () => true) {
  [...live].filter(which).forEach(drop);
}

const plain = (text) => text.replace(/\s+/g, ' ').trim();

/** Whether what was shown as it was spoken is what has now been told for certain. */
function settledBy(said, line) {
  return line.by === 'agents' && (!line.open || plain(`${said.text} ${said.cut ?? ''}`).includes(plain(line.text).slice(0, 24)));
}

function showSaid(line) {
  Object.assign(told, { said: plain(`${line.text} ${line.cut ?? ''}`), saidAt: performance.now() });
  dropLive((each) => settledBy(line, each));
  const words = [line.text];
  if (line.cut) words.push(' ', make('del', {}, make('span', { class: 'unseen' }, 'not heard: '), line.cut));
  const item = entry('agents', page.shape.profile.persona, words, { 'data-hue': hueOf(line.stage ?? told.stage), 'data-interrupted': line.interrupted });
  if (isNumber(line.answer_s)) item.append(make('span', { class: 'aside', title: 'answer time' }, seconds(line.answer_s)));
  if (plain(line.text) || line.cut) settle(item);
  if (!isNumber(line.answer_s)) return;
  told.turns.push({ ...told.heard, answer_s: line.answer_s, first_token_s: line.first_token_s, first_byte_s: line.first_byte_s });
  told.heard = null;
  showTurns();
}

function showHeard(line) {
  const typed = line.typed && [...live].find((each) => each.by === 'caller' && each.typed === line.text.trim());
  if (typed) drop(typed);
  if (!line.typed) dropLive((each) => each.by === 'caller' && !each.typed);
  const item = entry('caller', 'You', [line.text]);
  if (line.typed) item.append(make('span', { class: 'aside' }, 'typed'));
  settle(item);
  told.heard = { end_of_turn_s: line.end_of_turn_s, recognition_s: line.recognition_s };
}

function showHearing({ text }) {
  let line = [...live].find((each) => each.by === 'caller' && !each.typed);
  if (!line) live.add(line = passing('caller', 'You'));
  line.words(text);
}

function showHandOff({ step, edge, origin, target, reason }) {
  told.asked = step === 'requested' || step === 'committed' ? edge : null;
  if (step === 'committed') told.handOff = note(`${titleOf(origin)} → ${titleOf(target)}`, handing(origin, target));
  if (step === 'entered') {
    told.taken.add(edge);
    told.handOff ??= note(`${titleOf(origin)} → ${titleOf(target)}`, handing(origin, target));
    told.handOff.toggleAttribute('data-done', true);
    told.handOff = null;
  }
  if (step === 'rolled_back') {
    const why = reason ? ` (${String(reason).replaceAll('_', ' ')})` : '';
    note(`${titleOf(target)} could not take the call${why}. Back to ${titleOf(told.stage ?? origin)}.`);
    told.handOff = null;
  }
  lightMap();
}

const handing = (origin, target) => ({ 'data-hand-off': true, 'data-hue': hueOf(target), 'data-from': hueOf(origin) });

// ---- The feed: numbered lines, each shown once and in order, whatever is told again

const SHOW = {
  call: (line) => { told.call = line.call; drawProfile(line); },
  stage: (line) => { const first = told.stage === null; showStage(line); if (first) note(titleOf(line.stage)); },
  hand_off: showHandOff,
  heard: showHeard,
  said: showSaid,
  fact: learn,
  forgotten: ({ names }) => names.forEach(forgetFact),
  settled: ({ summary }) => note(`Settled: ${summary}`),
  away: () => note('Your connection broke.'),
  back: ({ away_s }) => note(isNumber(away_s) ? `You are back after ${Math.round(away_s)} s.` : 'You are back.'),
  ended: (line) => { told.ended = line; dropLive(); forget(); after(LAST_WORDS_S, leave); },
};

function take(line) {
  if (line.v !== 1) return;
  if (line.n === null) return line.kind === 'hearing' ? showHearing(line) : undefined;
  if (line.n <= told.n) return;
  told.waiting.set(line.n, line);
  while (told.waiting.has(told.n + 1)) show(told.waiting.get(told.n + 1));
}

function show(line) {
  told.n = line.n;
  told.waiting.delete(line.n);
  told.lines.push(line);
  const began = performance.now() / 1000 - line.at_s;
  told.startedAt = Math.min(told.startedAt ?? began, began);
  SHOW[line.kind]?.(line);
}

async function readFeed(reader) {
  let rest = '';
  for await (const piece of reader) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop();
    lines.filter((line) => line.trim()).forEach((line) => take(JSON.parse(line)));
  }
  if (rest.trim()) take(JSON.parse(rest));
}

/** Whether what is shown as spoken just now has already been told for certain: the two come by different ways. */
const justSaid = (text) => performance.now() - told.saidAt < SAID_JUST_NOW_MS && told.said.includes(plain(text));

/** An agent's words while they are spoken. */
async function readSpeech(reader) {
  const line = passing('agents', page.shape.profile.persona);
  let text = '';
  for await (const piece of reader) {
    text += piece;
    if (plain(text) && (live.has(line) || (!line.text && !justSaid(text)))) {
      live.add(line);
      line.words(text);
    }
  }
  line.open = false;
}

/** What somebody else in the room has typed, under their own name. */
async function readGuest(reader, who) {
  const text = await reader.readAll();
  const item = entry('guest', who.name || who.identity, [text], { 'data-hue': null });
  item.append(make('span', { class: 'aside' }, 'guest'));
  settle(item);
}

// ---- Joining

/** The call that this tab holds, and that a reload goes on with. */
function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT));
  } catch {
    return null;
  }
}

const keep = (pass) => sessionStorage.setItem(KEPT, JSON.stringify({ room: pass.room_name, identity: pass.participant_identity, secret: pass.resume_secret }));
const forget = () => sessionStorage.removeItem(KEPT);

function callAnew() {
  told = fresh();
  live.clear();
  part('settled').replaceChildren();
  part('passing').replaceChildren();
  part('record').hidden = part('download').hidden = true;
  drawProfile(page.shape);
  showWho();
  return place(null);
}

function callAgain() {
  const held = kept();
  return held ? place(held) : callAnew();
}

/** Place a call, or come back to the one that is `held`; `second` is the one more try where no agent came. */
async function place(held, second = false) {
  const attempt = ++page.attempt;
  clearTrouble();
  enter('connecting', held ? 'Coming back to your call' : second ? LINES.oncemore : 'Connecting');
  const microphone = openMicrophone();
  try {
    if (!Room) throw new Trouble(LINES.noClient, { label: 'Load the page again', go: () => location.reload() });
    const pass = await askForToken(held);
    if (!held) await microphone; // nobody shall speak to a caller whom the browser is still asking
    if (attempt !== page.attempt) return close(microphone);
    keep(pass);
    const room = await join(pass, attempt);
    if (attempt !== page.attempt) return close(microphone);
    joined(room, held, second);
    publish(room, await microphone);
  } catch (error) {
    close(microphone);
    if (attempt !== page.attempt) return;
    if (!held) forget();
    fail(error);
  }
}

const close = async (microphone) => (await microphone).stop?.();

async function askForToken(held) {
  const asked = held ? { room_name: held.room, participant_identity: held.identity, resume_secret: held.secret } : {};
  let answer;
  try {
    answer = await fetch('api/token', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(asked) });
  } catch {
    throw new Trouble(LINES.pageDown);
  }
  if (answer.ok) return answer.json();
  const anew = { label: 'Call again', go: callAnew };
  if (held && (answer.status === 410 || answer.status === 403)) {
    forget();
    throw new Trouble(LINES.over, anew);
  }
  const { error } = await answer.json().catch(() => ({}));
  throw new Trouble(error ? sentence(error) : LINES.pageDown);
}

const sentence = (line) => `${line[0].toUpperCase()}${line.slice(1).replace(/\.?$/, '.')}`;

async function join(pass, attempt) {
  const room = page.room = new Room();
  let answered = false;
  const tooLate = new Promise((_, reject) => {
    setTimeout(() => { if (!answered) reject(new Trouble(LINES.serverDown)); }, SIGNAL_S * 1000);
    setTimeout(() => reject(new Trouble(LINES.mediaBlocked)), MEDIA_S * 1000);
  });
  tooLate.catch(() => {});
  room.once(RoomEvent.SignalConnected, () => { answered = true; });
  listen(room);
  try {
    await Promise.race([room.connect(pass.server_url, pass.participant_token), tooLate]);
    return room;
  } catch (error) {
    if (attempt === page.attempt) page.room = null;
    room.disconnect();
    throw error instanceof Trouble ? error : new Trouble(whyNotJoined(error, answered));
  }
}

/** The message of a refused token holds the token: only the reason is looked at. */
function whyNotJoined({ reason }, answered) {
  if (reason === ConnectionErrorReason.NotAllowed) return LINES.refused;
  return answered ? LINES.mediaBlocked : LINES.serverDown;
}

function joined(room, held, second) {
  enter('waiting', held ? 'Coming back to your call' : second ? LINES.oncemore : `Waiting for ${page.shape.profile.persona} to answer`);
  const agent = agentIn(room);
  if (agent) return agentCame(agent);
  after(AGENT_COMES_S, () => noAgent(held, second));
}

const agentIn = (room) => [...room.remoteParticipants.values()].find((each) => each.isAgent);

function agentCame(agent) {
  clearTimeout(page.timer);
  page.agent = agent;
  enter('live', 'In the call');
  showWho();
}

function noAgent(held, second) {
  letGo();
  forget();
  if (held) return fail(new Trouble(LINES.agentGone, { label: 'Call again', go: callAnew }));
  if (second) return fail(new Trouble(LINES.noAgent));
  place(null, true);
}

/** One thing that happens later, unless something else comes first. */
function after(s, happens) {
  clearTimeout(page.timer);
  page.timer = setTimeout(happens, s * 1000);
}

function listen(room) {
  const mine = (handler) => (...what) => { if (room === page.room) handler(...what); };
  const from = (agents, read) => async (reader, { identity }) => {
    const who = await participant(room, identity);
    if (room === page.room && who && who.isAgent === agents) read(reader, who).catch(() => {}); // what breaks off is told again
  };
  room.registerTextStreamHandler('segue.call', from(true, readFeed));
  room.registerTextStreamHandler('lk.transcription', from(true, readSpeech));
  room.registerTextStreamHandler('lk.chat', from(false, readGuest));
  room.on(RoomEvent.ParticipantConnected, mine((who) => { if (who.isAgent && !inState('connecting', 'away')) agentCame(who); }));
  room.on(RoomEvent.ParticipantDisconnected, mine((who) => { if (who === page.agent && !inState('away')) agentLeft(); }));
  room.on(RoomEvent.ParticipantAttributesChanged, mine(showDoing));
  room.on(RoomEvent.TrackSubscribed, mine((track) => { if (track.kind === Track.Kind.Audio) document.body.append(track.attach()); }));
  room.on(RoomEvent.TrackUnsubscribed, (track) => track.detach().forEach((element) => element.remove()));
  room.on(RoomEvent.AudioPlaybackStatusChanged, mine(() => { part('silenced').hidden = room.canPlaybackAudio; }));
  room.on(RoomEvent.SignalReconnecting, mine(broken));
  room.on(RoomEvent.Reconnecting, mine(broken));
  room.on(RoomEvent.Reconnected, mine(() => { if (inState('away')) recovered(room); }));
  room.on(RoomEvent.Disconnected, mine(disconnected));
}

/** Who has that identity; their first words may be here before they are announced. */
async function participant(room, identity) {
  const known = () => room.remoteParticipants.get(identity);
  if (!known()) await inTime(new Promise((come) => { room.on(RoomEvent.ParticipantConnected, () => { if (known()) come(); }); }), AGENT_COMES_S);
  return known();
}

function broken() {
  if (inState('live')) enter('away', 'The connection is broken. Trying to get it back');
  showDoing();
}

function recovered(room) {
  const agent = agentIn(room);
  return agent ? agentCame(agent) : agentLeft();
}

// ---- The call's end

function agentLeft() {
  if (told.ended || page.hangingUp) return;
  part('status').textContent = 'The agent’s connection broke. Waiting for it';
  after(AGENT_RETURNS_S, () => {
    letGo();
    forget();
    fail(new Trouble(LINES.agentGone, { label: 'Call again', go: callAnew }));
  });
}

function disconnected(reason) {
  if (inState('connecting')) return; // whoever connects is told by an error
  const met = page.agent !== null;
  letGo();
  if (told.ended || page.hangingUp || (reason === DisconnectReason.ROOM_DELETED && met)) return finish();
  if (reason === DisconnectReason.DUPLICATE_IDENTITY) return fail(new Trouble(LINES.otherTab, { label: 'Go on here', go: callAgain }));
  const gone = { [DisconnectReason.PARTICIPANT_REMOVED]: LINES.removed, [DisconnectReason.ROOM_DELETED]: LINES.noAgent }[reason];
  if (gone) forget();
  fail(new Trouble(gone ?? LINES.lost));
}

/** Leave the room, say nothing about it, and listen to it no more. */
function letGo() {
  const { room } = page;
  clearTimeout(page.timer);
  [...told.waiting.values()].sort((a, b) => a.n - b.n).forEach(show);
  Object.assign(page, { room: null, agent: null, microphone: null });
  part('mute').disabled = true;
  document.querySelectorAll('audio').forEach((element) => element.remove());
  part('silenced').hidden = true;
  room?.disconnect();
}

function leave() {
  letGo();
  finish();
}

async function hangUp() {
  if (page.hangingUp) return;
  const { room, agent } = page, attempt = ++page.attempt;
  page.hangingUp = true;
  forget();
  part('status').textContent = 'Hanging up';
  document.querySelectorAll('audio').forEach((element) => { element.muted = true; });
  if (room && agent) await inTime(farewell(room, agent), FAREWELL_S);
  page.hangingUp = false;
  if (attempt === page.attempt && !inState('ended')) leave();
}

/** On the farewell the worker ends the call at once, and tells so; where it can't be reached, leaving has to do. */
async function farewell(room, agent) {
  const ended = new Promise((resolve) => { room.once(RoomEvent.Disconnected, resolve); });
  const answer = room.localParticipant.performRpc({ destinationIdentity: agent.identity, method: 'segue.hang_up', payload: '', responseTimeout: FAREWELL_S * 1000 });
  await answer.catch(() => {});
  await ended;
}

function finish() {
  clearTrouble();
  forget();
  if (told.lines.length) {
    enter('ended', 'The call is over');
    showRecord();
  } else {
    enter('idle', 'Ready for your call');
  }
  showWho();
  lightMap();
}

// ---- Failures

function fail(error) {
  const { message, way } = error instanceof Trouble ? error : new Trouble(LINES.lost);
  if (page.room) letGo();
  enter('failed', 'Not in a call');
  showWho();
  warn(message, way);
}

/** One plain line, and the way on. */
function warn(line, way) {
  page.way = way.go;
  part('retry').textContent = way.label;
  part('trouble').hidden = false;
  part('failure').textContent = line;
}

function clearTrouble() {
  part('trouble').hidden = true;
  part('failure').textContent = '';
}

// ---- The microphone

const chosen = () => part('microphone').value || undefined;

/** The microphone's track, or null, which has been said in a line then: typing works without. */
async function openMicrophone() {
  try {
    if (!window.isSecureContext || !navigator.mediaDevices) throw new Trouble(LINES.insecure);
    const track = await LivekitClient.createLocalAudioTrack({ echoCancellation: true, noiseSuppression: true, autoGainControl: true, deviceId: chosen() });
    await listMicrophones();
    return track;
  } catch (error) {
    return error;
  }
}

/** Why there is no microphone, by what the browser says. */
const whyNoMicrophone = () => ({
  [MediaDeviceFailure.PermissionDenied]: LINES.denied,
  [MediaDeviceFailure.NotFound]: LINES.missing,
  [MediaDeviceFailure.DeviceInUse]: LINES.inUse,
});

async function publish(room, track) {
  try {
    if (room !== page.room) return track.stop?.();
    if (track instanceof Error) throw track;
    await room.localParticipant.publishTrack(track);
    page.microphone = track;
    part('mute').disabled = false;
    showMuted();
    watchLevel(track);
  } catch (error) {
    withoutMicrophone(error);
  }
}

function withoutMicrophone(error) {
  const line = error instanceof Trouble ? error.message : whyNoMicrophone()[MediaDeviceFailure.getFailure(error)] ?? LINES.noMicrophone;
  warn(line, { label: 'Try the microphone again', go: async () => { clearTrouble(); publish(page.room, await openMicrophone()); } });
}

async function listMicrophones() {
  const devices = await Room.getLocalDevices('audioinput', false);
  const now = chosen();
  part('microphone').replaceChildren(...devices.map(({ deviceId, label }, i) =>
    make('option', { value: deviceId, selected: deviceId === now }, label || `Microphone ${i + 1}`)));
}

function watchLevel(track) {
  const { calculateVolume, cleanup } = LivekitClient.createAudioAnalyser(track, { cloneTrack: false });
  const timer = setInterval(() => {
    const there = page.microphone === track;
    part('level').value = there && !track.isMuted ? Math.min(1, calculateVolume() * 1.6) : 0;
    if (there) return;
    clearInterval(timer);
    cleanup();
  }, 60);
}

async function toggleMute() {
  const { microphone } = page;
  if (!microphone) return;
  await (microphone.isMuted ? microphone.unmute() : microphone.mute());
  showMuted();
}

function showMuted() {
  const muted = page.microphone?.isMuted === true;
  part('mute').setAttribute('aria-pressed', muted);
  part('mute').textContent = muted ? 'Muted' : 'Mute';
}

async function changeMicrophone() {
  try {
    await page.room?.switchActiveDevice('audioinput', chosen());
  } catch (error) {
    withoutMicrophone(error);
  }
}

// ---- Typed text

async function sendText(event) {
  event.preventDefault();
  const field = part('text'), text = field.value.trim();
  if (!text || !page.room) return;
  field.value = '';
  const line = Object.assign(passing('caller', 'You'), { typed: text });
  live.add(line);
  line.words(text);
  try {
    await page.room.localParticipant.sendText(text, { topic: 'lk.chat' });
  } catch {
    drop(line);
    field.value = text;
    warn(LINES.notSent, { label: 'Send it again', go: () => { clearTrouble(); part('text-form').requestSubmit(); } });
  }
}

// ---- The record

function record() {
  const times = told.turns.map(({ answer_s }) => answer_s);
  const outcome = told.ended?.outcome ?? 'hung_up';
  return {
    outcome: OUTCOMES[outcome] ?? `The call ended: ${outcome}.`,
    turns: told.ended?.turns ?? times.length,
    median: told.ended?.answer_median_s ?? (times.length ? median(times) : null),
    path: told.path.map(titleOf).join(' → '),
    call: told.ended?.call ?? told.call,
  };
}

function showRecord() {
  const { outcome, turns, median, path, call } = record();
  const row = (term, value) => make('div', {}, make('dt', {}, term), make('dd', {}, value));
  part('record-title').textContent = outcome;
  part('figures').replaceChildren(
    row('Turns', String(turns)), row('Answer time, median', isNumber(median) ? seconds(median) : UNKNOWN), row('Path', path),
    row('Kept as', make('code', {}, `./segue calls ${call}`)));
  part('call').textContent = 'Call again';
  part('hint').textContent = '';
  part('record').hidden = part('download').hidden = false;
  part('record-title').focus({ preventScroll: true });
  part('scroller').scrollTop = part('scroller').scrollHeight;
}

function inText(line) {
  const { persona } = page.shape.profile;
  switch (line.kind) {
    case 'heard': return `You${line.typed ? ' (typed)' : ''}: ${line.text}`;
    case 'said': return `${persona} (${titleOf(line.stage)}): ${line.text}${line.cut ? ` [not heard: ${line.cut}]` : ''}`;
    case 'hand_off': return line.step === 'entered' ? `  ${titleOf(line.origin)} → ${titleOf(line.target)}` : null;
    case 'fact': return `  ${line.name}: ${line.value ?? 'would rather not say'}${line.before ? ` (before: ${line.before})` : ''}`;
    case 'forgotten': return `  asked anew: ${line.names.join(', ')}`;
    case 'settled': return `  settled: ${line.summary}`;
    case 'away': return '  connection broken';
    case 'back': return '  connection back';
    default: return null;
  }
}

function download() {
  const { outcome, turns, median, path, call } = record();
  const { title } = page.shape.profile;
  const head = [title, `Call ${call}. ${outcome}`, `${turns} turns${isNumber(median) ? `, answered after ${seconds(median)} (median)` : ''}`, path];
  const lines = told.lines.map((line) => [line, inText(line)]).filter(([, text]) => text).map(([{ at_s }, text]) => `${clock(at_s).padStart(5)}  ${text}`);
  const address = URL.createObjectURL(new Blob([`${head.join('\n')}\n\n${lines.join('\n')}\n`], { type: 'text/plain' }));
  make('a', { href: address, download: `${call}.txt` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

// ---- Start

function showClock() {
  const running = inState('live', 'away') && told.startedAt !== null;
  if (running) part('clock').textContent = clock(performance.now() / 1000 - told.startedAt);
  else if (!inState('ended')) part('clock').textContent = '';
}

part('call').addEventListener('click', callAnew);
part('hang-up').addEventListener('click', hangUp);
part('retry').addEventListener('click', () => page.way());
part('download').addEventListener('click', download);
part('sound').addEventListener('click', () => page.room?.startAudio());
part('mute').addEventListener('click', toggleMute);
part('microphone').addEventListener('change', changeMicrophone);
part('text-form').addEventListener('submit', sendText);
navigator.mediaDevices?.addEventListener('devicechange', listMicrophones);
setInterval(showClock, 500);
window.LivekitClient?.setLogLevel('silent'); // its messages may hold a token
if (!matchMedia('(prefers-reduced-motion: reduce)').matches) requestAnimationFrame(moveString);
showProfile();
if (kept()) place(kept());
