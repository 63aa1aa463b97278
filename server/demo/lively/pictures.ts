import type { Random } from './random.ts';

/** A view: sky, sun or moon, hills. JPEG. */
export async function landscape(random: Random): Promise<Buffer> {
  const [wide, high] = random.pick(SIZES);
  const hue = random.pick([18, 200, 215, 260, 330, 35]);
  const hills = [0, 1, 2, 3].map((row) => {
    const ridge = Array.from({ length: 13 }, (_, at) => {
      const y = high * (0.45 + row * 0.14) + Math.sin(at * random.between(5, 14) * 0.1 + row) * high * 0.05;
      return `${Math.round((at * wide) / 12)},${Math.round(y + random.between(-14, 14))}`;
    });
    return `<polygon fill="hsl(${hue + 160 + row * 6} ${24 + row * 8}% ${58 - row * 13}%)" points="0,${high} ${ridge.join(' ')} ${wide},${high}"/>`;
  });
  const sun = `<circle cx="${random.between(wide * 0.15, wide * 0.85)}" cy="${random.between(high * 0.12, high * 0.4)}" r="${random.between(30, 80)}" fill="hsl(45 100% 88%)" opacity="0.9"/>`;
  const image = svg(
    wide,
    high,
    `${sky(hue)}<rect width="100%" height="100%" fill="url(#sky)"/>${sun}${hills.join('')}`,
  );
  return (await draw(image)).jpeg({ quality: 78 }).toBuffer();
}

/** Something to eat, from above. JPEG. */
export async function plate(random: Random): Promise<Buffer> {
  const bits = Array.from({ length: 60 }, () => {
    const turn = random.next() * 6.3;
    const far = Math.sqrt(random.next()) * 215;
    const place = `cx="${Math.round(500 + Math.cos(turn) * far)}" cy="${Math.round(375 + Math.sin(turn) * far)}"`;
    return `<ellipse ${place} rx="${random.between(14, 46)}" ry="${random.between(10, 26)}" fill="hsl(${random.pick([8, 20, 35, 48, 95, 110])} ${random.between(45, 85)}% ${random.between(35, 62)}%)" transform="rotate(${random.between(0, 180)} 500 375)"/>`;
  });
  const table = `<rect width="1000" height="750" fill="hsl(28 35% ${random.between(28, 46)}%)"/>`;
  const bowl = '<circle cx="500" cy="375" r="330" fill="#f7f4ee"/><circle cx="500" cy="375" r="262" fill="#e6dfd2"/>';
  return (await draw(svg(1000, 750, table + bowl + bits.join('')))).jpeg({ quality: 80 }).toBuffer();
}

/** A board with formulas, as far as one can read it. WebP. */
export async function board(random: Random): Promise<Buffer> {
  const lines = random
    .shuffle(FORMULAS)
    .slice(0, 6)
    .map((formula, row) => {
      const place = `x="${random.between(60, 130)}" y="${140 + row * 105}" transform="rotate(${random.between(-2, 1)} 100 ${row * 105})"`;
      return `<text ${place} font-family="cursive, serif" font-style="italic" font-size="${random.between(44, 58)}" fill="#eef4ea">${formula}</text>`;
    });
  const curve = Array.from(
    { length: 60 },
    (_, at) => `${820 + at * 5},${Math.round(420 - Math.sin(at / 8) * 90)}`,
  ).join(' ');
  const sketch = `<polyline points="${curve}" fill="none" stroke="#ffd166" stroke-width="5"/><path d="M820 200 V640 M800 420 H1140" stroke="#eef4ea" stroke-width="4"/>`;
  const image = svg(1200, 800, `<rect width="1200" height="800" fill="#234a3c"/>${lines.join('')}${sketch}`);
  return (await draw(image)).webp({ quality: 80, effort: 0 }).toBuffer();
}

