import { useRef } from 'preact/hooks';
import { object, objects, text } from '../json.ts';
import { type ElementProps, useElement } from '../surface.tsx';
import { TextObject } from '../text.tsx';

export function Overflow(props: ElementProps) {
  const { act } = useElement(props);
  const menu = useRef<HTMLDetailsElement>(null);
  const close = () => {
    if (!menu.current?.open) return;
    menu.current.open = false;
    menu.current.querySelector('summary')?.focus();
  };
  return (
    <details
      class="overflow"
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
      <summary aria-label={props.name ?? 'More actions'}>⋯</summary>
      <ul>
        {objects(props.element['options']).map((option) => (
          <li key={text(option['value'])}>
            <button
              type="button"
              onClick={() => {
                close();
                return act({ selected_option: option });
              }}
            >
              <TextObject value={object(option['text'])} />
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
