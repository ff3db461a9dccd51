import { useContext, useId } from 'preact/hooks';
import { actionIdOf } from '../element-state.ts';
import { type Json, object } from '../json.ts';
import { SurfaceContext } from '../surface.tsx';
import { TextObject } from '../text.tsx';
import { Element } from './element.tsx';

export function InputBlock({ block, blockId }: { block: Json; blockId: string }) {
  const id = useId();
  const error = useContext(SurfaceContext).errors[blockId];
  const element = object(block['element']) ?? {};
  const hint = object(block['hint']);
  const optional = block['optional'] === true;
  const described = [error && `${id}-error`, hint && `${id}-hint`].filter((part) => part).join(' ');
  return (
    <div class={error ? 'input-block invalid' : 'input-block'}>
      <div class="input-label">
        {/* A group of checkboxes is named by this label, but it has no single control to focus. */}
        <label id={`${id}-label`} htmlFor={`${id}-control`}>
          <TextObject value={object(block['label'])} />
        </label>
        {optional && <small> (optional)</small>}
      </div>
      <Element
        element={element}
        blockId={blockId}
        actionId={actionIdOf(element, 0)}
        dispatches={block['dispatch_action'] === true}
        field={{ id, describedBy: described, invalid: error !== undefined, required: !optional }}
      />
      {error && (
        <p class="error" id={`${id}-error`}>
          {error}
        </p>
      )}
      {hint && (
        <p class="quiet" id={`${id}-hint`}>
          <TextObject value={hint} />
        </p>
      )}
    </div>
  );
}
