import type { PageUser } from '../protocol.ts';

const hues = 8;

/** Initials on a colour that is always the same for the same person. */
export function Avatar({ user }: { user: PageUser | undefined }) {
  const name = user?.realName ?? 'Sandbox';
  const words = name.split(/\s+/);
  const initials = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => word?.[0] ?? '').join('');
  const hue = [...(user?.id ?? '')].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % hues;
  return (
    <span class={user?.kind === 'bot' || !user ? 'avatar bot' : `avatar hue-${hue}`} aria-hidden="true">
      {initials.toUpperCase()}
    </span>
  );
}
