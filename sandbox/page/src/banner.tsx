import { Avatar } from './avatar.tsx';
import { usePage } from './context.ts';
import { type DrawerName, drawerTitles } from './drawer.tsx';

interface BannerProps {
  readonly online: boolean;
  readonly drawer: DrawerName | null;
  readonly onDrawer: (drawer: DrawerName | null) => void;
  readonly sidebarOpen: boolean;
  readonly onSidebar: () => void;
}

export function Banner({ online, drawer, onDrawer, sidebarOpen, onSidebar }: BannerProps) {
  const { world } = usePage();
  const me = world.users.get(world.me);
  const armed = world.faults.reduce((sum, fault) => sum + fault.remaining, 0);
  const counts: Readonly<Record<DrawerName, number>> = { calls: world.calls.length, faults: armed };
  return (
    <header class="banner">
      <button
        type="button"
        class="icon-button menu"
        aria-label="Channels"
        aria-expanded={sidebarOpen}
        aria-controls="sidebar"
        onClick={onSidebar}
      >
        ☰
      </button>
      <h1>Muster</h1>
      <p class="notice">Sandbox – nothing leaves this machine</p>
      <p class={world.botConnected && online ? 'bot-state on' : 'bot-state'} role="status">
        {!online ? 'No line to the sandbox, trying again' : world.botConnected ? 'Bot connected' : 'Bot not connected'}
      </p>
      <div class="banner-tools">
        {(['calls', 'faults'] as const).map((name) => (
          <button
            key={name}
            type="button"
            class="tool"
            aria-expanded={drawer === name}
            aria-controls={drawer === name ? 'drawer' : undefined}
            onClick={() => onDrawer(drawer === name ? null : name)}
          >
            {drawerTitles[name]}
            {counts[name] > 0 && (
              <span class="count" aria-hidden="true">
                {counts[name]}
              </span>
            )}
          </button>
        ))}
        <a class="tool me" href="?" title="Be somebody else">
          <Avatar user={me} />
          <span class="me-name">{me?.realName ?? world.me}</span>
          <span class="visually-hidden">, be somebody else</span>
        </a>
      </div>
    </header>
  );
}
