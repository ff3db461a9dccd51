import { useState } from 'preact/hooks';
import type { PageChannel } from '../protocol.ts';
import { usePage } from './context.ts';

interface SidebarProps {
  readonly selected: string;
  readonly onSelect: (channel: string) => void;
  readonly onOpenDm: (userId: string) => void;
}

export function Sidebar({ selected, onSelect, onOpenDm }: SidebarProps) {
  const { channels } = usePage().world;
  const entry = (channel: PageChannel) => (
    <Entry
      key={channel.id}
      channel={channel}
      isSelected={channel.id === selected}
      onSelect={() => onSelect(channel.id)}
    />
  );
  return (
    <nav class="sidebar" id="sidebar" aria-label="Channels and messages">
      <h2>Channels</h2>
      <ul>{channels.filter((channel) => channel.kind !== 'dm').map(entry)}</ul>
      <h2>Direct messages</h2>
      <ul>{channels.filter((channel) => channel.kind === 'dm').map(entry)}</ul>
      <NewMessage onOpenDm={onOpenDm} />
    </nav>
  );
}

function Entry({ channel, isSelected, onSelect }: { channel: PageChannel; isSelected: boolean; onSelect: () => void }) {
  const unread = usePage().world.unread[channel.id] ?? 0;
  return (
    <li>
      <button
        type="button"
        aria-current={isSelected ? 'page' : undefined}
        class={unread > 0 ? 'unread' : ''}
        onClick={onSelect}
      >
        <span class="sigil" aria-hidden="true">
          {channel.kind === 'channel' ? '#' : channel.kind === 'dm' ? '•' : <Lock />}
        </span>
        <span class="entry-name">{channel.name}</span>
        {channel.kind === 'private' && <span class="visually-hidden">, private</span>}
        {unread > 0 && (
          <span class="count">
            {unread}
            <span class="visually-hidden"> unread</span>
          </span>
        )}
      </button>
    </li>
  );
}

function NewMessage({ onOpenDm }: { onOpenDm: (userId: string) => void }) {
  const { world } = usePage();
  const [chosen, setChosen] = useState('');
  const people = [...world.users.values()].filter((user) => user.id !== world.me && user.kind !== 'deactivated');
  return (
    <select
      aria-label="New direct message"
      value={chosen}
      onChange={(event) => {
        onOpenDm(event.currentTarget.value);
        setChosen('');
        event.currentTarget.value = '';
      }}
    >
      <option value="">+ New message…</option>
      {people
        .sort((a, b) => a.realName.localeCompare(b.realName))
        .map((user) => (
          <option key={user.id} value={user.id}>
            {user.realName}
          </option>
        ))}
    </select>
  );
}

function Lock() {
  return (
    <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
      <rect x="2" y="7" width="12" height="8" rx="2" fill="currentColor" />
      <path d="M5 7V5a3 3 0 0 1 6 0v2" fill="none" stroke="currentColor" stroke-width="2" />
    </svg>
  );
}
