import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { PageMessage } from '../protocol.ts';
import { dateOfTs, dayText } from './dates.ts';
import { Message } from './message.tsx';

const followsWithinSeconds = 300;

interface MessageListProps {
  readonly label: string;
  readonly messages: readonly PageMessage[];
  readonly onOpenThread?: (ts: string) => void;
  /** Shown while there is nothing else. */
  readonly empty: ComponentChildren;
}

export function MessageList({ label, messages, onOpenThread, empty }: MessageListProps) {
  const list = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);

  // Stays at the end as messages come and the room for them changes, unless somebody has scrolled up to read.
  const stay = () => {
    if (list.current && atEnd.current) list.current.scrollTop = list.current.scrollHeight;
  };
  useLayoutEffect(stay, [messages]);
  useLayoutEffect(() => {
    const observer = new ResizeObserver(stay);
    if (list.current) observer.observe(list.current);
    return () => observer.disconnect();
  }, []);

  return (
    <section
      class="messages"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and keyboards must reach that
      tabIndex={0}
      ref={list}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        atEnd.current = scrollHeight - scrollTop - clientHeight < 40;
      }}
    >
      {messages.length === 0 && <div class="empty">{empty}</div>}
      {messages.map((message, index) => {
        const before = messages[index - 1];
        const day = dayText(dateOfTs(message.ts));
        const newDay = !before || dayText(dateOfTs(before.ts)) !== day;
        return (
          <div key={`${message.ts}${message.ephemeral}`}>
            {newDay && (
              <p class="day">
                <span>{day}</span>
              </p>
            )}
            <Message
              message={message}
              follows={!newDay && follows(before, message)}
              onOpenThread={onOpenThread && (() => onOpenThread(message.ts))}
            />
          </div>
        );
      })}
    </section>
  );
}

function follows(before: PageMessage, message: PageMessage): boolean {
  return (
    before.user === message.user &&
    before.ephemeral === message.ephemeral &&
    before.replyCount === 0 &&
    Number(message.ts) - Number(before.ts) < followsWithinSeconds
  );
}
