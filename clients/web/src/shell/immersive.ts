// A meeting room brings its own top bar; the shell leaves its place to it while the room is on screen.
import { useEffect } from 'react';
import { create } from 'zustand';

export const useImmersive = create<{ immersive: boolean }>(() => ({ immersive: false }));

export function useOwnTopBar(): void {
  useEffect(() => {
    useImmersive.setState({ immersive: true });
    return () => useImmersive.setState({ immersive: false });
  }, []);
}
