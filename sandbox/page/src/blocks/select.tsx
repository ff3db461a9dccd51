import { choiceGroups, choiceId, labelText } from '../choices.ts';
import { usePage } from '../context.ts';
import { object, text } from '../json.ts';
import { controlAttributes, type ElementProps, useElement } from '../surface.tsx';

export function Select(props: ElementProps) {
  const { world } = usePage();
  const { value, set } = useElement(props);
  const groups = choiceGroups(props.element, world);
  const selected = choiceId(value);
  const placeholder = text(object(props.element['placeholder'])?.['text']) || 'Choose…';

  const choose = async (control: HTMLSelectElement) => {
    const choice = groups.flatMap((group) => group.choices).find((each) => each.id === control.value);
    const accepted = await set(choice?.value ?? null);
    if (!accepted) control.value = selected;
  };

  return (
    <select {...controlAttributes(props)} value={selected} onChange={(event) => choose(event.currentTarget)}>
      <option value="">{placeholder}</option>
      {groups.map(({ label, choices }) => {
        const options = choices.map((choice) => (
          <option key={choice.id} value={choice.id}>
            {labelText(choice)}
          </option>
        ));
        return label === null ? options : <optgroup label={label}>{options}</optgroup>;
      })}
    </select>
  );
}
