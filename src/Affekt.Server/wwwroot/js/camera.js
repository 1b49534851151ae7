// The camera: started by a click after consent, read with one frame on its way at a time, and always stoppable.

import * as api from './api.js';
import { again, hideFaces, offerFaces } from './faces.js';
import { encode } from './picture.js';
import { Smoother } from './smoothing.js';
import { sentence } from './reading.js';

const width = 640;
const settled = 2500;      // ms that an emotion must hold before the camera has done its work
const dark = 28;           // mean brightness of 255 below which a face can hardly be read
const far = 0.14;          // a face smaller than this share of the frame's height is too far
const paceOver = 2000;     // ms over which readings a second are counted
const panel = document.getElementById('camera');
const video = document.getElementById('video');
const overlay = document.getElementById('overlay');
const status = document.getElementById('camera-status');
const pace = document.getElementById('camera-pace');

const trouble = {
  NotAllowedError: 'The browser does not allow the camera. Allow it in the address bar (the camera sign), or show a photo instead.',
  NotFoundError: 'No camera was found. Plug one in, or show a photo instead.',
  NotReadableError: 'The camera is in use by another program. Close that one, or show a photo instead.',
};

export class Camera {
  #stream = null;
  #session = 0;
  #latest = null;
  #chosen = null; // the box of the face that was chosen among several
  #onReading; #onSettled; #onTrouble;

  /** `onReading` is called with each steadied reading, `onSettled` once one holds, `onTrouble` with a sentence. */
  constructor({ onReading, onSettled, onTrouble }) {
    this.#onReading = onReading;
    this.#onSettled = onSettled;
    this.#onTrouble = onTrouble;
    document.getElementById('camera-stop').addEventListener('click', () => this.stop());
    document.getElementById('camera-use').addEventListener('click', () => this.#settle());
  }

  get on() { return this.#stream !== null; }

  async start() {
    if (this.on) return;
    const session = ++this.#session;
    try {
      if (!navigator.mediaDevices) throw new DOMException('', 'NotFoundError');
      const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'user', width: { ideal: width }, height: { ideal: 480 } } });
      if (session !== this.#session) return stream.getTracks().forEach(track => track.stop());
      this.#stream = stream;
    } catch (error) {
      this.#onTrouble(trouble[error.name] ?? 'The camera could not be started. Show a photo instead.');
      return;
    }
    panel.hidden = false;
    status.textContent = 'Starting...';
    this.#stream.getVideoTracks()[0].addEventListener('ended', () => {
      if (session !== this.#session) return;
      this.stop();
      this.#onTrouble('The camera was taken away. Plug it in again, or show a photo instead.');
    });
    video.srcObject = this.#stream;
    await video.play();
    document.getElementById('camera-stop').focus();
    this.#read(session);
  }

  stop() {
    this.#session++;
    this.#stream?.getTracks().forEach(track => track.stop());
    this.#stream = null;
    this.#latest = null;
    this.#chosen = null;
    video.srcObject = null;
    if (!panel.hidden) hideFaces();
    panel.hidden = true;
  }

  // One frame is read at a time and always the newest: a slow server sees fewer frames, never old ones.
  async #read(session) {
    const frame = document.createElement('canvas');
    const context = frame.getContext('2d', { willReadFrequently: true });
    const light = new Light();
    const smoother = new Smoother();
    const times = [];
    let done = false;
    while (session === this.#session) {
      await new Promise(resolve => requestAnimationFrame(resolve));
      if (!video.videoWidth) continue;
      const taken = performance.now();
      frame.width = Math.min(width, video.videoWidth);
      frame.height = Math.round(frame.width * video.videoHeight / video.videoWidth);
      context.drawImage(video, 0, 0, frame.width, frame.height);
      const isDark = light.of(frame) < dark;
      try {
        const { faces } = await api.mood(await encode(frame, 0.8), { n: 0 });
        if (session !== this.#session) return;
        const now = performance.now();
        times.push({ now, took: now - taken });
        while (now - times[0].now > paceOver) times.shift();
        if (now - times[0].now > paceOver / 2) showPace(times);
        const face = this.#pick(frame, faces);
        this.#drawBoxes(frame, faces, face);
        if (!face) {
          status.textContent = faces.length > 1 ? 'Several faces: choose one.'
            : isDark ? 'It is too dark to see a face.' : 'No face to be seen. Come into the picture.';
          continue;
        }
        const steady = smoother.update(face, now);
        this.#latest = { ...face, ...steady };
        const isFar = face.score !== null && face.box.height < far * frame.height;
        status.textContent = [sentence(steady), isDark && 'It is rather dark.', isFar && 'You are far away: come closer.'].filter(Boolean).join(' ');
        this.#onReading(this.#latest, frame);
        if (!done && steady.steadyFor > settled && !steady.unsure) {
          done = !document.getElementById('camera-stay').checked;
          this.#settle();
        }
      } catch (error) {
        if (session !== this.#session) return;
        if (error.status === 403) {
          this.stop();
          this.#onTrouble(error.message);
          return;
        }
        status.textContent = error.message;
        await new Promise(resolve => setTimeout(resolve, 1500));
      }
    }
  }

  // The only face, or the one that was chosen; nobody while several are there and none is chosen.
  #pick(frame, faces) {
    if (faces.length < 2) {
      hideFaces();
      this.#chosen = faces[0]?.box ?? null;
      return faces[0] ?? null;
    }
    const face = again(faces, this.#chosen);
    if (face) this.#chosen = face.box;
    offerFaces(frame, faces, face, chosen => { this.#chosen = chosen.box; });
    return face;
  }

  #settle() {
    const stay = document.getElementById('camera-stay').checked;
    const latest = this.#latest;
    if (!stay) this.stop();
    if (latest) this.#onSettled(latest, stay);
  }

  #drawBoxes(frame, faces, chosen) {
    overlay.width = frame.width;
    overlay.height = frame.height;
    const context = overlay.getContext('2d');
    for (const face of faces) {
      const { x, y, width: w, height: h } = face.box;
      context.lineWidth = face === chosen ? 4 : 2;
      context.setLineDash(face === chosen ? [] : [8, 6]);
      context.strokeStyle = 'rgb(255 255 255 / .9)';
      context.beginPath();
      context.roundRect(x + 2, y + 2, w - 4, h - 4, 14);
      context.stroke();
    }
  }
}

function showPace(times) {
  pace.textContent = `${Math.round((times.length - 1) * 1000 / (times.at(-1).now - times[0].now))} readings a second`;
  const sorted = times.map(time => time.took).sort((a, b) => a - b);
  pace.title = `From frame to reading: ${sorted[Math.floor(sorted.length / 2)].toFixed(0)} ms, 95 % within ${sorted[Math.floor(sorted.length * 0.95)].toFixed(0)} ms`;
}

// The mean brightness of a frame, seen in a thumbnail of it.
class Light {
  #canvas = document.createElement('canvas');
  #context;

  constructor() {
    [this.#canvas.width, this.#canvas.height] = [32, 24];
    this.#context = this.#canvas.getContext('2d', { willReadFrequently: true });
  }

  of(frame) {
    this.#context.drawImage(frame, 0, 0, 32, 24);
    const { data } = this.#context.getImageData(0, 0, 32, 24);
    let sum = 0;
    for (let i = 0; i < data.length; i += 4) sum += 0.3 * data[i] + 0.59 * data[i + 1] + 0.11 * data[i + 2];
    return sum / (data.length / 4);
  }
}
