// What a test gives a page before the page's own script runs: a microphone that speaks on cue, an ear, and a look around.
// Times are milliseconds of performance.now().
'use strict';

(() => {
  if (!navigator.mediaDevices) return; // about:blank

  const LOUD = 0.005; // of full scale; the agents' pauses are digital silence
  const PAUSE_MS = 300; // shorter ones are within a sound
  const LISTENS_EVERY_MS = 20;

  let made = null;
  const audio = () => (made ??= new AudioContext({ sampleRate: 48000 }));

  // ---- The microphone: silent until it is told to say something

  let lips = null;
  function throat() {
    if (lips) return lips;
    lips = audio().createGain();
    const hush = audio().createConstantSource(); // a track with nothing behind it would not tick
    hush.offset.value = 0;
    hush.connect(lips);
    hush.start();
    return lips;
  }

  function useMicrophone() {
    navigator.mediaDevices.getUserMedia = async () => {
      const out = audio().createMediaStreamDestination();
      throat().connect(out);
      return out.stream;
    };
  }

  /** Say 16-bit samples of 24 kHz, given in base64, to the end; when it began and ended. */
  function say(base64) {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const samples = Float32Array.from(new Int16Array(bytes.buffer), (sample) => sample / 32768);
    const sound = audio().createBuffer(1, samples.length, 24000);
    sound.copyToChannel(samples, 0);
    const source = audio().createBufferSource();
    source.buffer = sound;
    source.connect(throat());
    const began = performance.now();
    source.start();
    return new Promise((resolve) => { source.onended = () => resolve({ began, ended: performance.now() }); });
  }

  // ---- The ear: when there was sound in what the page receives

  const sounds = []; // [from, to]
  function listen(track) {
    if (track.kind !== 'audio') return;
    const analyser = audio().createAnalyser();
    analyser.fftSize = 1024;
    audio().createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const wave = new Float32Array(analyser.fftSize);
    const timer = setInterval(() => {
      if (track.readyState === 'ended') return clearInterval(timer);
      analyser.getFloatTimeDomainData(wave);
      if (wave.some((sample) => Math.abs(sample) > LOUD)) heard(performance.now());
    }, LISTENS_EVERY_MS);
  }

  function heard(now) {
    const last = sounds.at(-1);
    if (last && now - last[1] < PAUSE_MS) last[1] = now;
    else sounds.push([now, now]);
  }

  const Connection = window.RTCPeerConnection;
  let blocked = false;
  window.RTCPeerConnection = class extends Connection {
    constructor(how, ...rest) {
      super(blocked ? { ...how, iceServers: [], iceTransportPolicy: 'relay' } : how, ...rest);
      this.addEventListener('track', ({ track }) => listen(track));
    }
    setConfiguration(how) {
      super.setConfiguration(blocked ? { ...how, iceServers: [], iceTransportPolicy: 'relay' } : how);
    }
  };

  // ---- What the page shows

  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const part = (role) => document.querySelector(`[data-role="${role}"]`);
  const text = (element) => (element?.textContent ?? '').replace(/\s+/g, ' ').trim();
  const shown = (role) => (part(role)?.checkVisibility() ? text(part(role)) : '');
  const struck = (element) => all('del', element).map(text);

  function look() {
    return {
      state: document.body.dataset.state,
      status: text(part('status')),
      failure: shown('failure'),
      retry: shown('retry'),
      who: text(part('who')),
      lines: all('[data-role=transcript] [data-by]').map((item) => ({
        by: item.dataset.by, text: text(item.querySelector('p') ?? item), cut: struck(item), passing: 'live' in item.dataset,
      })),
      transcript: text(part('transcript')),
      facts: Object.fromEntries(all('[data-fact]').map((row) => [row.dataset.fact, { shown: text(row.querySelector('dd') ?? row), corrected: struck(row) }])),
      now: all('[data-stage][data-now]').map((stage) => stage.dataset.stage),
      seen: all('[data-stage][data-seen]').map((stage) => stage.dataset.stage),
      turns: all('[data-role=turns] > *').map(text),
      record: shown('record'),
      kept: Object.fromEntries(Object.entries(sessionStorage)),
      width: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    };
  }

  const spoken = () => all('[data-role=transcript] [data-by=caller]').length;

  window.testing = {
    useMicrophone, say, look, sounds,
    block: () => { blocked = true; },
    /** Those of `words` that the last line has, if it is the agents', they are silent, and the caller has had `n` lines. */
    turn(words, n, ms) {
      const last = all('[data-role=transcript] [data-by]').at(-1);
      const silent = performance.now() - (sounds.at(-1)?.[1] ?? 0) > ms;
      if (last?.dataset.by !== 'agents' || !silent || spoken() < n) return undefined;
      return words.find((each) => text(last).toLowerCase().includes(each.toLowerCase()));
    },
    spoken,
    says: (words) => text(part('transcript')).toLowerCase().includes(words.toLowerCase()),
  };
})();
