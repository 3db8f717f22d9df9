// Type codes and plotting symbols, fetched once per session and kept for when the node is out of reach.
import { useEffect } from 'react';
import { create } from 'zustand';
import { api } from './api';
import { useLink } from './index';
import type { Catalogue, PlotSymbol, TypeCode } from './types';

const KEY = 'fengsui.catalogue.2';
const NOTHING: Catalogue = { type_codes: [], plot_symbols: [] };

function kept(): Catalogue {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? 'null') ?? NOTHING;
  } catch {
    return NOTHING;
  }
}

const useStore = create<{ catalogue: Catalogue; asked: boolean }>(() => ({ catalogue: typeof localStorage === 'undefined' ? NOTHING : kept(), asked: false }));

async function fetchCatalogue(): Promise<void> {
  useStore.setState({ asked: true });
  try {
    const catalogue = await api.get<Catalogue>('/api/catalogue');
    localStorage.setItem(KEY, JSON.stringify(catalogue));
    useStore.setState({ catalogue });
  } catch {
    useStore.setState({ asked: false });
  }
}

function useWhole(): Catalogue {
  const catalogue = useStore((state) => state.catalogue);
  // A node that is out of reach is asked again when it is back, not at once and for ever.
  const connected = useLink((state) => state.connection.state === 'live');
  useEffect(() => {
    if (!useStore.getState().asked) void fetchCatalogue();
  }, [connected]);
  return catalogue;
}

export function useCatalogue(): readonly TypeCode[] {
  return useWhole().type_codes;
}

export function usePlotSymbols(): readonly PlotSymbol[] {
  return useWhole().plot_symbols;
}

export function typeName(codes: readonly TypeCode[], code: string): string {
  return codes.find((type) => type.code === code)?.name ?? code;
}

export function typeLabel(codes: readonly TypeCode[], code: string): string {
  const type = codes.find((each) => each.code === code);
  return type ? type.label : code;
}
