import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';

export interface MenuItem {
  readonly id: string;
  readonly label: ComponentChildren;
  readonly choose: () => unknown;
}

/** A button that opens a short list of buttons: Escape and leaving close it, choosing gives the focus back first. */
export function Menu({
  label,
  items,
  class: place = '',
}: {
  label: string;
  items: readonly MenuItem[];
  class?: string;
}) {
  const menu = useRef<HTMLDetailsElement>(null);
  const close = () => {
    if (!menu.current?.open) return;
    menu.current.open = false;
    menu.current.querySelector('summary')?.focus();
  };
  return (
    <details
      class={`menu ${place}`}
      ref={menu}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !menu.current?.open) return;
        event.preventDefault();
        event.stopPropagation();
        close();
      }}
      onFocusOut={(event) => {
        const to = event.relatedTarget;
        if (menu.current && to instanceof Node && !menu.current.contains(to)) menu.current.open = false;
      }}
    >
      <summary aria-label={label}>⋯</summary>
      <ul>
        {items.map(({ id, label: words, choose }) => (
          <li key={id}>
            <button
              type="button"
              onClick={() => {
                close();
                return choose();
              }}
            >
              {words}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
