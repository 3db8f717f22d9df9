// Cameras of tests. They run inside the page, before anything else; the microphone stays the browser's own.

/**
 * For `addInitScript`: pictures of 320×180, five a second, with a counter and the site's number in the strip of docs/scenes.md, so
 * that a test can read from the pixels of any page whose picture it is.
 */
export function markedCamera(number) {
  const WIDTH = 320;
  const HEIGHT = 180;
  const CELL = WIDTH / 20;
  const ROW = HEIGHT / 18;
  const row = (word, last) => {
    const bits = Array.from({ length: 16 }, (_, index) => (word >> (15 - index)) & 1);
    const parity = bits.reduce((sum, bit) => sum + bit, 0) % 2 === 0 ? 1 : 0;
    return [1, 0, ...bits, parity, last];
  };
  const draw = (context, counter) => {
    context.fillStyle = `hsl(${(number * 47) % 360} 40% 45%)`;
    context.fillRect(0, 0, WIDTH, HEIGHT);
    context.fillStyle = '#fff';
    context.fillRect((counter * 8) % WIDTH, 60, 24, 24);
    const rows = [row((counter >> 8) & 0xffff, 1), row(((counter & 255) << 8) | number, 0)];
    rows.forEach((cells, index) => cells.forEach((bit, cell) => {
      context.fillStyle = bit ? '#fff' : '#000';
      context.fillRect(cell * CELL, HEIGHT - ROW * (2 - index), CELL, ROW);
    }));
  };
  const real = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices);
  if (!real) return;
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    if (!constraints.video) return real(constraints);
    const canvas = Object.assign(document.createElement('canvas'), { width: WIDTH, height: HEIGHT });
    const context = canvas.getContext('2d');
    let counter = 0;
    draw(context, counter);
    setInterval(() => draw(context, (counter += 1)), 200);
    return canvas.captureStream(5);
  };
}

/** A camera in whose pictures nothing stays, 640×360, five a second: its layers take every bit that they may. */
export function restlessCamera() {
  const real = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices);
  if (!real) return;
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    if (!constraints.video) return real(constraints);
    const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 360 });
    const context = canvas.getContext('2d');
    context.imageSmoothingEnabled = false;
    const [small, dots] = [new OffscreenCanvas(160, 90), new ImageData(160, 90)];
    let chance = 1;
    const draw = () => {
      for (let at = 0; at < dots.data.length; at += 1) {
        chance = (Math.imul(chance, 1_664_525) + 1_013_904_223) >>> 0;
        dots.data[at] = at % 4 === 3 ? 255 : chance >>> 24;
      }
      small.getContext('2d').putImageData(dots, 0, 0);
      context.drawImage(small, 0, 0, canvas.width, canvas.height);
    };
    draw();
    setInterval(draw, 200);
    return canvas.captureStream(5);
  };
}