/** Figures: bars, a cloud of points, or curves. PNG. */
export async function plot(random: Random): Promise<Buffer> {
  const marks = random.pick([bars, points, curves])(random);
  const grid = [0, 1, 2, 3, 4].map((row) => `<path d="M90 ${80 + row * 110} H860" stroke="#d8dee6"/>`).join('');
  const axes = '<path d="M90 50 V520 H870" fill="none" stroke="#39434f" stroke-width="3"/>';
  const image = svg(900, 600, `<rect width="900" height="600" fill="#fff"/>${grid}${marks}${axes}`);
  return (await draw(image)).png({ compressionLevel: 4 }).toBuffer();
}

/** A play on half a court. PNG. */
export async function court(): Promise<Buffer> {
  const lines =
    '<g fill="none" stroke="#fff" stroke-width="5"><rect x="40" y="40" width="720" height="620"/><rect x="290" y="40" width="220" height="260"/><circle cx="400" cy="300" r="80"/><path d="M90 40 V180 A310 310 0 0 0 710 180 V40"/></g>';
  const players = [
    [180, 250],
    [330, 420],
    [610, 240],
    [500, 520],
    [400, 200],
  ]
    .map(([x, y]) => `<circle cx="${x}" cy="${y}" r="22" fill="#1d3557" stroke="#fff" stroke-width="4"/>`)
    .join('');
  const runs =
    '<g fill="none" stroke="#ffe066" stroke-width="6" stroke-dasharray="14 10"><path d="M180 250 Q280 120 385 90"/><path d="M610 240 Q520 160 430 95"/></g>';
  return (await draw(svg(800, 700, `<rect width="800" height="700" fill="#c97b3d"/>${lines}${runs}${players}`)))
    .png()
    .toBuffer();
}

/** Something that moves. GIF, 12 pictures. */
export async function animation(random: Random): Promise<Buffer> {
  const hue = random.between(0, 359);
  const { default: sharp } = await import('sharp');
  const frames = Array.from({ length: 12 }, (_, at) => {
    const x = 40 + at * 24;
    const y = Math.round(150 - Math.abs(Math.sin((at / 12) * Math.PI * 2)) * 90);
    return Buffer.from(
      svg(
        360,
        220,
        `<rect width="360" height="220" fill="hsl(${hue} 60% 92%)"/><rect y="172" width="360" height="48" fill="hsl(${hue} 30% 60%)"/><rect x="${x}" y="${y}" width="44" height="24" rx="6" fill="hsl(${(hue + 180) % 360} 70% 55%)"/>`,
      ),
    );
  });
  const still = await Promise.all(frames.map((frame) => sharp(frame).png().toBuffer()));
  return sharp(still, { join: { animated: true } })
    .gif({ effort: 1, delay: still.map(() => 90), loop: 0 })
    .toBuffer();
}

/** Somebody's picture: a face, a flower, hills or a pattern. WebP, 256 pixels square, as uploads become. */
export async function portrait(random: Random): Promise<Buffer> {
  const hue = random.between(0, 359);
  const back = `${sky(hue)}<rect width="256" height="256" fill="url(#sky)"/>`;
  return (await draw(svg(256, 256, back + random.pick([face, flower, hill, pattern])(random, hue))))
    .webp({ quality: 82, effort: 0 })
    .toBuffer();
}

const SIZES = [
  [1280, 960],
  [960, 1280],
  [1280, 720],
] as const;

async function draw(image: string) {
  // Heavy, and only this demo draws.
  const { default: sharp } = await import('sharp');
  return sharp(Buffer.from(image));
}

function svg(wide: number, high: number, inside: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${high}" viewBox="0 0 ${wide} ${high}">${inside}</svg>`;
}

function sky(hue: number): string {
  return `<defs><linearGradient id="sky" x1="0" y1="0" x2="0.3" y2="1"><stop offset="0" stop-color="hsl(${hue} 62% 58%)"/><stop offset="1" stop-color="hsl(${(hue + 40) % 360} 80% 84%)"/></linearGradient></defs>`;
}

