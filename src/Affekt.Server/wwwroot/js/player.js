// The player of own music: one song after the other, with a queue, seeking and media keys. It starts by a click and is
// never cut by a new reading, which only changes what comes next.

import { icon, iconButton } from './icons.js';

const byId = id => document.getElementById(id);
const bar = byId('player');
const sound = byId('sound');
const seek = byId('player-seek');
const toggle = byId('player-toggle');
const list = byId('queue-list');
const early = 0.5; // a song left before this share of it was heard counts as skipped

const clock = seconds => Number.isFinite(seconds) ? `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}` : '0:00';

export class Player {
  #past = [];
  #now = null;
  #wanted = [];  // what the person queued, first of all that comes
  #offered = []; // what the present mood offers, after that
  #seeking = false;
  #onHeard; #onTrouble;

  /** `onHeard(song, kind)` is called with "play" for a song heard to its end and "skip" for one left early; `onTrouble` with a sentence. */
  constructor({ onHeard, onTrouble }) {
    this.#onHeard = onHeard;
    this.#onTrouble = onTrouble;
    for (const [id, name] of [['player-previous', 'previous'], ['player-next', 'next'], ['player-queue', 'queue'], ['player-close', 'close']]) byId(id).append(icon(name));
    toggle.addEventListener('click', () => this.#toggle());
    byId('player-next').addEventListener('click', () => this.#next());
    byId('player-previous').addEventListener('click', () => this.#previous());
    byId('player-close').addEventListener('click', () => this.#close());
    byId('player-queue').addEventListener('click', () => this.#showQueue(byId('queue').hidden));
    seek.addEventListener('input', () => {
      this.#seeking = true;
      this.#showTime(seek.value / 1000 * sound.duration);
    });
    seek.addEventListener('change', () => {
      this.#seeking = false;
      if (Number.isFinite(sound.duration)) sound.currentTime = seek.value / 1000 * sound.duration;
    });
    sound.addEventListener('timeupdate', () => { if (!this.#seeking) this.#showTime(sound.currentTime); });
    sound.addEventListener('durationchange', () => this.#showTime(sound.currentTime));
    for (const event of ['play', 'pause']) sound.addEventListener(event, () => this.#showState());
    sound.addEventListener('ended', () => {
      this.#onHeard(this.#now, 'play');
      this.#advance();
    });
    sound.addEventListener('error', () => {
      if (!this.#now || !sound.getAttribute('src')) return;
      this.#onTrouble(`${this.#now.title} cannot be played: its file has gone or cannot be read.`);
      this.#advance();
    });
    this.#listenToMediaKeys();
  }

  /** The song that is playing or paused, or null. */
  get now() { return this.#now; }

  /** Makes room for another sound. */
  pause() { sound.pause(); }

  /** Plays a song; the others of the list come after it. */
  play(song) {
    if (this.#now) this.#past.push(this.#now);
    this.#start(song);
  }

  /** Puts a song behind those that were queued before. */
  queue(song) {
    this.#wanted.push(song);
    if (this.#now) this.#showQueue();
    else this.#advance();
  }

  /** What the present mood offers: it comes after what was queued, and cuts nothing. */
  offer(songs) {
    this.#offered = songs.filter(song => song.audio && song.id !== this.#now?.id);
    this.#showQueue();
  }

  /** The person said no to a song: it is not to come. */
  drop(id) {
    this.#wanted = this.#wanted.filter(song => song.id !== id);
    this.#offered = this.#offered.filter(song => song.id !== id);
    this.#showQueue();
  }

  #start(song) {
    this.#now = song;
    this.drop(song.id);
    bar.hidden = false;
    document.body.classList.add('playing');
    byId('player-title').textContent = song.title;
    byId('player-artist').textContent = song.artist;
    const cover = byId('player-cover');
    cover.hidden = !song.cover;
    if (song.cover) cover.src = song.cover;
    cover.onerror = () => { cover.hidden = true; };
    sound.src = song.audio;
    sound.play().catch(() => {}); // what went wrong comes as an error event
    this.#showTime(0);
    if ('mediaSession' in navigator) {
      navigator.mediaSession.metadata = new MediaMetadata({
        title: song.title, artist: song.artist, artwork: song.cover ? [{ src: new URL(song.cover, location.href).href }] : [],
      });
    }
  }

  #advance() {
    const next = this.#wanted.shift() ?? this.#offered.shift();
    if (this.#now) this.#past.push(this.#now);
    if (next) this.#start(next);
    else this.#rest();
  }

  #rest() {
    sound.pause();
    this.#showState();
    this.#showQueue();
  }

  #next() {
    if (this.#now && sound.duration && sound.currentTime / sound.duration < early && !sound.ended) this.#onHeard(this.#now, 'skip');
    this.#advance();
  }

  #previous() {
    if (sound.currentTime > 3 || this.#past.length === 0) {
      sound.currentTime = 0;
      return;
    }
    const song = this.#past.pop();
    if (this.#now) this.#wanted.unshift(this.#now);
    this.#start(song);
  }

  #toggle() {
    if (sound.paused) sound.play().catch(() => {});
    else sound.pause();
  }

  #close() {
    sound.pause();
    sound.removeAttribute('src');
    sound.load();
    [this.#now, this.#past, this.#wanted] = [null, [], []];
    bar.hidden = true;
    this.#showQueue(false);
    document.body.classList.remove('playing');
  }

  #showState() {
    toggle.replaceChildren(icon(sound.paused ? 'play' : 'pause'));
    toggle.setAttribute('aria-label', sound.paused ? 'Play' : 'Pause');
    if ('mediaSession' in navigator) navigator.mediaSession.playbackState = sound.paused ? 'paused' : 'playing';
  }

  #showTime(seconds) {
    const whole = Number.isFinite(sound.duration) ? sound.duration : 0;
    if (!this.#seeking) seek.value = whole ? Math.round(seconds / whole * 1000) : 0;
    seek.setAttribute('aria-valuetext', `${clock(seconds)} of ${clock(whole)}`);
    byId('player-time').textContent = `${clock(seconds)} / ${clock(whole)}`;
  }

  // The queue as a list that can be changed by keyboard: up, and out.
  #showQueue(open = !byId('queue').hidden) {
    byId('queue').hidden = !open;
    byId('player-queue').setAttribute('aria-expanded', open);
    const rows = [...this.#wanted.map(song => [song, this.#wanted]), ...this.#offered.map(song => [song, this.#offered])];
    list.replaceChildren(...rows.map(([song, from]) => {
      const row = document.createElement('li');
      const name = document.createElement('span');
      name.textContent = `${song.title}, ${song.artist}`;
      row.append(name,
        iconButton('up', `Play ${song.title} next`, () => {
          from.splice(from.indexOf(song), 1);
          this.#wanted.unshift(song);
          this.#showQueue();
        }),
        iconButton('remove', `Take ${song.title} out of the queue`, () => {
          from.splice(from.indexOf(song), 1);
          this.#showQueue();
        }));
      return row;
    }));
    byId('queue-empty').hidden = rows.length > 0;
  }

  #listenToMediaKeys() {
    if (!('mediaSession' in navigator)) return;
    const actions = {
      play: () => sound.play().catch(() => {}),
      pause: () => sound.pause(),
      stop: () => this.#close(),
      nexttrack: () => this.#next(),
      previoustrack: () => this.#previous(),
      seekto: details => { sound.currentTime = details.seekTime; },
      seekforward: () => { sound.currentTime = Math.min(sound.duration, sound.currentTime + 10); },
      seekbackward: () => { sound.currentTime = Math.max(0, sound.currentTime - 10); },
    };
    for (const [name, action] of Object.entries(actions)) {
      try {
        navigator.mediaSession.setActionHandler(name, action);
      } catch {
        // This browser does not know the key.
      }
    }
  }
}
