import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { PageView } from '../protocol.ts';
import { Blocks } from './blocks/blocks.tsx';
import { usePage } from './context.ts';
import { Dialog, focusFirst } from './dialog.tsx';
import { clientErrors, stateOf } from './element-state.ts';
import { object, objects, text } from './json.ts';
import { SurfaceContext, useSurface } from './surface.tsx';

/** Every view of the stack stays mounted, so that what was typed below is still there when the top closes. */
export function ModalStack() {
  const { views } = usePage().world;
  return (
    <>
      {views.map((view, index) => (
        <Modal key={view.id} shown={view} isTop={index === views.length - 1} />
      ))}
    </>
  );
}

function Modal({ shown, isTop }: { shown: PageView; isTop: boolean }) {
  const { world, server, dispatch } = usePage();
  const titleId = useId();
  const form = useRef<HTMLFormElement>(null);
  const [submitting, setSubmitting] = useState(false);
  const [trouble, setTrouble] = useState('');
  const { id: viewId, view } = shown;
  const blocks = objects(view['blocks']);
  const errors = world.viewErrors?.viewId === viewId ? world.viewErrors.errors : {};
  const surface = useSurface({ container: { viewId }, blocks, errors });
  const word = (key: string) => text(object(view[key])?.['text']);

  useEffect(() => {
    form.current?.querySelector<HTMLElement>('.invalid :is(input, select, textarea)')?.focus();
  }, [errors]);

  // A modal that opened as "please wait" gets its inputs with a later version.
  useEffect(() => {
    if (form.current && document.activeElement?.classList.contains('dialog-body')) focusFirst(form.current);
  }, [shown.hash]);

  const submit = async () => {
    const missing = clientErrors(blocks, surface.values);
    setTrouble('');
    dispatch({ type: 'view-errors', viewId, errors: missing });
    if (submitting || Object.keys(missing).length > 0) return;
    setSubmitting(true);
    const answer = await server.post('view-submit', { viewId, state: stateOf(blocks, surface.values) });
    setSubmitting(false);
    if (!answer.ok) setTrouble(`We had some trouble connecting. Try again? (${answer.error})`);
  };
  const close = async (all: boolean) => {
    const answer = await server.post('view-close', { viewId, all });
    if (!answer.ok) setTrouble(answer.error);
  };

  return (
    <Dialog labelledBy={titleId} class="modal" open={isTop} onCancel={() => close(false)}>
      <form
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <header class="dialog-head">
          <h2 id={titleId}>{word('title')}</h2>
          <button type="button" class="icon-button" aria-label="Close" onClick={() => close(true)}>
            ✕
          </button>
        </header>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long modal scrolls, and keyboards must reach that */}
        <section class="dialog-body" tabIndex={0} aria-labelledby={titleId}>
          <SurfaceContext.Provider value={surface}>
            <Blocks blocks={blocks} />
          </SurfaceContext.Provider>
        </section>
        <footer class="dialog-foot">
          <p role="alert" class="error">
            {trouble}
          </p>
          <button type="button" class="button" onClick={() => close(false)}>
            {word('close') || (word('submit') ? 'Cancel' : 'Close')}
          </button>
          {word('submit') && (
            <button type="submit" class="button primary" aria-busy={submitting}>
              {word('submit')}
            </button>
          )}
        </footer>
      </form>
    </Dialog>
  );
}
