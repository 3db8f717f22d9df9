// 画中画: the main picture in a window of its own above other programs, with its name. Where a browser has no such window
// for documents, the bare picture; where it has neither, no button.
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import type { ConferenceView } from '../../link/types';
import type { Call } from '../call/call';
import { siteName } from '../sites';
import { useCallVersion } from '../useCall';

interface DocumentPictureInPicture { requestWindow: (options: { width: number; height: number }) => Promise<Window> }
const windows = (): DocumentPictureInPicture | undefined => (window as { documentPictureInPicture?: DocumentPictureInPicture }).documentPictureInPicture;

/** `open` is null where the browser can do neither. */
export function usePictureInPicture(call: Call, conference: ConferenceView): { open: (() => void) | null; element: ReactNode } {
  const [apart, setApart] = useState<Window | null>(null);
  useEffect(() => () => apart?.close(), [apart]);
  const open = useCallback(() => {
    if (apart) return apart.close();
    const documents = windows();
    if (!documents) {
      const video = document.querySelector<HTMLVideoElement>('[data-slot=main] video');
      void video?.requestPictureInPicture().catch(() => undefined);
      return;
    }
    void documents.requestWindow({ width: 480, height: 270 }).then((fresh) => {
      fresh.document.body.style.cssText = 'margin:0;background:#12171d;font:600 15px system-ui,sans-serif;color:#fff;overflow:hidden';
      fresh.addEventListener('pagehide', () => setApart(null));
      setApart(fresh);
    }, () => undefined);
  }, [apart]);
  const can = windows() !== undefined || document.pictureInPictureEnabled;
  return { open: can ? open : null, element: apart && createPortal(<Apart call={call} conference={conference} />, apart.document.body) };
}

/** The name follows the frame here too: it is taken from what the main slot shows. */
function Apart({ call, conference }: { call: Call; conference: ConferenceView }) {
  useCallVersion(call);
  const video = useRef<HTMLVideoElement>(null);
  const stream = call.stream('main');
  useEffect(() => {
    if (!video.current) return;
    video.current.srcObject = stream;
    void video.current.play().catch(() => undefined);
  }, [stream]);
  return (
    <>
      <video ref={video} muted playsInline autoPlay style={{ width: '100vw', height: '100vh', objectFit: 'contain', display: 'block' }} />
      <span style={{ position: 'fixed', left: 10, bottom: 8, background: 'rgb(12 16 20 / 82%)', padding: '2px 8px', borderRadius: 4 }}>{siteName(conference, call.shown('main').source)}</span>
    </>
  );
}
