// Joins the parts: camera, photo, word and hand are four ways to place one point; songs follow it.

import * as api from './api.js';
import { announce } from './announce.js';
import { Camera } from './camera.js';
import { dotColour, onSchemeChange, tintPage } from './colour.js';
import * as connection from './connection.js';
import { askConsent, onWithdraw } from './consent.js';
import { closeEmbed } from './embed.js';
import { hideFaces, offerFaces } from './faces.js';
import { showHistory, trail } from './history.js';
import { choose as chooseNearby } from './nearby.js';
import { onPicture, shrink } from './picture.js';
import { Plane } from './plane.js';
import { Player } from './player.js';
import * as profile from './profile.js';
import { sentence, setUpBars, showBars, showCrop, spreadOf } from './reading.js';
import { setUpSettings, showLibrary } from './settings.js';
import { showSongs, waitForSongs } from './songs.js';
import * as toast from './toast.js';
import { describe } from './words.js';

const byId = id => document.getElementById(id);
const songCount = 5;
const journeyLength = 7;
const trailLength = 8;

let emotions = [];
let stars = [];      // songs of the catalogue as they are drawn
let current = null;  // { ask: { emotion } or { valence, arousal }, place, way, emotion }: where the person is
let reading = null;  // the seven probabilities that the present mood came from, if it came from a picture
let asking = null;   // aborts the request for songs that is on its way
let passed = new Set(); // songs that the person skipped or turned down since the page was opened
const liked = new Set();

const mode = () => document.querySelector('input[name="mode"]:checked').value;

const plane = new Plane(byId('plane'), {
  onMove: mood => {
    say(`You chose: ${describe(mood.valence, mood.arousal)}.`, 'Your word wins over any reading.');
    press(null);
    tintPage(mood.valence, mood.arousal);
  },
  onSettle: mood => {
    hideReading();
    settle({ valence: mood.valence.toFixed(3), arousal: mood.arousal.toFixed(3) }, mood, 'hand');
  },
});

const camera = new Camera({
  onReading: (read, frame) => {
    showReading(read, frame);
    tintPage(read.valence, read.arousal);
  },
  onSettled: (read, stay) => {
    // While the camera stays on, the songs change only with the named emotion.
    if (stay && current?.emotion === read.emotion) return;
    announce(sentence(read));
    settle({ emotion: read.emotion }, read, 'camera', read.emotion);
  },
  onTrouble: complain,
});

const player = new Player({
  onHeard: (song, kind) => tellOf(song, kind).catch(() => {}), // an unheard word of this kind is no loss
  onTrouble: complain,
});

const handlers = {
  onPoint: (id, on) => plane.light(id, on),
  onPlay: song => {
    closeEmbed();
    player.play(song);
  },
  onQueue: song => {
    player.queue(song);
    toast.show(`${song.title} is in the queue.`);
  },
  onEmbed: () => player.pause(),
  onWord: sayOf,
  isLiked: song => liked.has(song.id),
};

/** The mood is settled: it is kept where there is a profile, and songs follow. */
function settle(ask, place, way, emotion) {
  current = { ask, place: { valence: +place.valence, arousal: +place.arousal }, way, emotion };
  if (profile.active()) api.keepMood({ way, ...current.place, emotion, mode: mode() }).catch(() => {});
  askForSongs();
}

const tellOf = (song, kind) => api.say({ song: song.id, kind, ...plane.mood, mode: mode() });

const said = { like: 'More like', dislike: 'Less like', skip: 'Skipped', hide: 'Never again:' };

async function sayOf(song, kind) {
  if (kind === 'like' && liked.has(song.id)) return;
  try {
    await tellOf(song, kind);
    if (!profile.active()) await profile.load(); // the first word makes a profile
    if (kind === 'like') markLiked(song, true);
    else turnDown(song);
    const message = `${said[kind]} ${song.title}.`;
    announce(message);
    toast.show(message, async () => {
      try {
        await api.undo();
        passed.delete(song.id);
        markLiked(song, false);
        announce('Taken back.');
        if (kind !== 'like') await askForSongs();
      } catch (error) {
        complain(error.message);
      }
    });
    if (kind !== 'like') await askForSongs(); // a song that was liked stays where it was liked
  } catch (error) {
    complain(error.message);
  }
}

