// Joins the parts: camera, photo, word and hand are four ways to place one point; songs follow it.

import * as api from './api.js';
import { announce } from './announce.js';
import { Camera } from './camera.js';
import { dotColour, onSchemeChange, tintPage } from './colour.js';
import { askConsent, onWithdraw } from './consent.js';
import { onPicture, shrink } from './picture.js';
import { Plane } from './plane.js';
import { sentence, setUpBars, showBars, showCrop, spreadOf } from './reading.js';
import { showSongs, waitForSongs } from './songs.js';
import { describe } from './words.js';

const byId = id => document.getElementById(id);
const songCount = 5;
const journeyLength = 7;

let emotions = [];
let current = null; // { emotion } or { valence, arousal }: what songs are asked for
let asking = null;  // aborts the request for songs that is on its way

const mode = () => document.querySelector('input[name="mode"]:checked').value;

const plane = new Plane(byId('plane'), {
  onMove: mood => {
    say(`You chose: ${describe(mood.valence, mood.arousal)}.`, 'Your word wins over any reading.');
    press(null);
    tintPage(mood.valence, mood.arousal);
  },
  onSettle: mood => {
    byId('reading').hidden = true;
    current = { valence: mood.valence.toFixed(3), arousal: mood.arousal.toFixed(3) };
    askForSongs();
  },
});

const camera = new Camera({
  onReading: (reading, frame) => {
    showReading(reading, frame);
    tintPage(reading.valence, reading.arousal);
  },
  onSettled: (reading, stay) => {
    // While the camera stays on, the songs change only with the named emotion.
    if (stay && current?.emotion === reading.emotion) return;
    current = { emotion: reading.emotion };
    announce(sentence(reading));
    askForSongs();
  },
  onTrouble: complain,
});

function say(statement, lead) {
  byId('statement').textContent = statement;
  byId('substatement').textContent = lead;
  byId('emotions-legend').textContent = 'Or say it in a word';
}

function complain(message) {
  byId('problem').textContent = message;
  byId('problem').hidden = !message;
}

function press(name) {
  for (const chip of byId('emotions').querySelectorAll('button')) chip.setAttribute('aria-pressed', chip.dataset.emotion === name);
}

function setUpChips() {
  for (const emotion of emotions) {
    const chip = document.createElement('button');
    chip.type = 'button';
    chip.textContent = emotion.name;
    chip.dataset.emotion = emotion.name;
    chip.setAttribute('aria-pressed', 'false');
    const tint = () => chip.style.setProperty('--dot', dotColour(emotion.valence, emotion.arousal));
    tint();
    onSchemeChange(tint);
    chip.addEventListener('click', () => choose(emotion));
    byId('emotions').append(chip);
  }
}

function choose(emotion) {
  camera.stop();
  complain('');
  press(emotion.name);
  byId('reading').hidden = true;
  say(`You said: ${emotion.name}.`, `On the plane that is ${describe(emotion.valence, emotion.arousal)}.`);
  plane.setMood(emotion, emotion.uncertainty);
  tintPage(emotion.valence, emotion.arousal);
  current = { emotion: emotion.name };
  askForSongs();
}

function showReading(reading, picture) {
  say(sentence(reading), reading.unsure
    ? 'The reading is unsure. Which one is nearer?'
    : `That lies where moods are ${describe(reading.valence, reading.arousal)}.`);
  press(null);
  plane.setMood(reading, spreadOf(reading, emotions), { leaveTrail: false });
  showBars(reading.probabilities, reading.emotion);
  showCrop(picture, reading.box, reading.score);
  byId('reading').hidden = false;
}

async function readPhoto(file) {
  complain('');
  if (!await askConsent()) return;
  camera.stop();
  try {
    const { canvas, blob } = await shrink(file);
    const { faces } = await api.mood(blob, { n: 0 });
    if (faces.length === 0) {
      complain('No face was found in this photo. Try one where the face is larger, or place the point by hand.');
      return;
    }
    const face = faces[0];
    showReading(face, canvas);
    tintPage(face.valence, face.arousal);
    announce(sentence(face));
    current = { valence: face.valence, arousal: face.arousal };
    await askForSongs();
  } catch (error) {
    complain(error.message);
  }
}

async function askForSongs() {
  if (!current) return;
  asking?.abort();
  asking = new AbortController();
  waitForSongs();
  const wantsJourney = byId('journey').checked;
  try {
    const values = { ...current, mode: mode(), n: wantsJourney ? journeyLength : songCount };
    const answer = await (wantsJourney ? api.journey : api.recommend)(values, asking.signal);
    showSongs(answer.songs, (id, on) => plane.light(id, on));
    plane.setSongs(answer.songs, answer.target, wantsJourney);
    byId('music-title').textContent = wantsJourney ? `A journey of ${answer.songs.length} songs` : titles[mode()];
    announce(`${answer.songs.length} songs. First: ${answer.songs[0]?.title ?? 'none'}.`);
    complain('');
  } catch (error) {
    if (error.name === 'AbortError') return;
    byId('songs').classList.remove('waiting');
    complain(error.message);
  }
}

const titles = {
  match: 'Songs that match',
  lift: 'Songs that lift',
  calm: 'Songs that calm',
  energise: 'Songs that energise',
};

onPicture(readPhoto);
byId('camera-open').addEventListener('click', async () => {
  complain('');
  if (await askConsent()) await camera.start();
});
onWithdraw(() => {
  camera.stop();
  byId('reading').hidden = true;
});
byId('modes').addEventListener('change', askForSongs);
byId('journey').addEventListener('change', askForSongs);
byId('about-open').addEventListener('click', () => byId('about').showModal());

async function start() {
  try {
    const [places, catalogue] = await Promise.all([api.affect(), api.tracks()]);
    emotions = places.emotions;
    plane.setPlaces(emotions);
    plane.setStars(catalogue.tracks);
    setUpBars(emotions);
    setUpChips();
    complain('');
    document.documentElement.dataset.ready = 'yes';
  } catch (error) {
    complain(error.message);
    setTimeout(start, 3000);
  }
}

start();
