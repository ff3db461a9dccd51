import { object, text } from '../json.ts';
import { type ElementProps, useElement } from '../surface.tsx';
import { TextObject } from '../text.tsx';

/** Stays clickable while a click is on its way, as in Slack, so that double clicks can be tried. */
export function Button(props: ElementProps) {
  const { element } = props;
  const { act, isPending } = useElement(props);
  const value = element['value'] === undefined ? {} : { value: element['value'] };
  const attributes = {
    class: `button ${text(element['style'])}`,
    'aria-label': text(element['accessibility_label']) || undefined,
    'aria-busy': isPending,
    onClick: () => act({ text: element['text'], ...value }),
  };
  const label = <TextObject value={object(element['text'])} />;
  const url = text(element['url']);
  if (/^https?:/i.test(url)) {
    return (
      <a {...attributes} href={url} target="_blank" rel="noreferrer">
        {label}
      </a>
    );
  }
  return (
    <button {...attributes} type="button">
      {label}
    </button>
  );
}
