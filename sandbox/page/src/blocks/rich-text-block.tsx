import { type Json, number, objects, text } from '../json.ts';
import { richTextNode } from '../rich-text.ts';
import { Nodes } from '../text.tsx';

export function RichTextBlock({ block }: { block: Json }) {
  return (
    <div class="rich-text">
      {objects(block['elements']).map((element, index) => (
        <Part key={index} part={element} />
      ))}
    </div>
  );
}

function Part({ part }: { part: Json }) {
  const inline = <Nodes nodes={objects(part['elements']).map(richTextNode)} />;
  switch (text(part['type'])) {
    case 'rich_text_section':
      return <p>{inline}</p>;
    case 'rich_text_quote':
      return <blockquote>{inline}</blockquote>;
    case 'rich_text_preformatted':
      return <pre>{inline}</pre>;
    case 'rich_text_list': {
      const items = objects(part['elements']).map((item, index) => (
        <li key={index}>
          <Nodes nodes={objects(item['elements']).map(richTextNode)} />
        </li>
      ));
      const indent = `indent-${number(part['indent']) ?? 0}`;
      return part['style'] === 'ordered' ? <ol class={indent}>{items}</ol> : <ul class={indent}>{items}</ul>;
    }
    default:
      return <p>{inline}</p>;
  }
}
