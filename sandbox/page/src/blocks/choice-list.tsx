import { useId, useState } from 'preact/hooks';
import { type Choice, choiceGroups, choiceId, labelText } from '../choices.ts';
import { usePage } from '../context.ts';
import { controlAttributes, type ElementProps, useElement } from '../surface.tsx';
import { TextObject } from '../text.tsx';

const filterFrom = 9;

/** Radio buttons, checkboxes, and the multi selects, which are checkboxes in a box that scrolls. */
export function ChoiceList(props: ElementProps) {
  const { world } = usePage();
  const { value, set } = useElement(props);
  const [filter, setFilter] = useState('');
  const groupName = useId();
  const kind = props.element['type'] === 'radio_buttons' ? 'radio' : 'checkbox';
  const choices = choiceGroups(props.element, world).flatMap((group) => group.choices);
  const selected = Array.isArray(value) ? value.map(choiceId) : [choiceId(value)];
  const max = Number(props.element['max_selected_items'] ?? choices.length);
  const boxed = String(props.element['type']).startsWith('multi_');
  const shown = choices.filter((choice) => labelText(choice).toLowerCase().includes(filter.toLowerCase()));

  const toggle = (choice: Choice) => {
    if (kind === 'radio') return set(choice.value);
    const has = (each: Choice) => selected.includes(each.id) !== (each.id === choice.id);
    return set(choices.filter(has).map((each) => each.value));
  };
  const {
    'aria-required': _,
    'aria-invalid': __,
    ...named
  } = { 'aria-required': null, 'aria-invalid': null, ...controlAttributes(props) };

  return (
    <div role={kind === 'radio' ? 'radiogroup' : 'group'} class={boxed ? 'choices boxed' : 'choices'} {...named}>
      {boxed && choices.length >= filterFrom && (
        <input
          type="search"
          aria-label="Filter the list"
          placeholder="Filter"
          value={filter}
          onInput={(event) => setFilter(event.currentTarget.value)}
        />
      )}
      <div class="choices-options">
        {shown.map((choice) => (
          <label key={choice.id} class="choice">
            <input
              type={kind}
              name={groupName}
              checked={selected.includes(choice.id)}
              disabled={kind === 'checkbox' && selected.length >= max && !selected.includes(choice.id)}
              onChange={async (event) => {
                const control = event.currentTarget;
                if (!(await toggle(choice))) control.checked = !control.checked;
              }}
            />
            <span>
              <TextObject value={choice.label} />
              {choice.description && (
                <small>
                  <TextObject value={choice.description} />
                </small>
              )}
            </span>
          </label>
        ))}
        {shown.length === 0 && <p class="quiet">Nobody and nothing matches.</p>}
      </div>
      {boxed && <p class="quiet">{selected.length} selected</p>}
    </div>
  );
}
