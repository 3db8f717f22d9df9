// Map symbols after GB/T 35649-2017: incidents in a rounded red frame, a label of 2–4 characters in the bottom quarter.
// The level is a solid corner badge (Ⅳ too: it must be found), selection a teal ring. Each picture is named by what it shows
// and drawn when the map first asks for the name.
import { token } from '../shell/theme';
import type { Severity } from '../link/types';
import { type Glyph, GLYPHS, glyphOf } from './glyphs';

export type Grade = Severity | 'none';
export type SymbolSpec =
  | { kind: 'incident'; glyph: Glyph; label: string; grade: Grade; selected: boolean; faded: boolean }
  | { kind: 'cluster'; count: number; worst: number }
  | { kind: 'station'; over: boolean; stale: boolean }
  /** A plotted point: square frame in the colour of its class, B, C or D. */
  | { kind: 'plot'; code: string; label: string }
  /** What goes along a plotted line: the head of an arrow, a tick that says which way an area moves. */
  | { kind: 'arrow'; along: 'head' | 'tick' };

/** Worst first; the rank travels through the cluster's `min`. */
export const GRADES: readonly Grade[] = ['i', 'ii', 'iii', 'iv', 'none'];
const ROMAN = { i: 'Ⅰ', ii: 'Ⅱ', iii: 'Ⅲ', iv: 'Ⅳ' } as const;

export function symbolName(spec: SymbolSpec): string {
  switch (spec.kind) {
    case 'incident': return ['incident', spec.glyph, spec.label, spec.grade, Number(spec.selected), Number(spec.faded)].join('|');
    case 'cluster': return ['cluster', spec.count, spec.worst].join('|');
    case 'station': return ['station', Number(spec.over), Number(spec.stale)].join('|');
    case 'plot': return ['plot', spec.code, spec.label].join('|');
    case 'arrow': return ['arrow', spec.along].join('|');
  }
}

export function parseSymbol(name: string): SymbolSpec | null {
  const [kind, a = '', b = '', c = '', d = '', e = ''] = name.split('|');
  if (kind === 'incident' && a in GLYPHS) return { kind, glyph: a as Glyph, label: b, grade: c as Grade, selected: d === '1', faded: e === '1' };
  if (kind === 'cluster') return { kind, count: Number(a), worst: Number(b) };
  if (kind === 'station') return { kind, over: a === '1', stale: b === '1' };
  if (kind === 'plot') return { kind, code: a, label: b };
  if (kind === 'arrow') return { kind, along: a === 'tick' ? 'tick' : 'head' };
  return null;
}

export const PIXEL_RATIO = 2;
type Pen = CanvasRenderingContext2D;

function canvas(width: number, height: number, draw: (pen: Pen) => void): ImageData {
  const element = document.createElement('canvas');
  element.width = width * PIXEL_RATIO;
  element.height = height * PIXEL_RATIO;
  const pen = element.getContext('2d')!;
  pen.scale(PIXEL_RATIO, PIXEL_RATIO);
  draw(pen);
  return pen.getImageData(0, 0, element.width, element.height);
}

function box(pen: Pen, x: number, y: number, width: number, height: number, radius: number) {
  pen.beginPath();
  pen.roundRect(x, y, width, height, radius);
}

const night = () => document.documentElement.getAttribute('data-theme') === 'night';
const FAMILY = "'Noto Sans SC Variable', 'Noto Sans CJK SC', sans-serif";

function badge(pen: Pen, grade: Grade, right: number, top: number) {
  if (grade === 'none') return;
  pen.fillStyle = token(grade);
  pen.strokeStyle = token('s1');
  pen.lineWidth = 1.5;
  box(pen, right - 20, top, 20, 17, 3);
  pen.fill();
  pen.stroke();
  pen.fillStyle = token(`on-${grade}`);
  pen.font = `700 13px 'Noto Serif CJK SC', 'Times New Roman', serif`;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillText(ROMAN[grade], right - 10, top + 9);
}

const SIZE = 60;
const FRAME = 40;

function incident(spec: Extract<SymbolSpec, { kind: 'incident' }>): ImageData {
  return canvas(SIZE, SIZE, (pen) => {
    const frame = night() ? '#ff4f4f' : '#ff0000';
    const band = night() ? '#d92c2c' : '#e00000';
    const at = (SIZE - FRAME) / 2;
    if (spec.selected) {
      pen.strokeStyle = token('ac');
      pen.lineWidth = 3;
      box(pen, at - 6, at - 6, FRAME + 12, FRAME + 12, 11);
      pen.stroke();
    }
    if (spec.faded) pen.globalAlpha = 0.5;
    pen.save();
    box(pen, at - 1.5, at - 1.5, FRAME + 3, FRAME + 3, 8);
    pen.fillStyle = token('s1');
    pen.fill();
    box(pen, at, at, FRAME, FRAME, 7);
    pen.fill();
    pen.clip();
    pen.fillStyle = band;
    pen.fillRect(at, at + FRAME - 14, FRAME, 14);
    pen.restore();
    if (spec.faded) pen.globalAlpha = 0.5;
    box(pen, at + 1, at + 1, FRAME - 2, FRAME - 2, 6);
    pen.strokeStyle = frame;
    pen.lineWidth = 2.5;
    pen.stroke();
    pen.fillStyle = '#ffffff';
    pen.font = `700 ${spec.label.length > 3 ? 9 : 11.5}px ${FAMILY}`;
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    pen.fillText(spec.label, SIZE / 2, at + FRAME - 7.5, FRAME - 4);
    pen.save();
    pen.translate(SIZE / 2 - 9.6, at + 4);
    pen.scale(0.8, 0.8);
    pen.strokeStyle = token('t1');
    pen.lineWidth = 2.3;
    pen.lineCap = pen.lineJoin = 'round';
    pen.stroke(new Path2D(GLYPHS[spec.glyph]));
    pen.restore();
    badge(pen, spec.grade, at + FRAME + 7, at - 7);
  });
}

