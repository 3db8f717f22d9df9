// A photograph as a telephone makes it: a real JPEG, drawn and encoded by the browser, with EXIF of place and time put in.
export async function photograph(page, { lat, lon, taken }) {
  const plain = Buffer.from(await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [320, 240];
    const draw = canvas.getContext('2d');
    draw.fillStyle = '#4a6b7c';
    draw.fillRect(0, 0, 320, 140);
    draw.fillStyle = '#7a6544';
    draw.fillRect(0, 140, 320, 100);
    return canvas.toDataURL('image/jpeg').split(',')[1];
  }), 'base64');
  return Buffer.concat([plain.subarray(0, 2), exif(lat, lon, taken), plain.subarray(2)]);
}

function exif(lat, lon, taken) {
  const entry = (tag, kind, count, value) => {
    const bytes = Buffer.alloc(12);
    bytes.writeUInt16BE(tag, 0);
    bytes.writeUInt16BE(kind, 2);
    bytes.writeUInt32BE(count, 4);
    bytes.writeUInt32BE(value, 8);
    return bytes;
  };
  const count = (number) => Buffer.from([0, number]);
  const end = Buffer.alloc(4);
  const [exifAt, gpsAt] = [38, 56];
  const valuesAt = gpsAt + 2 + 48 + 4;
  const fractions = Buffer.concat([...lat, ...lon].map((part) => {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32BE(part, 0);
    bytes.writeUInt32BE(1, 4);
    return bytes;
  }));
  const tiff = Buffer.concat([
    Buffer.from('MM\0*\0\0\0\x08', 'latin1'), count(2), entry(0x8769, 4, 1, exifAt), entry(0x8825, 4, 1, gpsAt), end,
    count(1), entry(0x9003, 2, 20, valuesAt), end,
    count(4), entry(1, 2, 2, 0x4e000000), entry(2, 5, 3, valuesAt + 20), entry(3, 2, 2, 0x45000000), entry(4, 5, 3, valuesAt + 44), end,
    Buffer.from(`${taken}\0`, 'latin1'), fractions,
  ]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(tiff.length + 8, 2);
  return Buffer.concat([head, Buffer.from('Exif\0\0', 'latin1'), tiff]);
}
