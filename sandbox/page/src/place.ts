/** Where this tab looks: channel and thread, kept in the address so that a reload stays there. */

import { useEffect, useState } from 'preact/hooks';

export interface Place {
  readonly channel: string;
  readonly thread: string | null;
}

export function usePlace(): [Place, (place: Place) => void] {
  const [place, setPlace] = useState(readPlace);
  useEffect(() => {
    const onChange = () => setPlace(readPlace());
    addEventListener('hashchange', onChange);
    return () => removeEventListener('hashchange', onChange);
  }, []);
  const go = ({ channel, thread }: Place) => {
    location.hash = thread === null ? channel : `${channel}/${thread}`;
  };
  return [place, go];
}

function readPlace(): Place {
  const [channel = '', thread] = location.hash.slice(1).split('/');
  return { channel, thread: thread || null };
}
