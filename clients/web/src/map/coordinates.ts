// Numbers that somebody pasted. Reading them is done here; converting between datums is done by the node.
import type { Converted, Crs, GivenPosition } from '../link/types';
import { api } from '../link/api';

const PAIR = /^\s*[(（]?\s*(?:[EeＥ]\s*|东经\s*|经度\s*[:：]?\s*)?(-?\d{1,3}(?:\.\d+)?)\s*[°度]?\s*[EeＥ]?\s*[,，;；\s]\s*(?:[NnＮ]\s*|北纬\s*|纬度\s*[:：]?\s*)?(-?\d{1,3}(?:\.\d+)?)\s*[°度]?\s*[NnＮ]?\s*[)）]?\s*$/;

/** `lon,lat` as typed, in whatever order; null when the text is no pair of numbers with decimals. */
export function parsePair(text: string): { lon: number; lat: number } | null {
  const match = PAIR.exec(text);
  if (!match || !(match[1]!.includes('.') || match[2]!.includes('.'))) return null;
  const [lon, lat] = [Number(match[1]), Number(match[2])];
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 180 ? { lon, lat } : null;
}

export const DATUMS: readonly Crs[] = ['wgs84', 'gcj02', 'bd09'];

export function convert(given: GivenPosition): Promise<Converted> {
  return api.post<Converted>('/api/convert', { given });
}
