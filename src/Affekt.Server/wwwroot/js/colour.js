// The colour of a mood: hue by direction on the plane, strength by distance from the middle, in OKLCH.

// Hues at every 45 degrees, counted from "pleasant" towards "excited"; they fall steadily, so there is no seam.
const hues = [110, 78, 48, 18, -28, -82, -122, -178, -250];

const dark = window.matchMedia('(prefers-color-scheme: dark)');

function hueAt(valence, arousal) {
  const turn = ((Math.atan2(arousal, valence) / (2 * Math.PI)) + 1) % 1 * 8;
  const i = Math.min(7, Math.floor(turn));
  return hues[i] + (hues[i + 1] - hues[i]) * (turn - i);
}

/** The strength of colour at a place: none in the middle, full at the rim. */
const strengthAt = (valence, arousal) => Math.min(1, Math.hypot(valence, arousal) / 0.95);

/** A CSS colour for a mood; `lightness` 0 to 1. */
export function moodColour(valence, arousal, lightness, chroma = 0.15) {
  const c = 0.02 + (chroma - 0.02) * strengthAt(valence, arousal);
  return `oklch(${lightness} ${c.toFixed(4)} ${hueAt(valence, arousal).toFixed(1)})`;
}

/** The colour of dots and bars, readable on both grounds. */
export const dotColour = (valence, arousal) => moodColour(valence * 1.6, arousal * 1.6, dark.matches ? 0.74 : 0.68, 0.16);

// OKLCH to sRGB, after Bjorn Ottosson, "A perceptual color space for image processing" (2020).
function toRgb(l, c, h) {
  const a = c * Math.cos(h * Math.PI / 180);
  const b = c * Math.sin(h * Math.PI / 180);
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.2914855480 * b) ** 3;
  return [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
  ].map(x => 255 * Math.min(1, Math.max(0, x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055)));
}

/** Paints the field into a small canvas, which the browser enlarges softly. */
export function paintField(canvas) {
  const { width, height } = canvas;
  const context = canvas.getContext('2d');
  const image = context.createImageData(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const valence = (x + 0.5) / width * 2 - 1;
      const arousal = 1 - (y + 0.5) / height * 2;
      const strength = strengthAt(valence, arousal);
      const lift = arousal * 0.035;
      const [l, c] = dark.matches ? [0.33 + lift, 0.02 + 0.06 * strength] : [0.91 + lift * 0.4 - 0.035 * strength, 0.008 + 0.062 * strength];
      const rgb = toRgb(l, c, hueAt(valence, arousal));
      image.data.set([...rgb, 255], 4 * (y * width + x));
    }
  }
  context.putImageData(image, 0, 0);
}

/** Calls back when the person switches between light and dark. */
export const onSchemeChange = callback => dark.addEventListener('change', callback);

/** Lends the present mood's colour to the whole page. */
export function tintPage(valence, arousal) {
  const style = document.documentElement.style;
  style.setProperty('--mood', moodColour(valence * 1.5, arousal * 1.5, dark.matches ? 0.7 : 0.76));
}
