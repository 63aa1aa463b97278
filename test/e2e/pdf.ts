type Bytes = Uint8Array<ArrayBuffer>;

/** One page with one line of text. `catalogue` and `page`: more of what they hold; `more`: objects from number 6 on. */
export function aPdf(
  text: string,
  { catalogue = '', page = '', more = [] }: { catalogue?: string; page?: string; more?: (string | Buffer)[] } = {},
): Bytes {
  const content = `BT /F1 24 Tf 40 120 Td (${text}) Tj ET`;
  return pdfOf([
    `<</Type/Catalog/Pages 2 0 R${catalogue}>>`,
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    `<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>${page}>>`,
    `<</Length ${content.length}>>stream\n${content}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    ...more,
  ]);
}

/** A PDF of these objects, the first of which is its catalogue, with a right table of them. */
function pdfOf(objects: readonly (string | Buffer)[]): Bytes {
  const parts = [Buffer.from('%PDF-1.7\n')];
  let at = 9;
  const places = objects.map((object, i) => {
    const place = at;
    const part = Buffer.concat([Buffer.from(`${i + 1} 0 obj`), Buffer.from(object), Buffer.from('endobj\n')]);
    parts.push(part);
    at += part.length;
    return `${String(place).padStart(10, '0')} 00000 n \n`;
  });
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${places.join('')}trailer<</Root 1 0 R/Size ${size}>>\nstartxref\n${at}\n%%EOF`;
  return Uint8Array.from(Buffer.concat([...parts, Buffer.from(table)]));
}
