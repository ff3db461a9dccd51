import { useEffect } from 'preact/hooks';
import { Composer } from './composer.tsx';
import { usePage } from './context.ts';
import { MessageList } from './message-list.tsx';

export function Thread({
  channel,
  ts,
  place,
  onClose,
}: {
  channel: string;
  ts: string;
  place: string;
  onClose: () => void;
}) {
  const { world } = usePage();
  const messages = world.messages.filter(
    (message) => message.channel === channel && (message.ts === ts || message.threadTs === ts),
  );
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('dialog[open]')) onClose();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [onClose]);
  return (
    <aside class="thread" aria-label="Thread">
      <header class="pane-head">
        <h2>
          Thread <small class="quiet">{place}</small>
        </h2>
        <button type="button" class="icon-button" aria-label="Close thread" onClick={onClose}>
          ✕
        </button>
      </header>
      <MessageList label="Messages in this thread" messages={messages} empty={<p>This thread is empty.</p>} />
      <Composer key={ts} channel={channel} threadTs={ts} label="Reply in this thread" />
    </aside>
  );
}
