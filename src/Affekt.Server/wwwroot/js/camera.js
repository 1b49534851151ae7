// The camera: started by a click after consent, read with one frame on its way at a time, and always stoppable.

import * as api from './api.js';
import { encode } from './picture.js';
import { Smoother } from './smoothing.js';
import { sentence } from './reading.js';

const width = 640;
const settled = 2500; // ms that an emotion must hold before the camera has done its work
const panel = document.getElementById('camera');
const video = document.getElementById('video');
const overlay = document.getElementById('overlay');
const status = document.getElementById('camera-status');

const trouble = {
  NotAllowedError: 'The browser does not allow the camera. Allow it in the address bar (the camera sign), or show a photo instead.',
  NotFoundError: 'No camera was found. Plug one in, or show a photo instead.',
  NotReadableError: 'The camera is in use by another program. Close that one, or show a photo instead.',
};

export class Camera {
  #stream = null;
  #session = 0;
  #latest = null;
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
    video.srcObject = null;
    panel.hidden = true;
  }

  // One frame is read at a time and always the newest: a slow server sees fewer frames, never old ones.
  async #read(session) {
    const frame = document.createElement('canvas');
    const context = frame.getContext('2d', { willReadFrequently: true });
    const smoother = new Smoother();
    let done = false;
    while (session === this.#session) {
      await new Promise(resolve => requestAnimationFrame(resolve));
      if (!video.videoWidth) continue;
      frame.width = Math.min(width, video.videoWidth);
      frame.height = Math.round(frame.width * video.videoHeight / video.videoWidth);
      context.drawImage(video, 0, 0, frame.width, frame.height);
      const dark = brightness(context.getImageData(0, 0, frame.width, frame.height).data) < 28;
      try {
        const { faces } = await api.mood(await encode(frame, 0.85), { n: 0 });
        if (session !== this.#session) return;
        this.#drawBoxes(frame, faces);
        if (faces.length === 0) {
          status.textContent = dark ? 'It is too dark to see a face.' : 'No face to be seen. Come into the picture.';
          continue;
        }
        const steady = smoother.update(faces[0], performance.now());
        this.#latest = { ...faces[0], ...steady };
        status.textContent = dark ? `${sentence(steady)} It is rather dark.` : sentence(steady);
        this.#onReading(this.#latest, frame);
        if (!done && steady.steadyFor > settled && !steady.unsure) {
          done = !document.getElementById('camera-stay').checked;
          this.#settle();
        }
      } catch (error) {
        if (session !== this.#session) return;
        status.textContent = error.message;
        await new Promise(resolve => setTimeout(resolve, 1500));
      }
    }
  }

  #settle() {
    const stay = document.getElementById('camera-stay').checked;
    const latest = this.#latest;
    if (!stay) this.stop();
    if (latest) this.#onSettled(latest, stay);
  }

  #drawBoxes(frame, faces) {
    overlay.width = frame.width;
    overlay.height = frame.height;
    const context = overlay.getContext('2d');
    context.lineWidth = 3;
    context.strokeStyle = 'rgb(255 255 255 / .85)';
    for (const { box } of faces) {
      context.beginPath();
      context.roundRect(box.x + 2, box.y + 2, box.width - 4, box.height - 4, 14);
      context.stroke();
    }
  }
}

function brightness(pixels) {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < pixels.length; i += 4 * 61, count++) sum += 0.3 * pixels[i] + 0.59 * pixels[i + 1] + 0.11 * pixels[i + 2];
  return sum / count;
}