// The list may be drawn anew while a word is on its way, so that what is liked is kept apart from it.
function markLiked(song, isLiked) {
  if (isLiked) liked.add(song.id);
  else liked.delete(song.id);
  for (const button of document.querySelectorAll(`.song[data-id="${CSS.escape(song.id)}"] [data-word=like]`)) button.setAttribute('aria-pressed', isLiked);
}

function turnDown(song) {
  passed.add(song.id);
  player.drop(song.id);
}

function hideReading() {
  byId('reading').hidden = true;
  reading = null;
  if (!camera.on) hideFaces();
}

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
  // A word after a reading corrects it, whether it agrees or not.
  if (reading && profile.active()) api.correct(reading, emotion.name).catch(() => {});
  hideReading();
  say(`You said: ${emotion.name}.`, `On the plane that is ${describe(emotion.valence, emotion.arousal)}.`);
  plane.setMood(emotion, emotion.uncertainty);
  tintPage(emotion.valence, emotion.arousal);
  settle({ emotion: emotion.name }, emotion, 'word', emotion.name);
}

function showReading(read, picture) {
  say(sentence(read), read.unsure
    ? `The reading is unsure${read.doubt ? `: the face is ${read.doubt}` : ''}. Which one is nearer?`
    : `That lies where moods are ${describe(read.valence, read.arousal)}.`);
  press(null);
  reading = read.probabilities;
  plane.setMood(read, spreadOf(read, emotions), { leaveTrail: false });
  showBars(read.probabilities, read.emotion);
  showCrop(picture, read.box, read.score);
  byId('reading').hidden = false;
}

async function readPhoto(file) {
  complain('');
  try {
    if (!await askConsent()) return;
    camera.stop();
    const { canvas, blob } = await shrink(file);
    const { faces } = await api.mood(blob, { n: 0 });
    if (faces.length === 0) {
      hideReading();
      complain('No face was found in this photo. Try one where the face is larger, or place the point by hand.');
      return;
    }
    if (faces.length === 1) return takeFace(canvas, faces, faces[0]);
    hideReading();
    offerFaces(canvas, faces, null, face => takeFace(canvas, faces, face));
    say('Several faces.', 'Whose expression counts? Nobody is mixed with anybody.');
    byId('faces-row').firstChild.focus();
    announce('Several faces: choose one.');
  } catch (error) {
    complain(error.message);
  }
}

function takeFace(canvas, faces, face) {
  offerFaces(canvas, faces, face, other => takeFace(canvas, faces, other));
  showReading(face, canvas);
  tintPage(face.valence, face.arousal);
  announce(sentence(face));
  settle({ valence: face.valence, arousal: face.arousal }, face, 'photo', face.unsure ? undefined : face.emotion);
}

async function songsFor(values, asJourney, signal) {
  try {
    return await (asJourney ? api.journey : api.recommend)(values, signal);
  } catch (error) {
    // Away, the page still chooses from what it drew.
    if (error.status !== 0 || stars.length === 0) throw error;
    return chooseNearby(stars.filter(track => !passed.has(track.id)), current.place, values.mode, values.n, asJourney);
  }
}

