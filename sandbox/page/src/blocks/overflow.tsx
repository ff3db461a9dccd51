import { object, objects, text } from '../json.ts';
import { Menu } from '../menu.tsx';
import { type ElementProps, useElement } from '../surface.tsx';
import { TextObject } from '../text.tsx';

export function Overflow(props: ElementProps) {
  const { act } = useElement(props);
  const items = objects(props.element['options']).map((option) => ({
    id: text(option['value']),
    label: <TextObject value={object(option['text'])} />,
    choose: () => act({ selected_option: option }),
  }));
  return <Menu label={props.name ?? 'More actions'} items={items} />;
}
