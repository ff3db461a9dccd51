import { Avatar } from './avatar.tsx';
import { usePage } from './context.ts';
import { addressOf } from './identity.ts';

/** The first page: two people are needed, so each may also be opened in a tab beside. */
export function Picker() {
  const { world } = usePage();
  const people = [...world.users.values()].filter((user) => user.playable);
  return (
    <main class="picker">
      <h1>Muster sandbox</h1>
      <p class="lead">
        A chat workspace on your own machine, with the real bot in it and a stand-in for everything it talks to. Nothing
        leaves this machine.
      </p>
      <h2>Who are you?</h2>
      <p>
        A change needs a second person. Choose one to begin, and open another <em>in a new tab</em> to approve.
      </p>
      <ul class="people">
        {people.map((user) => (
          <li key={user.id}>
            <a class="person" href={addressOf(user.id)}>
              <Avatar user={user} />
              <span>
                <strong>{user.realName}</strong>
                <span class="quiet">
                  @{user.name}
                  {user.kind === 'guest' && ', guest'}
                </span>
              </span>
            </a>
            <a
              class="beside"
              href={addressOf(user.id)}
              target="_blank"
              rel="noreferrer"
              aria-label={`${user.realName}, in a new tab`}
            >
              New tab ↗
            </a>
          </li>
        ))}
      </ul>
      {world.loaded && people.length === 0 && <p class="empty">There is nobody to choose. Is the sandbox seeded?</p>}
    </main>
  );
}