async function askForSongs() {
  if (!current) return;
  asking?.abort();
  asking = new AbortController();
  waitForSongs();
  byId('search').reset();
  const asJourney = byId('journey').checked;
  const count = asJourney ? journeyLength : songCount;
  try {
    // A song that was passed over just now may still fit: enough are asked for to leave it out.
    const values = { ...current.ask, ...profile.filters(), mode: mode(), n: asJourney ? count : Math.min(100, count + passed.size) };
    const answer = await songsFor(values, asJourney, asking.signal);
    const songs = asJourney ? answer.songs : answer.songs.filter(song => !passed.has(song.id)).slice(0, count);
    show(songs, asJourney ? `A journey of ${songs.length} songs` : titles[mode()]);
    plane.setSongs(songs, answer.target, asJourney);
    player.offer(songs);
    announce(songs.length ? `${songs.length} songs. First: ${songs[0].title}.` : 'No songs.');
    if (!connection.isAway()) complain('');
  } catch (error) {
    if (error.name === 'AbortError') return;
    byId('songs').classList.remove('waiting');
    complain(error.message);
  }
}

function show(songs, title) {
  showSongs(songs, handlers);
  byId('music-title').textContent = title;
  byId('take').hidden = songs.length === 0;
  for (const link of byId('take').querySelectorAll('a')) link.href = api.playlist(link.dataset.format, title, songs.map(song => song.id));
  // An M3U8 names files: without one there is nothing in it to play.
  byId('take').querySelector('[data-format=m3u8]').hidden = !songs.some(song => song.audio);
}

async function find(event) {
  event.preventDefault();
  const words = byId('search-words').value.trim();
  if (!words) return askForSongs();
  try {
    const { songs } = await api.search(words);
    show(songs, songs.length ? `Found: ${words}` : `Nothing found: ${words}`);
    byId('songs-empty').textContent = 'No title and no artist has all of these words.';
    plane.setSongs([], null, false);
    announce(`${songs.length} songs found.`);
    byId('music').focus();
  } catch (error) {
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
  try {
    if (await askConsent()) await camera.start();
  } catch (error) {
    complain(error.message);
  }
});
onWithdraw(() => {
  camera.stop();
  hideReading();
}, complain);
byId('modes').addEventListener('change', askForSongs);
byId('journey').addEventListener('change', askForSongs);
byId('search').addEventListener('submit', find);
byId('search-words').addEventListener('search', event => { if (!event.target.value) askForSongs(); });
byId('about-open').addEventListener('click', () => byId('about').showModal());
byId('history-open').addEventListener('click', () => showHistory().catch(error => complain(error.message)));

setUpSettings({
  onSongs: drawStars,
  onDeleted: () => {
    passed = new Set();
    liked.clear();
    plane.setTrail([]);
    byId('settings').close();
    toast.show('Everything is deleted.');
  },
});

// Another profile or other settings mean other songs, and another trail. A first profile, which a word or consent makes, keeps the
// songs that are shown: they were not somebody else's.
let known = {};
profile.onChange(async () => {
  const now = { id: profile.active()?.id, filters: JSON.stringify(profile.filters()) };
  const before = known;
  if (now.id === before.id && now.filters === before.filters) return;
  known = now;
  if (before.id || now.filters !== before.filters) askForSongs();
  plane.setTrail(await trail(trailLength).catch(() => []));
});

async function drawStars() {
  const catalogue = await api.tracks();
  stars = catalogue.tracks;
  plane.setStars(stars);
  showLibrary(catalogue, drawStars);
}

async function start() {
  try {
    if (emotions.length === 0) {
      emotions = (await api.affect()).emotions;
      plane.setPlaces(emotions);
      setUpBars(emotions);
      setUpChips();
    }
    await Promise.all([drawStars(), profile.load().catch(error => { if (error.status !== 0) throw error; })]);
    complain('');
    document.documentElement.dataset.ready = 'yes';
    performance.mark('ready');
  } catch (error) {
    if (error.status === 401) return; // the dialog for the token goes on from here
    complain(error.message);
    setTimeout(start, 3000);
  }
}

connection.setUpToken(api.openSession);
connection.onBack(async () => {
  await start();
  askForSongs();
});
start();
navigator.serviceWorker?.register('/sw.js').catch(() => {}); // without one the page works as long as the server does
