// The plane: places the point of light, by pointer and keys, and draws what belongs to it.

import { paintField, onSchemeChange } from './colour.js';
import { describe } from './words.js';

const svg = (name, attributes) => {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};
const clamp = value => Math.min(1, Math.max(-1, value));
// The outermost places stay a little inside the border, so that nothing is cut off.
const reach = 0.92;
const left = valence => 50 + 50 * reach * valence;
const top = arousal => 50 - 50 * reach * arousal;
const place = (element, { valence, arousal }) => {
  element.style.left = `${left(valence)}%`;
  element.style.top = `${top(arousal)}%`;
};
const drawn = ({ valence, arousal }) => [100 * reach * valence, -100 * reach * arousal];

export class Plane {
  #root; #point; #onMove; #onSettle;
  #mood = { valence: 0, arousal: 0 };
  #placed = false;
  #places = [];
  #tracks = [];
  #stars = new Map();
  #trail = [];
  #songs = [];

  /** `onMove` is called while the point moves by hand, `onSettle` when it is let go. */
  constructor(root, { onMove, onSettle }) {
    this.#root = root;
    this.#point = root.querySelector('.point');
    this.#onMove = onMove;
    this.#onSettle = onSettle;
    root.classList.add('unplaced');
    const field = root.querySelector('.field');
    paintField(field);
    onSchemeChange(() => paintField(field));
    this.#listenToPointer();
    this.#listenToKeys();
    root.addEventListener('pointermove', event => this.#whisper(event, this.#tracks));
    root.addEventListener('pointerleave', () => this.#hush());
    new ResizeObserver(() => this.#layOutStops()).observe(root);
  }

  get mood() { return this.#mood; }

  /** Names the places of the emotions. */
  setPlaces(emotions) {
    const layer = this.#root.querySelector('.places');
    this.#places = emotions.map(emotion => {
      const label = document.createElement('span');
      label.textContent = emotion.name;
      place(label, emotion);
      layer.append(label);
      return { ...emotion, label };
    });
  }

  /** Draws the catalogue as faint stars. */
  setStars(tracks) {
    const layer = this.#root.querySelector('.stars');
    this.#tracks = tracks;
    this.#stars.clear();
    layer.replaceChildren(...tracks.map(track => {
      const [cx, cy] = drawn(track);
      const star = svg('circle', { class: 'star', cx, cy, r: 0.28 + (track.popularity / 100) ** 3 * 0.7 });
      this.#stars.set(track.id, star);
      return star;
    }));
  }

  /** Moves the point; `spread` (0 to 1) is how uncertain the place is, and the halo's radius. */
  setMood(mood, spread = 0.14, { leaveTrail = true } = {}) {
    if (this.#placed && leaveTrail) this.#leaveTrail(this.#mood);
    this.#mood = { valence: clamp(mood.valence), arousal: clamp(mood.arousal) };
    this.#placed = true;
    this.#root.classList.remove('unplaced');
    place(this.#point, this.#mood);
    const [x, y] = drawn(this.#mood);
    const halo = this.#root.querySelector('.halo');
    halo.style.transform = `translate(${x}px, ${y}px)`;
    halo.style.setProperty('r', `${Math.max(8, 100 * reach * spread)}px`);
    this.#point.setAttribute('aria-valuenow', this.#mood.valence.toFixed(2));
    this.#point.setAttribute('aria-valuetext',
      `${describe(this.#mood.valence, this.#mood.arousal)}: valence ${this.#mood.valence.toFixed(2)}, arousal ${this.#mood.arousal.toFixed(2)}`);
    for (const { valence, arousal, label } of this.#places)
      label.classList.toggle('near', Math.hypot(valence - this.#mood.valence, arousal - this.#mood.arousal) < 0.1);
  }

  /** Draws the way to the mode's target and the songs on it; `journey` joins the songs to a path. */
  setSongs(songs, target, journey) {
    this.#songs = songs;
    const ring = this.#root.querySelector('.target');
    const far = target && Math.hypot(target.valence - this.#mood.valence, target.arousal - this.#mood.arousal) > 0.06;
    ring.hidden = !far;
    if (far) place(ring, target);
    const arrow = this.#root.querySelector('.arrow');
    arrow.setAttribute('d', far && !journey ? this.#curve([this.#mood, target]) : '');
    this.#root.querySelector('.stops').replaceChildren(...songs.map((song, i) => {
      const stop = document.createElement('span');
      stop.textContent = i + 1;
      stop.dataset.id = song.id;
      return stop;
    }));
    this.#root.dataset.journey = journey ? 'yes' : '';
    this.#layOutStops();
  }

  /** Makes one song stand out. */
  light(id, on) {
    for (const stop of this.#root.querySelectorAll('.stops span')) stop.classList.toggle('lit', on && stop.dataset.id === id);
  }

  // Stops that would cover each other or the point are pushed apart, by no more than they need.
  #layOutStops() {
    const size = this.#root.clientWidth;
    if (!size) return;
    const gap = 27;
    const at = ({ valence, arousal }) => ({ x: left(valence) / 100 * size, y: top(arousal) / 100 * size });
    const centre = at(this.#mood);
    const spots = this.#songs.map((song, i) => {
      const spot = at(song);
      // Songs in one and the same place have to start a little apart to be pushed anywhere.
      return { x: spot.x + Math.cos(i * 2.4), y: spot.y + Math.sin(i * 2.4) };
    });
    for (let round = 0; round < 60; round++) {
      spots.forEach((spot, i) => {
        push(spot, centre, gap + 3, 1);
        for (let j = 0; j < i; j++) push(spot, spots[j], gap, 0.5, true);
        spot.x = Math.min(size - 16, Math.max(16, spot.x));
        spot.y = Math.min(size - 16, Math.max(16, spot.y));
      });
    }
    const stops = this.#root.querySelectorAll('.stops span');
    spots.forEach((spot, i) => {
      stops[i].style.left = `${spot.x / size * 100}%`;
      stops[i].style.top = `${spot.y / size * 100}%`;
    });
    const points = [centre, ...spots].map(({ x, y }) => [x / size * 200 - 100, y / size * 200 - 100]);
    this.#root.querySelector('.path').setAttribute('d', this.#root.dataset.journey && spots.length ? smooth(points) : '');
  }

  #curve([from, to]) {
    const [x1, y1] = drawn(from);
    const [x2, y2] = drawn(to);
    // A bow to the left of the way, an eighth of its length high.
    return `M${x1} ${y1}Q${(x1 + x2) / 2 + (y2 - y1) / 8} ${(y1 + y2) / 2 - (x2 - x1) / 8} ${x2} ${y2}`;
  }

  #leaveTrail(mood) {
    this.setTrail([...this.#trail.slice(-7), mood]);
  }

  /** Draws where the person was, the latest strongest. */
  setTrail(moods) {
    this.#trail = moods;
    this.#root.querySelector('.trail').replaceChildren(...this.#trail.map((old, i) => {
      const [cx, cy] = drawn(old);
      return svg('circle', { cx, cy, r: 0.9, 'fill-opacity': 0.08 + 0.05 * i });
    }));
  }

  #listenToPointer() {
    const moodAt = event => {
      const box = this.#root.getBoundingClientRect();
      return {
        valence: clamp(((event.clientX - box.left) / box.width * 2 - 1) / reach),
        arousal: clamp((1 - (event.clientY - box.top) / box.height * 2) / reach),
      };
    };
    this.#root.addEventListener('pointerdown', event => {
      // On a touch screen the plane scrolls with the page; only the point itself is dragged, and a tap places it.
      if (event.button !== 0 || (event.pointerType === 'touch' && event.target !== this.#point)) return;
      event.preventDefault();
      this.#point.focus({ preventScroll: true });
      this.#root.setPointerCapture(event.pointerId);
      this.#root.classList.add('held');
      if (event.target !== this.#point) this.#byHand(moodAt(event), true);
    });
    this.#root.addEventListener('pointermove', event => {
      if (this.#root.classList.contains('held')) this.#byHand(moodAt(event), false);
    });
    const release = event => {
      if (!this.#root.classList.contains('held')) return;
      this.#root.classList.remove('held');
      if (event.type === 'pointerup') this.#onSettle(this.#mood);
    };
    this.#root.addEventListener('pointerup', release);
    this.#root.addEventListener('pointercancel', release);
    this.#root.addEventListener('click', event => {
      if (event.pointerType !== 'touch' || event.target === this.#point) return;
      this.#byHand(moodAt(event), true);
      this.#onSettle(this.#mood);
    });
  }

  #listenToKeys() {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1], PageUp: [0, 4], PageDown: [0, -4], Home: [-4, 0], End: [4, 0] };
    let timer = 0;
    this.#point.addEventListener('keydown', event => {
      const step = steps[event.key];
      if (!step) return;
      event.preventDefault();
      const size = event.shiftKey ? 0.2 : 0.05;
      this.#byHand({ valence: this.#mood.valence + size * step[0], arousal: this.#mood.arousal + size * step[1] }, false);
      // Held keys repeat: songs are asked for when they rest.
      clearTimeout(timer);
      timer = setTimeout(() => this.#onSettle(this.#mood), 350);
    });
  }

  #byHand(mood, leaveTrail) {
    this.setMood(mood, 0.1, { leaveTrail });
    this.#hush();
    this.#onMove(this.#mood);
  }

  // The title of the star under the pointer.
  #whisper(event, tracks) {
    if (this.#root.classList.contains('held') || event.pointerType === 'touch') return;
    const box = this.#root.getBoundingClientRect();
    const x = event.clientX - box.left;
    const y = event.clientY - box.top;
    let best = null;
    let nearest = 10;
    for (const track of tracks) {
      const distance = Math.hypot(left(track.valence) / 100 * box.width - x, top(track.arousal) / 100 * box.height - y);
      if (distance < nearest) [best, nearest] = [track, distance];
    }
    const whisper = this.#root.querySelector('.whisper');
    whisper.hidden = !best;
    if (!best) return;
    whisper.textContent = `${best.title}, ${best.artist}`;
    whisper.style.left = `${Math.min(x + 14, box.width - whisper.offsetWidth - 8)}px`;
    whisper.style.top = `${Math.max(8, y - whisper.offsetHeight - 10)}px`;
  }

  #hush() { this.#root.querySelector('.whisper').hidden = true; }
}

function push(spot, other, gap, share, both = false) {
  const dx = spot.x - other.x;
  const dy = spot.y - other.y;
  const distance = Math.hypot(dx, dy) || 0.01;
  if (distance >= gap) return;
  const move = (gap - distance) / distance * share;
  spot.x += dx * move;
  spot.y += dy * move;
  if (!both) return;
  other.x -= dx * move;
  other.y -= dy * move;
}

// A Catmull-Rom spline through the points, as cubic Bezier curves.
function smooth(points) {
  let d = `M${points[0].join(' ')}`;
  for (let i = 0; i < points.length - 1; i++) {
    const [p0, p1, p2, p3] = [points[i - 1] ?? points[i], points[i], points[i + 1], points[i + 2] ?? points[i + 1]];
    const first = [p1[0] + (p2[0] - p0[0]) / 6, p1[1] + (p2[1] - p0[1]) / 6];
    const second = [p2[0] - (p3[0] - p1[0]) / 6, p2[1] - (p3[1] - p1[1]) / 6];
    d += `C${first.join(' ')} ${second.join(' ')} ${p2.join(' ')}`;
  }
  return d;
}
