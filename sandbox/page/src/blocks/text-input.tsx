import { object, text } from '../json.ts';
import { controlAttributes, type ElementProps, useElement } from '../surface.tsx';

const keyboards: Readonly<Record<string, 'email' | 'url' | 'decimal'>> = {
  email_text_input: 'email',
  url_text_input: 'url',
  number_input: 'decimal',
};

/** Everything that is typed: texts, addresses, numbers, dates and times. */
export function TextInput(props: ElementProps) {
  const { element } = props;
  const { value, set } = useElement(props);
  const config = object(element['dispatch_action_config'])?.['trigger_actions_on'];
  const tellsEveryLetter = Array.isArray(config) && config.includes('on_character_entered');
  const isPicker = element['type'] === 'datepicker' || element['type'] === 'timepicker';
  const attributes = {
    ...controlAttributes(props),
    value: text(value),
    placeholder: text(object(element['placeholder'])?.['text']) || undefined,
    maxLength: Number(element['max_length'] ?? 3000),
    onInput: (event: { readonly currentTarget: { readonly value: string } }) =>
      set(event.currentTarget.value || null, props.dispatches && (isPicker || tellsEveryLetter)),
  };
  if (isPicker) return <input {...attributes} type={element['type'] === 'datepicker' ? 'date' : 'time'} />;
  if (element['multiline'] === true) return <textarea {...attributes} rows={5} />;
  const enter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !props.dispatches) return;
    event.preventDefault();
    void set(text(value) || null, true);
  };
  return <input {...attributes} type="text" inputMode={keyboards[text(element['type'])]} onKeyDown={enter} />;
}
