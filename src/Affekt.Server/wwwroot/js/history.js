// The moods of the past: a chart, the same as a table, and what was said of songs.

import * as api from './api.js';
import { active } from './profile.js';
import { describe } from './words.js';

const dialog = document.getElementById('history');
const chart = document.getElementById('history-chart');
const shown = 60;
const names = 'http://www.w3.org/2000/svg';
const ways = { hand: 'by hand', word: 'in a word', photo: 'photo', camera: 'camera' };
const kinds = { like: 'Liked', dislike: 'Less like this', skip: 'Skipped', play: 'Heard', hide: 'Never again' };

function svg(name, attributes, content) {
  const element = document.createElementNS(names, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (content) element.textContent = content;
  return element;
}

function draw(moods) {
  const [width, height, left, right] = [600, 220, 12, 108];
  const x = i => left + (width - left - right) * (moods.length > 1 ? i / (moods.length - 1) : 0.5);
  const y = value => height / 2 - value * (height / 2 - 16);
  const parts = [
    svg('path', { class: 'zero', d: `M${left} ${y(0)}H${width - right}` }),
  ];
  // The two lines differ in shape and mark as well as in colour, and carry their names.
  const ends = ['valence', 'arousal'].map(name => y(moods.at(-1)[name]));
  const apart = Math.abs(ends[0] - ends[1]) < 26 ? 12 : 0;
  ['valence', 'arousal'].forEach((name, line) => {
    parts.push(svg('path', { class: `line ${name}`, d: moods.map((mood, i) => `${i ? 'L' : 'M'}${x(i).toFixed(1)} ${y(mood[name]).toFixed(1)}`).join('') }));
    moods.forEach((mood, i) => parts.push(name === 'valence'
      ? svg('circle', { class: name, cx: x(i), cy: y(mood[name]), r: 4 })
      : svg('rect', { class: name, x: x(i) - 3.5, y: y(mood[name]) - 3.5, width: 7, height: 7 })));
    const shift = ends[line] <= ends[1 - line] ? -apart : apart;
    parts.push(svg('text', { class: name, x: width - right + 12, y: ends[line] + 4 + (line === 1 && ends[0] === ends[1] ? 9 : shift) }, name));
  });
  chart.replaceChildren(...parts);
}

const cell = content => {
  const element = document.createElement('td');
  element.textContent = content;
  return element;
};

/** Shows what is kept of the profile in use. */
export async function showHistory() {
  const { moods, feedback } = await api.history();
  const latest = moods.slice(-shown);
  document.getElementById('history-of').textContent = active()
    ? `Kept for ${active().name}, on the machine that serves this page and nowhere else.`
    : 'Nothing is kept without a profile. Make one under Settings, and moods gather here.';
  document.getElementById('history-moods').hidden = latest.length === 0;
  document.getElementById('history-empty').hidden = latest.length > 0 || !active();
  if (latest.length > 0) draw(latest);
  document.getElementById('history-rows').replaceChildren(...latest.toReversed().map(mood => {
    const row = document.createElement('tr');
    row.append(
      cell(new Date(mood.at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })),
      cell(mood.emotion ?? describe(mood.valence, mood.arousal)),
      cell(ways[mood.way]),
      cell(mood.mode),
      cell(mood.valence.toFixed(2)),
      cell(mood.arousal.toFixed(2)));
    return row;
  }));
  const words = feedback.slice(-shown).toReversed();
  document.getElementById('history-feedback').hidden = words.length === 0;
  document.getElementById('history-words').replaceChildren(...words.map(word => {
    const row = document.createElement('li');
    row.textContent = `${kinds[word.kind]}: ${word.title}`;
    return row;
  }));
  dialog.showModal();
}

/** The latest moods, for the trail on the plane. */
export async function trail(count) {
  return active() ? (await api.history()).moods.slice(-count) : [];
}
