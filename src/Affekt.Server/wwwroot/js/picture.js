// A photo, chosen, dropped or pasted, made small in the page: a 12-megapixel photo never crosses the wire.

const longest = 1024;

/** Shrinks a picture file. Returns the canvas that is shown and the JPEG that is sent. */
export async function shrink(file) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch {
    throw new Error(whatToDo(file));
  }
  const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff'; // transparent parts of a PNG
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return { canvas, blob: await encode(canvas, 0.92) };
}

/** What to do with a file that this browser cannot open. */
function whatToDo(file) {
  const is = kind => kind.test(file.name ?? '') || kind.test(file.type ?? '');
  if (is(/hei[cf]s?$/i))
    return 'This browser cannot open HEIC photos. Safari can; or save the photo as JPEG. An iPhone takes JPEG with Settings, Camera, Formats, Most Compatible.';
  if (is(/avif$/i)) return 'This browser cannot open AVIF pictures. A newer one can; or save the picture as JPEG.';
  if (is(/tiff?$/i)) return 'This browser cannot open TIFF pictures. Safari can; or save the picture as JPEG or PNG.';
  return 'This file cannot be opened as a picture. JPEG, PNG, WebP, GIF and BMP work.';
}

/** The canvas as a JPEG. */
export const encode = (canvas, quality) => new Promise((resolve, reject) =>
  canvas.toBlob(blob => blob ? resolve(blob) : reject(new Error('The picture could not be prepared.')), 'image/jpeg', quality));

/** Calls back with each picture that is chosen, dropped or pasted. */
export function onPicture(callback) {
  const input = document.getElementById('photo');
  const drop = document.getElementById('drop');
  document.getElementById('photo-open').addEventListener('click', () => input.click());
  input.addEventListener('change', () => {
    if (input.files[0]) callback(input.files[0]);
    input.value = ''; // the same file may be chosen again
  });
  let depth = 0;
  const carriesFile = event => event.dataTransfer?.types.includes('Files');
  addEventListener('dragenter', event => {
    if (!carriesFile(event)) return;
    depth++;
    drop.hidden = false;
  });
  addEventListener('dragleave', event => {
    if (carriesFile(event) && --depth === 0) drop.hidden = true;
  });
  addEventListener('dragover', event => { if (carriesFile(event)) event.preventDefault(); });
  addEventListener('drop', event => {
    depth = 0;
    drop.hidden = true;
    if (!carriesFile(event)) return;
    event.preventDefault();
    if (event.dataTransfer.files[0]) callback(event.dataTransfer.files[0]);
  });
  addEventListener('paste', event => {
    const file = [...event.clipboardData?.files ?? []].find(f => f.type.startsWith('image/'));
    if (file) callback(file);
  });
}
