// What the expression in a picture looks like: a sentence, the crop, seven bars.

import { dotColour } from './colour.js';
import { percent } from './words.js';

const bars = document.getElementById('bars');
const rows = new Map();

/** Makes the seven rows, once. */
export function setUpBars(emotions) {
  for (const emotion of emotions) {
    const row = document.createElement('li');
    const name = document.createElement('span');
    name.textContent = emotion.name;
    const bar = document.createElement('span');
    bar.className = 'bar';
    bar.setAttribute('aria-hidden', 'true');
    const fill = document.createElement('span');
    bar.append(fill);
    const number = document.createElement('span');
    number.className = 'number';
    row.append(name, bar, number);
    row.style.setProperty('--dot', dotColour(emotion.valence, emotion.arousal));
    rows.set(emotion.name, { row, fill, number });
    bars.append(row);
  }
}

/** Shows the seven probabilities. */
export function showBars(probabilities, top) {
  for (const [name, { row, fill, number }] of rows) {
    fill.style.width = percent(probabilities[name]).replace(' ', '');
    number.textContent = percent(probabilities[name]);
    row.classList.toggle('top-one', name === top);
  }
}

// Three of the seven names are nouns.
const adjectives = { disgust: 'disgusted', fear: 'fearful', surprise: 'surprised' };

/** "Your expression looks happy.", or the two likeliest when the reading is unsure. */
export function sentence({ emotion, unsure, probabilities }) {
  if (!unsure) return `Your expression looks ${adjectives[emotion] ?? emotion}.`;
  const [first, second] = Object.entries(probabilities).sort((a, b) => b[1] - a[1]).map(([name]) => name);
  return `Hard to tell: ${first} or ${second}.`;
}

/** How far the place of a reading is in doubt: the spread of the emotions' places, weighed by probability. */
export function spreadOf(reading, emotions) {
  let sum = 0;
  for (const { name, valence, arousal, uncertainty } of emotions) {
    const distance = Math.hypot(valence - reading.valence, arousal - reading.arousal);
    sum += reading.probabilities[name] * (distance ** 2 + uncertainty ** 2);
  }
  return Math.sqrt(sum);
}

/** Draws the part of a picture (an ImageBitmap or canvas) that was read. */
export function showCrop(source, box, score) {
  const canvas = document.getElementById('crop');
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, box.x, box.y, box.width, box.height, 0, 0, canvas.width, canvas.height);
  document.getElementById('crop-caption').textContent = score === null
    ? 'The middle of the picture was taken for the face.'
    : `A face, found with ${percent(score)} certainty.`;
}