function cluster(spec: Extract<SymbolSpec, { kind: 'cluster' }>): ImageData {
  return canvas(SIZE, SIZE, (pen) => {
    const at = (SIZE - FRAME) / 2;
    pen.strokeStyle = night() ? '#ff4f4f' : '#ff0000';
    pen.fillStyle = token('s1');
    pen.lineWidth = 2;
    for (const shift of [4, 0]) {
      box(pen, at + shift, at + shift, FRAME - 4, FRAME - 4, 7);
      pen.fill();
      pen.stroke();
    }
    pen.fillStyle = token('t1');
    pen.font = `700 ${spec.count > 99 ? 15 : 18}px ${FAMILY}`;
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    pen.fillText(String(spec.count), at + (FRAME - 4) / 2, at + (FRAME - 4) / 2 + 1);
    badge(pen, GRADES[spec.worst] ?? 'none', at + FRAME + 5, at - 8);
  });
}

function station(spec: Extract<SymbolSpec, { kind: 'station' }>): ImageData {
  return canvas(20, 20, (pen) => {
    const tone = spec.stale ? token('t3') : spec.over ? token('i-text') : token('model-water');
    pen.fillStyle = spec.over && !spec.stale ? tone : token('s1');
    pen.strokeStyle = tone;
    pen.lineWidth = 2;
    if (spec.stale) pen.setLineDash([3, 2]);
    pen.beginPath();
    pen.moveTo(10, 3);
    pen.lineTo(17, 16);
    pen.lineTo(3, 16);
    pen.closePath();
    pen.fill();
    pen.stroke();
  });
}

/** GB/T 35649: event red, hazard yellow, target blue, resource green; lighter at night. */
const CLASS_COLOURS: Record<string, readonly [day: string, night: string, text: string]> = {
  B: ['#ffff00', '#ffff4d', '#2a2200'], C: ['#0000ff', '#6f8cff', '#ffffff'], D: ['#00a030', '#2fd868', '#ffffff'],
};
export const plotRed = () => (night() ? '#ff4f4f' : '#ff0000');

function plottedPoint(spec: Extract<SymbolSpec, { kind: 'plot' }>): ImageData {
  return canvas(SIZE, SIZE, (pen) => {
    const [day, dark, text] = CLASS_COLOURS[spec.code[0] ?? ''] ?? ['#ff0000', '#ff4f4f', '#ffffff'];
    const colour = night() ? dark : day;
    const size = 34;
    const at = (SIZE - size) / 2;
    pen.fillStyle = token('s1');
    pen.fillRect(at - 1.5, at - 1.5, size + 3, size + 3);
    pen.fillStyle = colour;
    pen.fillRect(at, at + size - 12, size, 12);
    pen.strokeStyle = colour;
    pen.lineWidth = 2.5;
    pen.strokeRect(at + 1, at + 1, size - 2, size - 2);
    pen.fillStyle = night() ? '#06140b' : text;
    pen.font = `700 ${spec.label.length > 2 ? 10 : 11}px ${FAMILY}`;
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    pen.fillText(spec.label, SIZE / 2, at + size - 6, size - 3);
    pen.translate(SIZE / 2 - 8.4, at + 3);
    pen.scale(0.7, 0.7);
    pen.strokeStyle = token('t1');
    pen.lineWidth = 2.4;
    pen.lineCap = pen.lineJoin = 'round';
    pen.stroke(new Path2D(GLYPHS[glyphOf(spec.code)]));
  });
}

/** Points up; the map turns it. */
function arrow(spec: Extract<SymbolSpec, { kind: 'arrow' }>): ImageData {
  const size = spec.along === 'head' ? 18 : 14;
  return canvas(size, size, (pen) => {
    pen.fillStyle = pen.strokeStyle = plotRed();
    pen.lineWidth = 2;
    const tip = size / 2 - (spec.along === 'head' ? 7 : 6.5);
    pen.beginPath();
    pen.moveTo(size / 2, tip);
    pen.lineTo(size / 2 + (spec.along === 'head' ? 6 : 4), tip + (spec.along === 'head' ? 12 : 6));
    pen.lineTo(size / 2 - (spec.along === 'head' ? 6 : 4), tip + (spec.along === 'head' ? 12 : 6));
    pen.closePath();
    pen.fill();
    if (spec.along === 'tick') {
      pen.moveTo(size / 2, tip + 5);
      pen.lineTo(size / 2, size);
      pen.stroke();
    }
  });
}

export function drawSymbol(name: string): ImageData | null {
  const spec = parseSymbol(name);
  switch (spec?.kind) {
    case 'incident': return incident(spec);
    case 'cluster': return cluster(spec);
    case 'station': return station(spec);
    case 'plot': return plottedPoint(spec);
    case 'arrow': return arrow(spec);
    default: return null;
  }
}
