import { useEffect, useMemo, useState } from 'preact/hooks';
import type { PageChannel } from '../protocol.ts';
import { Banner } from './banner.tsx';
import { Composer } from './composer.tsx';
import { usePage } from './context.ts';
import { Drawer, type DrawerName } from './drawer.tsx';
import { MessageList } from './message-list.tsx';
import { ModalStack } from './modal.tsx';
import { usePlace } from './place.ts';
import { Sidebar } from './sidebar.tsx';
import { plainTextOf } from './text.tsx';
import { Thread } from './thread.tsx';
import { isReply } from './world.ts';

export function Workspace({ online }: { online: boolean }) {
  const { world, server, dispatch, complain } = usePage();
  const [place, go] = usePlace();
  const [drawer, setDrawer] = useState<DrawerName | null>(null);
  const [sidebarOpen, setSidebarOpen] = useState(false);

  const channel = world.channels.find(({ id }) => id === place.channel) ?? world.channels[0];
  const channelId = channel?.id ?? '';
  const open = (id: string) => {
    go({ channel: id, thread: null });
    setSidebarOpen(false);
  };
  const openDm = async (userId: string) => {
    const answer = await server.post('open-dm', { user: userId });
    if (!answer.ok) complain(answer.error);
    else if (answer.channel) open(answer.channel);
  };

  const unread = world.unread[channelId] ?? 0;
  useEffect(() => {
    if (unread > 0) dispatch({ type: 'read', channel: channelId });
  }, [unread, channelId]);

  const messages = useMemo(
    () => world.messages.filter((message) => message.channel === channelId && !isReply(message)),
    [world.messages, channelId],
  );

  return (
    <div
      class={['workspace', place.thread && 'with-thread', sidebarOpen && 'with-sidebar']
        .filter((part) => part)
        .join(' ')}
    >
      <Banner
        online={online}
        drawer={drawer}
        onDrawer={setDrawer}
        sidebarOpen={sidebarOpen}
        onSidebar={() => setSidebarOpen(!sidebarOpen)}
      />
      <Sidebar selected={channelId} onSelect={open} onOpenDm={openDm} />
      {channel && (
        <main>
          <header class="pane-head">
            <h2>{titleOf(channel)}</h2>
          </header>
          <MessageList
            key={channelId}
            label={`Messages in ${titleOf(channel)}`}
            messages={messages}
            onOpenThread={(ts) => go({ channel: channelId, thread: ts })}
            empty={<Welcome channel={channel} />}
          />
          <Composer key={channelId} channel={channelId} label={`Message ${titleOf(channel)}`} />
        </main>
      )}
      {channel && place.thread && (
        <Thread
          channel={channelId}
          ts={place.thread}
          place={titleOf(channel)}
          onClose={() => go({ channel: channelId, thread: null })}
        />
      )}
      {drawer && <Drawer name={drawer} onClose={() => setDrawer(null)} />}
      <Announcer channel={channelId} />
      <ModalStack />
    </div>
  );
}

function Welcome({ channel }: { channel: PageChannel }) {
  const command = usePage().world.commands[0];
  return (
    <>
      <h3>{channel.kind === 'dm' ? `You and ${channel.name}` : `The beginning of ${titleOf(channel)}`}</h3>
      {command ? (
        <p>
          Try <code>{command.command} help</code>
          {command.description && `: ${command.description}`}
        </p>
      ) : (
        <p>Nothing has been said here yet.</p>
      )}
    </>
  );
}

/** Reads out what others say in the open channel, by its text, as Slack does. */
function Announcer({ channel }: { channel: string }) {
  const { world } = usePage();
  const { arrival } = world;
  const said = arrival?.channel === channel ? arrival : null;
  return (
    <p class="visually-hidden" aria-live="polite">
      {said && `${world.users.get(said.user)?.realName ?? 'Sandbox'}: ${plainTextOf(said.text, world)}`}
    </p>
  );
}

function titleOf(channel: PageChannel): string {
  return channel.kind === 'dm' ? channel.name : `#${channel.name}`;
}
