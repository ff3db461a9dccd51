/** Block Kit as HTML. https://docs.slack.dev/reference/block-kit/blocks */

import { actionIdOf, blockIdOf } from '../element-state.ts';
import { type Json, object, objects, text } from '../json.ts';
import { TextObject } from '../text.tsx';
import { Element } from './element.tsx';
import { InputBlock } from './input-block.tsx';
import { ImagePlaceholder, Unsupported } from './placeholders.tsx';
import { RichTextBlock } from './rich-text-block.tsx';
import { TableBlock } from './table-block.tsx';

export function Blocks({ blocks }: { blocks: readonly Json[] }) {
  return (
    <div class="blocks">
      {blocks.map((block, index) => {
        const blockId = blockIdOf(block, index);
        return <Block key={blockId} block={block} blockId={blockId} />;
      })}
    </div>
  );
}

interface BlockProps {
  readonly block: Json;
  readonly blockId: string;
}

function Block({ block, blockId }: BlockProps) {
  const type = text(block['type']);
  switch (type) {
    case 'section':
      return <Section block={block} blockId={blockId} />;
    case 'header':
      return (
        <h3 class="header-block">
          <TextObject value={object(block['text'])} />
        </h3>
      );
    case 'divider':
      return <hr />;
    case 'context':
      return <Context block={block} />;
    case 'actions':
      return <Actions block={block} blockId={blockId} />;
    case 'input':
      return <InputBlock block={block} blockId={blockId} />;
    case 'rich_text':
      return <RichTextBlock block={block} />;
    case 'table':
      return <TableBlock block={block} />;
    case 'image':
      return <ImagePlaceholder altText={text(block['alt_text'])} />;
    default:
      return <Unsupported what="block" type={type} />;
  }
}

function Section({ block, blockId }: BlockProps) {
  const accessory = object(block['accessory']);
  const fields = objects(block['fields']);
  return (
    <div class="section">
      <div class="section-text">
        {block['text'] !== undefined && (
          <div class="prose">
            <TextObject value={object(block['text'])} />
          </div>
        )}
        {fields.length > 0 && (
          <div class="fields">
            {fields.map((field, index) => (
              <div key={index} class="prose">
                <TextObject value={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {accessory && (
        <Element
          element={accessory}
          blockId={blockId}
          actionId={actionIdOf(accessory, 0)}
          dispatches
          name={nameOf(accessory)}
        />
      )}
    </div>
  );
}

function Context({ block }: { block: Json }) {
  return (
    <div class="context">
      {objects(block['elements']).map((element, index) =>
        element['type'] === 'image' ? (
          <ImagePlaceholder key={index} altText={text(element['alt_text'])} />
        ) : (
          <span key={index} class="prose">
            <TextObject value={element} />
          </span>
        ),
      )}
    </div>
  );
}

function Actions({ block, blockId }: BlockProps) {
  return (
    <div class="actions">
      {objects(block['elements']).map((element, index) => {
        const actionId = actionIdOf(element, index);
        return (
          <Element
            key={actionId}
            element={element}
            blockId={blockId}
            actionId={actionId}
            dispatches
            name={nameOf(element)}
          />
        );
      })}
    </div>
  );
}

function nameOf(element: Json): string {
  return text(object(element['placeholder'])?.['text']) || (element['type'] === 'overflow' ? 'More actions' : 'Choose');
}
