// Camera and microphone of the lobby: opened by themselves, closed again unless they go into the room.
import { useCallback, useEffect, useRef, useState } from 'react';
import * as devices from '../call/devices';
import type { Captured } from '../call/devices';
import type { Quality } from '../call/quality';

const NOTHING: Captured = { track: null, trouble: null };

export function useDevices(quality: Quality) {
  const [cameraId, setCameraId] = useState<string>();
  const [microphoneId, setMicrophoneId] = useState<string>();
  const [camera, setCamera] = useState<Captured>(NOTHING);
  const [microphone, setMicrophone] = useState<Captured>(NOTHING);
  const [list, setList] = useState<MediaDeviceInfo[]>([]);
  const kept = useRef<ReadonlySet<MediaStreamTrack>>(new Set());

  useEffect(() => opened(devices.camera(quality, cameraId), setCamera, kept), [quality, cameraId]);
  useEffect(() => opened(devices.microphone(microphoneId), setMicrophone, kept), [microphoneId]);
  useEffect(() => {
    // Names are told only once something was allowed.
    void navigator.mediaDevices?.enumerateDevices().then(setList, () => undefined);
  }, [camera, microphone]);

  /** These tracks live on in the room. */
  const handOver = useCallback((...tracks: (MediaStreamTrack | null)[]) => {
    kept.current = new Set(tracks.filter((track) => track !== null));
  }, []);
  const of = (kind: MediaDeviceKind) => list.filter((device) => device.kind === kind && device.deviceId !== '' && device.deviceId !== 'default');
  return { camera, microphone, cameras: of('videoinput'), microphones: of('audioinput'), chooseCamera: setCameraId, chooseMicrophone: setMicrophoneId, handOver };
}

function opened(asked: Promise<Captured>, found: (captured: Captured) => void, kept: React.RefObject<ReadonlySet<MediaStreamTrack>>): () => void {
  let gone = false;
  let track: MediaStreamTrack | null = null;
  void asked.then((captured) => {
    if (gone) return captured.track?.stop();
    track = captured.track;
    found(captured);
  });
  return () => {
    gone = true;
    if (track && !kept.current.has(track)) track.stop();
  };
}