const FORMULAS = [
  'Ax = λx',
  '∫ e^(−x²) dx = √π',
  'det(AB) = det A · det B',
  'lim (1 + 1/n)ⁿ = e',
  '∇ × E = −∂B/∂t',
  'P(A|B) = P(B|A) P(A) / P(B)',
  'Σ 1/n² = π²/6',
  'S = k ln Ω',
  'y′ + p(x) y = q(x)',
  'x = (AᵀA)⁻¹ Aᵀ b',
  'f(x) ≈ f(a) + f′(a)(x − a)',
];

function bars(random: Random): string {
  return Array.from({ length: 9 }, (_, at) => {
    const high = random.between(40, 420);
    return `<rect x="${120 + at * 82}" y="${520 - high}" width="54" height="${high}" fill="#4c78a8"/>`;
  }).join('');
}

function points(random: Random): string {
  return Array.from({ length: 140 }, () => {
    const x = random.next();
    const y = 0.15 + x * 0.6 + (random.next() - 0.5) * 0.3;
    return `<circle cx="${Math.round(100 + x * 750)}" cy="${Math.round(510 - y * 440)}" r="6" fill="#e45756" opacity="0.6"/>`;
  }).join('');
}

function curves(random: Random): string {
  return ['#4c78a8', '#f58518']
    .map((colour, row) => {
      const start = random.between(300, 375);
      const line = Array.from({ length: 76 }, (_, at) => {
        const y = 500 - row * 55 - start * Math.exp(-at / 18) - (random.next() - 0.5) * 18;
        return `${100 + at * 10},${Math.round(y)}`;
      });
      return `<polyline fill="none" stroke="${colour}" stroke-width="4" points="${line.join(' ')}"/>`;
    })
    .join('');
}

function face(random: Random, hue: number): string {
  const skin = `hsl(${random.between(18, 40)} ${random.between(40, 75)}% ${random.between(62, 84)}%)`;
  const ears = random.chance(0.5)
    ? '<path d="M62 92 L74 34 L116 72 Z M194 92 L182 34 L140 72 Z"/>'
    : '<circle cx="70" cy="76" r="28"/><circle cx="186" cy="76" r="28"/>';
  return `<g fill="${skin}">${ears}<circle cx="128" cy="138" r="82"/></g><g fill="hsl(${hue} 40% 18%)"><circle cx="100" cy="128" r="9"/><circle cx="156" cy="128" r="9"/><path d="M102 164 Q128 190 154 164" fill="none" stroke="hsl(${hue} 40% 18%)" stroke-width="7" stroke-linecap="round"/></g>`;
}

function flower(random: Random, hue: number): string {
  const petals = random.between(5, 9);
  const all = Array.from(
    { length: petals },
    (_, at) =>
      `<ellipse cx="128" cy="72" rx="30" ry="52" transform="rotate(${Math.round((at * 360) / petals)} 128 128)"/>`,
  );
  return `<g fill="hsl(${(hue + 150) % 360} 75% 78%)">${all.join('')}</g><circle cx="128" cy="128" r="30" fill="#ffd166"/>`;
}

function hill(random: Random, hue: number): string {
  const top = random.between(70, 120);
  return `<circle cx="${random.between(60, 200)}" cy="62" r="26" fill="#fff6d6"/><path d="M0 220 L90 ${top} L160 200 L210 130 L256 190 V256 H0 Z" fill="hsl(${(hue + 180) % 360} 35% 38%)"/>`;
}

function pattern(random: Random, hue: number): string {
  return Array.from({ length: 16 }, (_, at) => {
    const x = (at % 4) * 64;
    const y = Math.floor(at / 4) * 64;
    const turn = random.pick([0, 90, 180, 270]);
    return `<path d="M${x} ${y} h64 a64 64 0 0 1 -64 64 Z" transform="rotate(${turn} ${x + 32} ${y + 32})" fill="hsl(${(hue + random.between(-30, 120)) % 360} 60% ${random.between(40, 70)}%)"/>`;
  }).join('');
}
