import { Calls } from './calls.tsx';
import { Faults } from './faults.tsx';

export type DrawerName = 'calls' | 'faults';

export const drawerTitles: Readonly<Record<DrawerName, string>> = {
  calls: 'What reached the directories',
  faults: 'Inject faults',
};

/** What happens behind the chat, at the foot of the page. */
export function Drawer({ name, onClose }: { name: DrawerName; onClose: () => void }) {
  return (
    <section class="drawer" id="drawer" aria-label={drawerTitles[name]}>
      <header class="pane-head">
        <h2>{drawerTitles[name]}</h2>
        <button type="button" class="icon-button" aria-label={`Close ${drawerTitles[name]}`} onClick={onClose}>
          ✕
        </button>
      </header>
      {name === 'calls' ? <Calls /> : <Faults />}
    </section>
  );
}
