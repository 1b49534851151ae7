// A place on the plane in words.

function grade(value, low, high) {
  const size = Math.abs(value);
  if (size < 0.12) return '';
  const word = value < 0 ? low : high;
  return size < 0.35 ? `a little ${word}` : size < 0.7 ? word : `very ${word}`;
}

/** "pleasant and very quiet", or "in the middle". */
export function describe(valence, arousal) {
  const parts = [grade(valence, 'unpleasant', 'pleasant'), grade(arousal, 'quiet', 'active')].filter(Boolean);
  return parts.join(' and ') || 'in the middle';
}

export const percent = share => `${Math.round(share * 100)} %`;
