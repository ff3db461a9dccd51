import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

interface DialogProps {
  readonly labelledBy: string;
  /** False keeps what was typed inside, but hides it: a modal below the top of the stack. */
  readonly open?: boolean;
  readonly class?: string;
  /** Escape. */
  readonly onCancel: () => void;
  readonly children: ComponentChildren;
}

/** A native modal dialog: the browser keeps the focus inside and gives it back afterwards. */
export function Dialog({ labelledBy, open = true, onCancel, children, ...rest }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    if (!open || !element) return;
    element.showModal();
    focusFirst(element);
    return () => element.close();
  }, [open]);
  return (
    <dialog
      {...rest}
      ref={dialog}
      aria-labelledby={labelledBy}
      onCancel={(event) => {
        event.preventDefault();
        onCancel();
      }}
    >
      {children}
    </dialog>
  );
}

/** The first thing to fill in or to decide; where there is neither, the words, so that they are read. */
export function focusFirst(dialog: Element): void {
  const control = '.dialog-body :is(input, select, textarea):not([disabled]), [data-first-focus]';
  const first = dialog.querySelector<HTMLElement>(control) ?? dialog.querySelector<HTMLElement>('.dialog-body');
  first?.focus();
}
