// The server's answers. An error carries one sentence for the person.

export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function answer(request) {
  let response;
  try {
    response = await request;
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ApiError(0, 'Affekt does not answer. Is it still running? Start it again with ./affekt serve; this page will find it.');
  }
  const body = await response.json().catch(() => null);
  if (response.ok && body) return body;
  throw new ApiError(response.status, body?.detail ?? body?.title ?? `Affekt answered with error ${response.status}.`);
}

const query = values => new URLSearchParams(Object.entries(values).filter(([, value]) => value !== undefined && value !== null));

/** The seven emotions and where they lie. */
export const affect = () => answer(fetch('/api/v1/affect'));

/** All songs of the catalogue with their places. */
export const tracks = () => answer(fetch('/api/v1/tracks'));

/** Songs for a mood: `{emotion}` or `{valence, arousal}`, with `mode` and `n`. */
export const recommend = (values, signal) => answer(fetch(`/api/v1/recommendations?${query(values)}`, { signal }));

/** Songs in order, from the mood towards the mode's target. */
export const journey = (values, signal) => answer(fetch(`/api/v1/journeys?${query(values)}`, { signal }));

/** Reads the faces in a picture (a Blob) and recommends songs for the largest. */
export const mood = (picture, values, signal) =>
  answer(fetch(`/api/v1/mood?${query(values)}`, { method: 'POST', body: picture, headers: { 'Content-Type': picture.type }, signal }));
