// Type codes, fetched once per session and kept for when the node is out of reach.
import { useEffect } from 'react';
import { create } from 'zustand';
import { api } from './api';
import type { Catalogue, TypeCode } from './types';

const KEY = 'fengsui.catalogue';

function kept(): TypeCode[] {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '[]') as TypeCode[];
  } catch {
    return [];
  }
}

const useStore = create<{ codes: TypeCode[]; asked: boolean }>(() => ({ codes: typeof localStorage === 'undefined' ? [] : kept(), asked: false }));

async function fetchCatalogue(): Promise<void> {
  useStore.setState({ asked: true });
  try {
    const { type_codes } = await api.get<Catalogue>('/api/catalogue');
    localStorage.setItem(KEY, JSON.stringify(type_codes));
    useStore.setState({ codes: type_codes });
  } catch {
    useStore.setState({ asked: false });
  }
}

export function useCatalogue(): readonly TypeCode[] {
  const { codes, asked } = useStore();
  useEffect(() => {
    if (!asked) void fetchCatalogue();
  }, [asked]);
  return codes;
}

export function typeName(codes: readonly TypeCode[], code: string): string {
  return codes.find((type) => type.code === code)?.name ?? code;
}

export function typeLabel(codes: readonly TypeCode[], code: string): string {
  const type = codes.find((each) => each.code === code);
  return type ? type.label : code;
}
