import { text } from '../json.ts';
import type { ElementProps } from '../surface.tsx';
import { Button } from './button.tsx';
import { ChoiceList } from './choice-list.tsx';
import { FileInput } from './file-input.tsx';
import { Overflow } from './overflow.tsx';
import { ImagePlaceholder, Unsupported } from './placeholders.tsx';
import { Select } from './select.tsx';
import { TextInput } from './text-input.tsx';

export function Element(props: ElementProps) {
  const type = text(props.element['type']);
  switch (type) {
    case 'button':
      return <Button {...props} />;
    case 'static_select':
    case 'users_select':
    case 'channels_select':
    case 'conversations_select':
      return <Select {...props} />;
    case 'multi_static_select':
    case 'multi_users_select':
    case 'checkboxes':
    case 'radio_buttons':
      return <ChoiceList {...props} />;
    case 'plain_text_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input':
    case 'datepicker':
    case 'timepicker':
      return <TextInput {...props} />;
    case 'file_input':
      return <FileInput {...props} />;
    case 'overflow':
      return <Overflow {...props} />;
    case 'image':
      return <ImagePlaceholder altText={text(props.element['alt_text'])} />;
    default:
      return <Unsupported what="element" type={type} />;
  }
}
